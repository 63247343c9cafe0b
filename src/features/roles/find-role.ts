import type { ClientSession } from 'mongoose';
import type { RealmHandle } from '../../realms/realm.js';
import { roleStore } from './role.store.js';

/** A role as other features need it. */
export interface FoundRole {
  readonly id: string;
  readonly name: string;
  readonly builtIn: boolean;
}

/** Which of `ids` are roles of the realm; nobody is authorised here. */
export async function findRoles(
  realm: RealmHandle,
  ids: readonly string[],
  session?: ClientSession,
): Promise<readonly FoundRole[]> {
  if (ids.length === 0) return [];
  const records = await roleStore.findMany(realm, ids, session);
  return records.map(({ _id, name, builtIn }) => ({ id: _id, name, builtIn: builtIn ?? false }));
}

/** The id of the role with that name, whole and in its own case; nobody is authorised here. */
export async function findRoleNamed(
  realm: RealmHandle,
  name: string,
  session: ClientSession,
): Promise<string | undefined> {
  return (await roleStore.findByName(realm, name.normalize('NFC'), session))?._id;
}
