import { z } from 'zod';
import { text } from '../../kernel/text.js';
import { passwordText } from '../credentials/password-text.js';

/** POST /login. */
export const loginInput = z.strictObject({
  email: text({ max: 320 }),
  password: passwordText,
  scope: text({ max: 512 }).optional().describe('Space-separated: openid for an id token, profile, email.'),
});

export type LoginInput = z.infer<typeof loginInput>;

/** POST /password. */
export const changePasswordInput = z.strictObject({
  currentPassword: passwordText
    .optional()
    .describe('Required with an access token; a passwordChangeToken stands in for it.'),
  newPassword: passwordText,
});

export type ChangePasswordInput = z.infer<typeof changePasswordInput>;

/** POST /logout. */
export const logoutInput = z.strictObject({
  refresh_token: text({ max: 16_384 })
    .optional()
    .describe('Its session ends. Without it, the session of the access token ends.'),
});
