import { z } from 'zod';
import { expectedVersion, idText } from '../../kernel/id-text.js';
import { DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE } from '../../kernel/page.js';
import { text } from '../../kernel/text.js';
import { ACCOUNT_KINDS, ACCOUNT_SORT_FIELDS, ACCOUNT_STATUSES } from './account.js';
import { passwordText } from '../credentials/password-text.js';
import { attributesPatchShape, attributesShape } from './attributes.js';
import { EMAIL_MAX_LENGTH, emailProblem } from './email.js';

export const email = z.string().check((ctx) => {
  const message = emailProblem(ctx.value);
  if (message !== undefined) ctx.issues.push({ code: 'custom', message, input: ctx.value });
});
/** What is written as a UUID looks like one, whatever version it says. */
const UUID_LIKE = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
export const externalId = text({ max: 256 }).refine(
  (value) => !UUID_LIKE.test(value) && !value.includes('@'),
  'must look like neither a UUID nor an e-mail address',
);
export const accountName = text({ max: 256 });

/** A USER has an e-mail; a SERVICE has neither e-mail nor password. */
function fitsKind(input: { kind: string; email?: unknown; password?: unknown }): boolean {
  return input.kind === 'USER' ? input.email != null : input.email == null && input.password == null;
}
const FITS_KIND = {
  error: 'a USER needs an e-mail; a SERVICE has neither e-mail nor password',
  path: ['email'],
};

export const createAccountInput = z
  .strictObject({
    kind: z.enum(ACCOUNT_KINDS).default('USER'),
    email: email.nullish(),
    password: passwordText.nullish(),
    /** The first login must choose another password. */
    mustChangePassword: z.boolean().nullish(),
    externalId: externalId.nullish(),
    name: accountName.nullish(),
    attributes: attributesShape.nullish(),
  })
  .refine(fitsKind, FITS_KIND);
export type CreateAccountInput = z.input<typeof createAccountInput>;

/** What is not named stays; null removes. */
export const updateAccountInput = z.strictObject({
  id: idText,
  expectedVersion: expectedVersion.nullish(),
  email: email.optional(),
  externalId: externalId.nullish(),
  name: accountName.nullish(),
  attributes: attributesPatchShape.optional(),
});
export type UpdateAccountInput = z.input<typeof updateAccountInput>;

export const accountRefInput = z.strictObject({ id: idText, expectedVersion: expectedVersion.nullish() });
export type AccountRefInput = z.input<typeof accountRefInput>;

export const accountFilterInput = z.strictObject({
  emailPrefix: text({ max: EMAIL_MAX_LENGTH }).nullish(),
  namePrefix: text({ max: 256 }).nullish(),
  status: z.enum(ACCOUNT_STATUSES).nullish(),
  kind: z.enum(ACCOUNT_KINDS).nullish(),
});

export const accountSortInput = z.strictObject({
  field: z.enum(ACCOUNT_SORT_FIELDS).default('CREATED_AT'),
  direction: z.enum(['ASC', 'DESC']).default('ASC'),
});

export const listAccountsInput = z.strictObject({
  filter: accountFilterInput.nullish(),
  sort: accountSortInput.nullish(),
  first: z.int().min(1).max(MAX_PAGE_SIZE).default(DEFAULT_PAGE_SIZE),
  after: z.string().max(2048).nullish(),
});
export type ListAccountsInput = z.input<typeof listAccountsInput>;

export const IMPORT_MAX_ACCOUNTS = 1000;

/** One account of an import; `passwordHash` is a PHC or modular-crypt string. */
export const importedAccount = z
  .strictObject({
    kind: z.enum(ACCOUNT_KINDS).default('USER'),
    email: email.nullish(),
    passwordHash: z.string().min(1).max(1024).nullish(),
    mustChangePassword: z.boolean().nullish(),
    externalId: externalId.nullish(),
    name: accountName.nullish(),
    status: z.enum(ACCOUNT_STATUSES).default('ACTIVE'),
    attributes: attributesShape.nullish(),
  })
  .refine((input) => fitsKind({ ...input, password: input.passwordHash }), FITS_KIND);
export type ImportedAccount = z.input<typeof importedAccount>;
