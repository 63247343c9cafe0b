import type { Clock } from '../../kernel/clock.js';
import { newId } from '../../kernel/ids.js';
import type { RealmHandle } from '../../realms/realm.js';
import { nodeRef } from '../edges/edge.js';
import { addLinks } from '../edges/links.js';
import { ADMINISTRATOR_ROLE } from './role.js';
import { RoleNameTakenError } from './role.errors.js';
import { roleStore } from './role.store.js';

/** Makes the roles that every realm has, where they are not there yet; answers the administrators' id. */
export async function ensureBuiltInRoles(realm: RealmHandle, clock: Clock): Promise<string> {
  const known = await roleStore.findByName(realm, ADMINISTRATOR_ROLE);
  if (known !== undefined) return known._id;
  const now = clock.now();
  const record = {
    _id: newId(),
    name: ADMINISTRATOR_ROLE,
    description: 'May do everything in this realm.',
    builtIn: true,
    version: 1,
    createdAt: now,
    updatedAt: now,
  };
  try {
    await realm.transaction(['revision'], (session) => roleStore.insert(realm, record, session));
    return record._id;
  } catch (error) {
    // Another process made it at the same moment.
    if (!(error instanceof RoleNameTakenError)) throw error;
    return ensureBuiltInRoles(realm, clock);
  }
}

/** Makes an account an administrator of its realm: first start and the command line need it before anybody may. */
export async function grantAdministrator(realm: RealmHandle, accountId: string, clock: Clock): Promise<void> {
  const roleId = await ensureBuiltInRoles(realm, clock);
  const set = {
    subjects: [nodeRef('account', accountId)],
    relation: 'assigned',
    object: nodeRef('role', roleId),
  } as const;
  await realm.transaction(['revision'], (session) => addLinks(realm, set, clock.now(), session));
}
