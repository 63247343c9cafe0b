import type { ClientSession } from 'mongoose';
import type { RealmHandle } from '../../realms/realm.js';
import { groupStore } from './group.store.js';

/** Answers which of `ids` are accounts of the realm. */
export type ExistingAccounts = (
  realm: RealmHandle,
  ids: readonly string[],
  session?: ClientSession,
) => Promise<readonly string[]>;

/** Of what kind each id is; ids of neither accounts nor groups are left out. */
export async function subjectKinds(
  realm: RealmHandle,
  ids: readonly string[],
  existingAccounts: ExistingAccounts,
  session?: ClientSession,
): Promise<Map<string, 'account' | 'group'>> {
  // One after the other: a transaction runs one command at a time.
  const accounts = await existingAccounts(realm, ids, session);
  const kinds = new Map<string, 'account' | 'group'>(accounts.map((id) => [id, 'account']));
  const rest = ids.filter((id) => !kinds.has(id));
  const groups = rest.length > 0 ? await groupStore.findMany(realm, rest, session) : [];
  for (const { _id } of groups) kinds.set(_id, 'group');
  return kinds;
}
