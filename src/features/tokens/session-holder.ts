import type { RealmHandle } from '../../realms/realm.js';
import type { Account } from '../accounts/account.js';

/** What is asked of accounts and credentials before a token of theirs counts. */
export interface AccountReads {
  readonly findAccount: (realm: RealmHandle, accountId: string) => Promise<Account | undefined>;
  /** The version of the account's password; undefined if it has none. */
  readonly passwordVersionOf: (realm: RealmHandle, accountId: string) => Promise<number | undefined>;
  readonly isSecretAlive: (realm: RealmHandle, accountId: string, secretId: string) => Promise<boolean>;
}

/**
 * The account of a session, if it is active and its password is still the one that opened the session. The version
 * settles what ending sessions alone cannot: a login that ran beside the change of the password.
 */
export async function sessionHolder(
  reads: Pick<AccountReads, 'findAccount' | 'passwordVersionOf'>,
  realm: RealmHandle,
  session: { readonly accountId: string; readonly passwordVersion: number },
): Promise<Account | undefined> {
  const [account, passwordVersion] = await Promise.all([
    reads.findAccount(realm, session.accountId),
    reads.passwordVersionOf(realm, session.accountId),
  ]);
  return account?.status === 'ACTIVE' && passwordVersion === session.passwordVersion ? account : undefined;
}
