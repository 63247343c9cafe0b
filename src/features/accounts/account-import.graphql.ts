import { builder } from '../../graphql/builder.js';
import { asValue, ErrorInterface, errorType } from '../../graphql/errors.js';
import { ImportHashTooCostlyError, ImportHashUnknownError } from '../credentials/credential.errors.js';
import { Account, AccountKind, AccountStatus } from './account.graphql.js';
import { IMPORT_MAX_ACCOUNTS } from './account.input.js';
import type { ImportOutcome } from './import-accounts.js';

errorType(ImportHashUnknownError, 'ImportHashUnknownError', 'A hash is not of a form that Reeve can verify.');
errorType(
  ImportHashTooCostlyError,
  'ImportHashTooCostlyError',
  'A hash costs more to verify than the realm allows.',
);

const ImportedAccountInput = builder.inputType('ImportedAccountInput', {
  description: 'An account to import, as another system had it.',
  fields: (t) => ({
    kind: t.field({ type: AccountKind, defaultValue: 'USER', description: 'Person or program.' }),
    email: t.string({ required: false, description: 'The login name of a USER.' }),
    passwordHash: t.string({
      required: false,
      description: 'An argon2, bcrypt, scrypt or PBKDF2 hash as a PHC or modular-crypt string.',
    }),
    mustChangePassword: t.boolean({
      required: false,
      description: 'True if the first login must choose another password.',
    }),
    externalId: t.string({ required: false, description: 'What another system calls it.' }),
    name: t.string({ required: false, description: 'What people call it.' }),
    status: t.field({ type: AccountStatus, defaultValue: 'ACTIVE', description: 'Whether it can log in.' }),
    attributes: t.field({
      type: 'Attributes',
      required: false,
      description: 'What the realm keeps about it.',
    }),
  }),
});

const ImportAccountsInput = builder.inputType('ImportAccountsInput', {
  description: 'Accounts to import.',
  fields: (t) => ({
    accounts: t.field({ type: [ImportedAccountInput], description: `At most ${IMPORT_MAX_ACCOUNTS}.` }),
  }),
});

const ImportedAccount = builder.objectRef<ImportOutcome>('ImportedAccount');
ImportedAccount.implement({
  description: 'What became of one account of an import.',
  fields: (t) => ({
    account: t.field({
      type: Account,
      nullable: true,
      description: 'The account; null if it was refused.',
      resolve: (outcome) => (outcome.ok ? outcome.accountId : null),
    }),
    error: t.field({
      type: ErrorInterface,
      nullable: true,
      description: 'Why it was refused.',
      resolve: (outcome) => (outcome.ok ? null : asValue(outcome.error)),
    }),
  }),
});

const AccountsImport = builder.objectRef<{ readonly outcomes: readonly ImportOutcome[] }>('AccountsImport');
AccountsImport.implement({
  description: 'What became of an import.',
  fields: (t) => ({
    importedCount: t.int({
      description: 'How many accounts were created.',
      resolve: ({ outcomes }) => outcomes.filter((outcome) => outcome.ok).length,
    }),
    results: t.field({
      type: [ImportedAccount],
      description: 'One answer for each account, in the order of the input.',
      resolve: ({ outcomes }) => outcomes,
    }),
  }),
});

builder.mutationField('importAccounts', (t) =>
  t.field({
    type: AccountsImport,
    description:
      'Imports accounts with the password hashes of another system. A refused one does not hinder the others.',
    args: { input: t.arg({ type: ImportAccountsInput, description: 'The accounts.' }) },
    errors: {},
    resolve: async (_root, { input }, ctx) => ({
      outcomes: await ctx.services.accounts.importAccounts(ctx, input.accounts),
    }),
  }),
);
