import type { ClientSession } from 'mongoose';
import type { RealmHandle } from '../../realms/realm.js';
import type { Account } from './account.js';
import { accountOf, findAccountIds, findAccountRecord, findAccountRecords } from './account.store.js';
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
