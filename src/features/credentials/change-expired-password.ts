import type { Clock } from '../../kernel/clock.js';
import { UnauthenticatedError } from '../../kernel/errors.js';
import type { PasswordHashing } from '../../platform/password-hashing/password-hashing.js';
import type { RealmHandle } from '../../realms/realm.js';
import { findAccount } from '../accounts/find-account.js';
import { endSessionsOf } from '../sessions/session.service.js';
import { PasswordPolicyError } from './credential.errors.js';
import { findPassword, writePassword } from './credential.store.js';
import { hashNewPassword } from './new-password.js';
import { normalizedPassword } from './password-policy.js';

/** Who proved at a login a password that must be changed, and the next one. */
export interface ExpiredPasswordChange {
  readonly accountId: string;
  /** Of the password that was proved. */
  readonly passwordVersion: number;
  readonly newPassword: string;
}

/**
 * Changes a password that must be changed, and ends all sessions of the account. A change raises the version, so who
 * proved one version may do this once.
 *
 * @throws UnauthenticatedError if the password is not that one any more, or need not be changed; PasswordPolicyError
 */
export type ChangeExpiredPassword = (realm: RealmHandle, change: ExpiredPasswordChange) => Promise<void>;

export interface ChangeExpiredPasswordDeps {
  readonly clock: Clock;
  readonly hashing: PasswordHashing;
}

export function createChangeExpiredPassword(deps: ChangeExpiredPasswordDeps): ChangeExpiredPassword {
  const { clock, hashing } = deps;
  return async (realm, { accountId, passwordVersion, newPassword }) => {
    const [account, credential] = await Promise.all([
      findAccount(realm, accountId),
      findPassword(realm, accountId),
    ]);
    const expired = credential?.version === passwordVersion && credential.mustChange === true;
    if (account?.status !== 'ACTIVE' || !expired) throw new UnauthenticatedError();
    const before = credential.foreignMs === undefined ? normalizedPassword(newPassword) : newPassword;
    if ((await hashing.verify(credential.hash, before)).value) {
      throw new PasswordPolicyError(['must differ from the current one']);
    }
    const hash = await hashNewPassword(hashing, realm, newPassword, account);
    await realm.transaction(['authEpoch'], async (session) => {
      const password = { hash, mustChange: false };
      const write = { password, expectedHash: credential.hash, now: clock.now() };
      if (!(await writePassword(realm, accountId, write, session))) throw new UnauthenticatedError();
      await endSessionsOf(realm, accountId, {}, session);
    });
  };
}
