import { z } from 'zod';
import { idText } from '../../kernel/id-text.js';
import { passwordText } from './password-text.js';

export const changePasswordInput = z.strictObject({
  accountId: idText,
  currentPassword: passwordText,
  newPassword: passwordText,
});
export type ChangePasswordInput = z.infer<typeof changePasswordInput>;

export const resetPasswordInput = z.strictObject({
  accountId: idText,
  password: passwordText,
  /** The next login must choose another password; true unless told. */
  mustChange: z.boolean().nullish(),
});
export type ResetPasswordInput = z.infer<typeof resetPasswordInput>;

export const createAccountSecretInput = z.strictObject({ accountId: idText });
export type CreateAccountSecretInput = z.infer<typeof createAccountSecretInput>;

export const revokeAccountSecretInput = z.strictObject({ accountId: idText, secretId: idText });
export type RevokeAccountSecretInput = z.infer<typeof revokeAccountSecretInput>;
