import { builder } from '../../graphql/builder.js';
import type { GraphQLContext } from '../../graphql/context.js';
import { errorType } from '../../graphql/errors.js';
import { InvalidInputError, NotFoundError, RateLimitedError } from '../../kernel/errors.js';
import { idText } from '../../kernel/id-text.js';
import { AccountKindMismatchError } from '../accounts/account.errors.js';
import { Account } from '../accounts/account.graphql.js';
import { InvalidCredentialsError, PasswordPolicyError, TooManySecretsError } from './credential.errors.js';
import {
  changePasswordInput,
  createAccountSecretInput,
  resetPasswordInput,
  revokeAccountSecretInput,
} from './credential.input.js';
import type {
  AccountSecret as AccountSecretShape,
  NewAccountSecret as NewAccountSecretShape,
} from './credential.js';

errorType(PasswordPolicyError, 'PasswordPolicyError', "The password breaks the realm's rules.");
builder.objectField(PasswordPolicyError, 'reasons', (t) =>
  t.exposeStringList('reasons', { description: 'What the password would have to be.' }),
);
errorType(
  InvalidCredentialsError,
  'InvalidCredentialsError',
  'The current password is wrong, or may not be tried now.',
);
errorType(TooManySecretsError, 'TooManySecretsError', 'A SERVICE has at most two secrets.');
errorType(
  AccountKindMismatchError,
  'AccountKindMismatchError',
  'What was asked is for the other kind of account: passwords are for a USER, secrets for a SERVICE.',
);

const AccountSecret = builder.objectRef<AccountSecretShape>('AccountSecret');
AccountSecret.implement({
  description: 'A secret of a SERVICE, without its value: nobody can read that again.',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'A UUID.' }),
    account: t.field({ type: Account, description: 'Whose it is.', resolve: (secret) => secret.accountId }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was made.' }),
  }),
});

const NewAccountSecret = builder.objectRef<NewAccountSecretShape>('NewAccountSecret');
NewAccountSecret.implement({
  description: 'A secret that was just made.',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'A UUID, by which it can be revoked.' }),
    account: t.field({ type: Account, description: 'Whose it is.', resolve: (secret) => secret.accountId }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was made.' }),
    secret: t.exposeString('secret', {
      description: 'The secret itself. It is shown this once; keep it safe.',
    }),
  }),
});

const ChangePasswordInput = builder.inputType('ChangePasswordInput', {
  description: "A new password for the caller's own account.",
  fields: (t) => ({
    accountId: t.id({ required: false, description: "The caller's own account; it need not be named." }),
    currentPassword: t.string({ description: 'The password until now.' }),
    newPassword: t.string({ description: "The password from now on, by the realm's rules." }),
  }),
});

const ResetPasswordInput = builder.inputType('ResetPasswordInput', {
  description: 'A new password for an account.',
  fields: (t) => ({
    accountId: t.id({ description: 'The account.' }),
    password: t.string({ description: "The new password, by the realm's rules." }),
    mustChange: t.boolean({
      required: false,
      description: 'Whether the next login must choose another password; true if left out.',
    }),
  }),
});

const CreateAccountSecretInput = builder.inputType('CreateAccountSecretInput', {
  description: 'Whose secret to make.',
  fields: (t) => ({ accountId: t.id({ description: 'A SERVICE.' }) }),
});

const RevokeAccountSecretInput = builder.inputType('RevokeAccountSecretInput', {
  description: 'Which secret to revoke.',
  fields: (t) => ({
    accountId: t.id({ description: 'Whose it is.' }),
    secretId: t.id({ description: 'The secret.' }),
  }),
});

builder.queryField('accountSecrets', (t) =>
  t.field({
    type: [AccountSecret],
    description: 'The secrets of a SERVICE, the older first: at most two, without their values.',
    args: { accountId: t.arg.id({ description: 'The account.', validate: { schema: idText } }) },
    resolve: (_root, { accountId }, ctx) => ctx.services.credentials.listSecrets(ctx, accountId),
  }),
);

function ownAccount({ actor, realm }: GraphQLContext): string {
  if (actor.kind === 'account' && actor.realmSlug === realm.slug) return actor.accountId;
  const message = 'must be given: the caller has no account here';
  throw new InvalidInputError([{ path: ['input', 'accountId'], message }]);
}

builder.mutationFields((t) => ({
  changePassword: t.field({
    type: Account,
    description: "Changes the caller's own password. The account's other sessions end.",
    args: {
      input: t.arg({
        type: ChangePasswordInput,
        description: 'Old and new.',
        validate: { schema: changePasswordInput.extend({ accountId: idText.nullish() }) },
      }),
    },
    errors: { types: [InvalidCredentialsError, RateLimitedError, PasswordPolicyError, NotFoundError] },
    resolve: (_root, { input }, ctx) =>
      ctx.services.credentials.changePassword(ctx, {
        ...input,
        accountId: input.accountId ?? ownAccount(ctx),
      }),
  }),
  resetPassword: t.field({
    type: Account,
    description:
      'Sets the password of an account without the one before. All its sessions end. Needs `iam:Grant` on the account, or to hold all that it holds.',
    args: {
      input: t.arg({
        type: ResetPasswordInput,
        description: 'Whose, and which.',
        validate: { schema: resetPasswordInput },
      }),
    },
    errors: { types: [NotFoundError, PasswordPolicyError, AccountKindMismatchError] },
    resolve: (_root, { input }, ctx) => ctx.services.credentials.resetPassword(ctx, input),
  }),
  createAccountSecret: t.field({
    type: NewAccountSecret,
    description:
      'Makes a secret for a SERVICE and shows it once. Two may live at the same time, for rotation.',
    args: {
      input: t.arg({
        type: CreateAccountSecretInput,
        description: 'Whose.',
        validate: { schema: createAccountSecretInput },
      }),
    },
    errors: { types: [NotFoundError, TooManySecretsError, AccountKindMismatchError] },
    resolve: (_root, { input }, ctx) => ctx.services.credentials.createAccountSecret(ctx, input),
  }),
  revokeAccountSecret: t.field({
    type: AccountSecret,
    description: 'Revokes a secret: it and the tokens that it got are refused at once.',
    args: {
      input: t.arg({
        type: RevokeAccountSecretInput,
        description: 'Which one.',
        validate: { schema: revokeAccountSecretInput },
      }),
    },
    errors: { types: [NotFoundError] },
    resolve: (_root, { input }, ctx) => ctx.services.credentials.revokeAccountSecret(ctx, input),
  }),
}));
