import type { ClientSession } from 'mongoose';
import type { Clock } from '../../kernel/clock.js';
import { NotFoundError, UnauthenticatedError } from '../../kernel/errors.js';
import type { PasswordHashing } from '../../platform/password-hashing/password-hashing.js';
import type { RealmHandle } from '../../realms/realm.js';
import type { Account } from '../accounts/account.js';
import { existingAccounts, findAccount } from '../accounts/find-account.js';
import { endSessionsOf } from '../sessions/session.service.js';
import { PasswordPolicyError } from './credential.errors.js';
import { findPassword, writePassword } from './credential.store.js';
import { hashNewPassword } from './new-password.js';
import { normalizedPassword } from './password-policy.js';

export interface ReplacePasswordDeps {
  readonly clock: Clock;
  readonly hashing: PasswordHashing;
}

/** The next password of an account. */
export interface PasswordReplacement {
  readonly password: string;
  readonly mustChange: boolean;
  /** The version of the password that the owner proved; the new one must differ from it. */
  readonly provedVersion?: number | undefined;
  /** The session that goes on. */
  readonly exceptSessionId?: string | undefined;
  /** Asked in the transaction, before anything is written; throws what refuses it. */
  readonly guard?: (session: ClientSession) => Promise<void>;
}

/**
 * Writes a password, and ends the sessions and tokens of the one before, in one transaction.
 *
 * @throws PasswordPolicyError; UnauthenticatedError if the password is not the one that was proved any more
 */
export async function replacePassword(
  { clock, hashing }: ReplacePasswordDeps,
  realm: RealmHandle,
  account: Account,
  { password, mustChange, provedVersion, exceptSessionId, guard }: PasswordReplacement,
): Promise<Account> {
  if (provedVersion !== undefined) await refuseSame(hashing, realm, account.id, password);
  const hash = await hashNewPassword(hashing, realm, password, account);
  const expected = provedVersion === undefined ? {} : { expectedVersion: provedVersion };
  await realm.transaction(['authEpoch'], async (session) => {
    const [exists] = await existingAccounts(realm, [account.id], session);
    if (exists === undefined) throw new NotFoundError('The account');
    await guard?.(session);
    const write = { password: { hash, mustChange }, now: clock.now(), ...expected };
    const passwordVersion = await writePassword(realm, account.id, write, session);
    if (passwordVersion === undefined) throw new UnauthenticatedError();
    await endSessionsOf(realm, account.id, { exceptSessionId, passwordVersion }, session);
  });
  return account;
}

/** A change that the server asked for at a login, which proved the password of `passwordVersion`. */
export interface ExpiredPassword {
  readonly accountId: string;
  readonly passwordVersion: number;
  readonly newPassword: string;
}

/** @throws UnauthenticatedError if the account or its password is not what it was then; PasswordPolicyError */
export async function changeExpiredPassword(
  deps: ReplacePasswordDeps,
  realm: RealmHandle,
  { accountId, passwordVersion, newPassword }: ExpiredPassword,
): Promise<Account> {
  const account = await findAccount(realm, accountId);
  const current = await findPassword(realm, accountId);
  if (account?.status !== 'ACTIVE' || current?.version !== passwordVersion) throw new UnauthenticatedError();
  return replacePassword(deps, realm, account, {
    password: newPassword,
    mustChange: false,
    provedVersion: passwordVersion,
  });
}

async function refuseSame(
  hashing: PasswordHashing,
  realm: RealmHandle,
  accountId: string,
  password: string,
): Promise<void> {
  const current = await findPassword(realm, accountId);
  if (current === undefined) return;
  const text = current.foreignMs === undefined ? normalizedPassword(password) : password;
  if ((await hashing.verify(current.hash, text)).value) {
    throw new PasswordPolicyError(['must differ from the current one']);
  }
}
