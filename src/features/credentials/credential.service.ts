import type { ClientSession } from 'mongoose';
import type { Clock } from '../../kernel/clock.js';
import { NotFoundError } from '../../kernel/errors.js';
import type { PasswordHashing } from '../../platform/password-hashing/password-hashing.js';
import type { RealmHandle } from '../../realms/realm.js';
import type { RequestContext } from '../../realms/request-context.js';
import { authorizeOnAccount } from '../accounts/account-access.js';
import { takeoverPassing } from '../accounts/account-power.js';
import type { Account } from '../accounts/account.js';
import { AccountKindMismatchError } from '../accounts/account.errors.js';
import { findAccount } from '../accounts/find-account.js';
import type { Grants } from '../authorization/grant.js';
import { makeSecret, secretHash } from './client-secrets.js';
import { credentialActions } from './credential.actions.js';
import { InvalidCredentialsError, TooManySecretsError } from './credential.errors.js';
import type {
  ChangePasswordInput,
  CreateAccountSecretInput,
  ResetPasswordInput,
  RevokeAccountSecretInput,
} from './credential.input.js';
import { deleteSecret, findSecrets, insertSecret, type CredentialRecord } from './credential.store.js';
import type { AccountSecret, NewAccountSecret } from './credential.js';
import { changeExpiredPassword, replacePassword, type ExpiredPassword } from './replace-password.js';
import type { VerifyPassword } from './verify-password.js';

/** The use cases on passwords and secrets. Inputs have passed the shapes of credential.input.ts. */
export interface CredentialService {
  /** A login's proof; see VerifyPassword. Nobody is authorised: the password is the authority. */
  readonly verifyPassword: VerifyPassword;
  /**
   * By the owner, who proves the old password. Ends the account's sessions but the caller's.
   *
   * @throws InvalidCredentialsError, RateLimitedError, PasswordPolicyError
   */
  changePassword(ctx: RequestContext, input: ChangePasswordInput): Promise<Account>;
  /**
   * By the owner, who proved the old password when he was told to change it; works once. Ends all sessions.
   *
   * @throws UnauthenticatedError if the password is not the one that was proved; PasswordPolicyError
   */
  changeExpiredPassword(realm: RealmHandle, change: ExpiredPassword): Promise<Account>;
  /**
   * By an administrator; ends all sessions of the account.
   *
   * @throws NotFoundError, PasswordPolicyError, AccountKindMismatchError
   */
  resetPassword(ctx: RequestContext, input: ResetPasswordInput): Promise<Account>;
  /** Answers the secret this once. @throws NotFoundError, TooManySecretsError, AccountKindMismatchError */
  createAccountSecret(ctx: RequestContext, input: CreateAccountSecretInput): Promise<NewAccountSecret>;
  /** At most two, the older first. */
  listSecrets(ctx: RequestContext, accountId: string): Promise<readonly AccountSecret[]>;
  /** Its tokens are refused at once here, within a second elsewhere. @throws NotFoundError */
  revokeAccountSecret(ctx: RequestContext, input: RevokeAccountSecretInput): Promise<AccountSecret>;
}

export interface CredentialServiceDeps {
  readonly clock: Clock;
  readonly hashing: PasswordHashing;
  readonly verifyPassword: VerifyPassword;
  readonly grants: Grants;
}

export function createCredentialService(deps: CredentialServiceDeps): CredentialService {
  const { clock, verifyPassword, grants } = deps;

  /** Who sets a password or makes a secret can be the account from then on. */
  async function requireGrantOf(
    ctx: RequestContext,
    accountId: string,
    session: ClientSession,
  ): Promise<void> {
    const passing = takeoverPassing(ctx, accountId);
    if (passing !== undefined) await (await grants.within(ctx, session)).require(passing);
  }

  return {
    verifyPassword,

    async changePassword(ctx, { accountId, currentPassword, newPassword }) {
      authorizeOnAccount(ctx, credentialActions.changePassword, accountId);
      const { realm, actor, clientAddress } = ctx;
      const { email = '' } = await existing(realm, accountId, 'USER');
      // The login's own path: who has stolen a token guesses no faster than a stranger at the login.
      const proved = await verifyPassword(realm, { email, password: currentPassword, clientAddress });
      if (proved.account.id !== accountId) throw new InvalidCredentialsError();
      return replacePassword(deps, realm, proved.account, {
        password: newPassword,
        mustChange: false,
        provedVersion: proved.passwordVersion,
        exceptSessionId: actor.kind === 'account' ? actor.sessionId : undefined,
      });
    },

    changeExpiredPassword: (realm, change) => changeExpiredPassword(deps, realm, change),

    async resetPassword(ctx, { accountId, password, mustChange }) {
      authorizeOnAccount(ctx, credentialActions.resetPassword, accountId);
      const account = await existing(ctx.realm, accountId, 'USER');
      return replacePassword(deps, ctx.realm, account, {
        password,
        mustChange: mustChange ?? true,
        guard: (session) => requireGrantOf(ctx, accountId, session),
      });
    },

    async createAccountSecret(ctx, { accountId }) {
      authorizeOnAccount(ctx, credentialActions.createSecret, accountId);
      await existing(ctx.realm, accountId, 'SERVICE');
      const secret = makeSecret();
      const made = { accountId, hash: secretHash(secret), now: clock.now() };
      const record = await insertSecret(ctx.realm, made, (session) =>
        requireGrantOf(ctx, accountId, session),
      );
      if (record === undefined) throw new TooManySecretsError();
      return { ...secretOf(record), secret };
    },

    async listSecrets(ctx, accountId) {
      authorizeOnAccount(ctx, credentialActions.listSecrets, accountId);
      return (await findSecrets(ctx.realm, accountId)).map(secretOf);
    },

    async revokeAccountSecret(ctx, { accountId, secretId }) {
      authorizeOnAccount(ctx, credentialActions.revokeSecret, accountId);
      const { realm } = ctx;
      const record = (await findSecrets(realm, accountId)).find(({ _id }) => _id === secretId);
      if (record === undefined) throw new NotFoundError('The secret');
      await realm.transaction(['authEpoch'], (session) =>
        deleteSecret(realm, { accountId, secretId }, session),
      );
      return secretOf(record);
    },
  };
}

async function existing(realm: RealmHandle, accountId: string, kind: 'USER' | 'SERVICE'): Promise<Account> {
  const account = await findAccount(realm, accountId);
  if (account === undefined) throw new NotFoundError('The account');
  if (account.kind === kind) return account;
  throw new AccountKindMismatchError(
    kind === 'USER' ? 'Only a USER has a password; a SERVICE has secrets.' : 'Only a SERVICE has secrets.',
  );
}

function secretOf({ _id, accountId, createdAt }: CredentialRecord): AccountSecret {
  return { id: _id, accountId, createdAt };
}
