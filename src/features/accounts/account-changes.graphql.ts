import { builder } from '../../graphql/builder.js';
import { errorType } from '../../graphql/errors.js';
import { NotFoundError, VersionConflictError } from '../../kernel/errors.js';
import { PasswordPolicyError } from '../credentials/credential.errors.js';
import { LastAdministratorError } from '../roles/role.errors.js';
import { EmailTakenError, ExternalIdTakenError } from './account.errors.js';
import { Account, AccountKind } from './account.graphql.js';
import { accountRefInput, createAccountInput, updateAccountInput } from './account.input.js';

errorType(EmailTakenError, 'EmailTakenError', 'Another account of the realm has that e-mail address.');
errorType(ExternalIdTakenError, 'ExternalIdTakenError', 'Another account of the realm has that external id.');

const CreateAccountInput = builder.inputType('CreateAccountInput', {
  description: 'A new account. A USER needs an e-mail; a SERVICE has neither e-mail nor password.',
  fields: (t) => ({
    kind: t.field({ type: AccountKind, defaultValue: 'USER', description: 'Person or program.' }),
    email: t.string({ required: false, description: 'The login name of a USER.' }),
    password: t.string({
      required: false,
      description: "The password, by the realm's rules; none if left out.",
    }),
    mustChangePassword: t.boolean({
      required: false,
      description: 'True if the first login must choose another password.',
    }),
    externalId: t.string({
      required: false,
      description: 'What another system calls it; may look like neither a UUID nor an e-mail address.',
    }),
    name: t.string({ required: false, description: 'What people call it, up to 256 characters.' }),
    attributes: t.field({
      type: 'Attributes',
      required: false,
      description: 'What the realm keeps about it.',
    }),
  }),
});

const UpdateAccountInput = builder.inputType('UpdateAccountInput', {
  description: 'A change of an account. What is left out stays as it is.',
  fields: (t) => ({
    id: t.id({ description: 'The account.' }),
    expectedVersion: t.int({ required: false, description: 'Change it only if this is its version.' }),
    email: t.string({ required: false, description: 'The new e-mail address.' }),
    externalId: t.string({ required: false, description: 'The new external id; null removes it.' }),
    name: t.string({ required: false, description: 'The new name; null removes it.' }),
    attributes: t.field({
      type: 'Attributes',
      required: false,
      description: 'Attributes to set; null for a key removes it, keys that are not named stay.',
    }),
  }),
});

const accountRef = (name: string, what: string) =>
  builder.inputType(name, {
    description: `Which account to ${what}.`,
    fields: (t) => ({
      id: t.id({ description: 'The account.' }),
      expectedVersion: t.int({ required: false, description: 'Do it only if this is its version.' }),
    }),
  });
const DisableAccountInput = accountRef('DisableAccountInput', 'disable');
const EnableAccountInput = accountRef('EnableAccountInput', 'enable');
const DeleteAccountInput = accountRef('DeleteAccountInput', 'delete');

builder.mutationFields((t) => ({
  createAccount: t.field({
    type: Account,
    description: 'Creates an account.',
    args: {
      input: t.arg({
        type: CreateAccountInput,
        description: 'The account.',
        validate: { schema: createAccountInput },
      }),
    },
    errors: { types: [EmailTakenError, ExternalIdTakenError, PasswordPolicyError] },
    resolve: (_root, { input }, ctx) => ctx.services.accounts.create(ctx, input as never),
  }),
  updateAccount: t.field({
    type: Account,
    description:
      'Changes an account. Another e-mail address or external id needs `iam:Grant` on the account, or to hold all that it holds; an attribute that policies look at, a grant of these policies.',
    args: {
      input: t.arg({
        type: UpdateAccountInput,
        description: 'The change.',
        validate: { schema: updateAccountInput },
      }),
    },
    errors: { types: [NotFoundError, VersionConflictError, EmailTakenError, ExternalIdTakenError] },
    resolve: (_root, { input }, ctx) => ctx.services.accounts.update(ctx, input as never),
  }),
  disableAccount: t.field({
    type: Account,
    description: 'Makes that an account cannot log in, ends its sessions, and refuses its tokens.',
    args: {
      input: t.arg({
        type: DisableAccountInput,
        description: 'Which one.',
        validate: { schema: accountRefInput },
      }),
    },
    errors: { types: [NotFoundError, VersionConflictError, LastAdministratorError] },
    resolve: (_root, { input }, ctx) => ctx.services.accounts.disable(ctx, input),
  }),
  enableAccount: t.field({
    type: Account,
    description:
      'Makes that an account can log in again. Needs `iam:Grant` on the account, or to hold all that it holds.',
    args: {
      input: t.arg({
        type: EnableAccountInput,
        description: 'Which one.',
        validate: { schema: accountRefInput },
      }),
    },
    errors: { types: [NotFoundError, VersionConflictError] },
    resolve: (_root, { input }, ctx) => ctx.services.accounts.enable(ctx, input),
  }),
  deleteAccount: t.field({
    type: Account,
    description: 'Deletes an account with its credentials, sessions and edges. Answers it as it was.',
    args: {
      input: t.arg({
        type: DeleteAccountInput,
        description: 'Which one.',
        validate: { schema: accountRefInput },
      }),
    },
    errors: { types: [NotFoundError, VersionConflictError, LastAdministratorError] },
    resolve: (_root, { input }, ctx) => ctx.services.accounts.delete(ctx, input),
  }),
}));
