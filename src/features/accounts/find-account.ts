import type { ClientSession } from 'mongoose';
import type { RealmHandle } from '../../realms/realm.js';
import { passwordAmong, type CredentialRecord } from '../credentials/credential.store.js';
import type { Account, AccountKind } from './account.js';
import {
  accountOf,
  findAccountIds,
  findAccountIdsBehind,
  findAccountRecord,
  findAccountRecords,
  findAccountsWithCredentials,
} from './account.store.js';
import { emailKey } from './email.js';

/** What other features ask about accounts on their own behalf: nobody is authorised here. */

/** An account by id, whatever its status. */
export async function findAccount(realm: RealmHandle, id: string): Promise<Account | undefined> {
  const record = await findAccountRecord(realm, { _id: id });
  return record && accountOf(record);
}

/** The accounts with these ids, whatever their status, in no particular order. */
export async function findAccounts(
  realm: RealmHandle,
  ids: readonly string[],
  session?: ClientSession,
): Promise<Account[]> {
  return (await findAccountRecords(realm, ids, session)).map(accountOf);
}

/** No account has this login key: a lookup by it costs what any other does, and finds nothing. */
const NOBODY = '\u0001';

/** The USER with this e-mail address; always one command, also for what is no e-mail address. */
export async function findAccountByEmail(realm: RealmHandle, email: string): Promise<Account | undefined> {
  const record = await findAccountRecord(realm, { loginKey: emailKey(email) ?? NOBODY });
  return record?.kind === 'USER' ? accountOf(record) : undefined;
}

/** Who may log in with an e-mail address. */
export interface Login {
  readonly account: Account;
  readonly password: CredentialRecord | undefined;
}

/** The USERs whose addresses have these `emailKey`s, by key; always one command, also where there is no key. */
export async function findLogins(
  realm: RealmHandle,
  keys: ReadonlySet<string | undefined>,
): Promise<ReadonlyMap<string | undefined, Login>> {
  const records = await findAccountsWithCredentials(
    realm,
    Array.from(keys, (key) => key ?? NOBODY),
  );
  return new Map(
    records
      .filter(({ kind }) => kind === 'USER')
      .map((record) => [
        record.loginKey,
        { account: accountOf(record), password: passwordAmong(record.credentials) },
      ]),
  );
}

/** The account that another system calls so. */
export async function findAccountByExternalId(
  realm: RealmHandle,
  externalId: string,
): Promise<Account | undefined> {
  const record = await findAccountRecord(realm, { externalId });
  return record && accountOf(record);
}

/**
 * The id of the account that another system calls so, else of the USER with that e-mail address. What an account may
 * choose itself does not count.
 */
export async function findAccountIdNamed(
  realm: RealmHandle,
  name: string,
  session: ClientSession,
): Promise<string | undefined> {
  const external = await findAccountRecord(realm, { externalId: name }, session);
  if (external !== undefined) return external._id;
  const record = await findAccountRecord(realm, { loginKey: emailKey(name) ?? NOBODY }, session);
  return record?.kind === 'USER' ? record._id : undefined;
}

/** The oldest accounts (of one kind, if it is named) behind the one with the id `after`, at most `first`. */
export async function accountsByAge(
  realm: RealmHandle,
  {
    kind,
    after,
    first,
  }: { readonly kind?: AccountKind | undefined; readonly after?: string | undefined; readonly first: number },
  session?: ClientSession,
): Promise<Pick<Account, 'id'>[]> {
  return findAccountIdsBehind(realm, { kind, after, first }, session);
}

/** Which of `ids` are accounts of the realm. */
export function existingAccounts(
  realm: RealmHandle,
  ids: readonly string[],
  session?: ClientSession,
): Promise<readonly string[]> {
  return findAccountIds(realm, ids, { session });
}

/** Which of `ids` are accounts that are not disabled. */
export function activeAccounts(
  realm: RealmHandle,
  ids: readonly string[],
  session: ClientSession,
): Promise<readonly string[]> {
  return findAccountIds(realm, ids, { status: 'ACTIVE', session });
}
