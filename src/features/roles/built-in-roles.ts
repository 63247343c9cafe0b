import type { Clock } from '../../kernel/clock.js';
import { newId } from '../../kernel/ids.js';
import type { RealmHandle } from '../../realms/realm.js';
import { nodeRef } from '../edges/edge.js';
import { addLinks } from '../edges/links.js';
import { insertBuiltInPolicies } from '../policies/built-in-policies.js';
import { ADMINISTRATOR_ROLE } from './role.js';
import { RoleNameTakenError } from './role.errors.js';
import { roleStore } from './role.store.js';

/**
 * Makes the roles and policies that every realm has, where they are not there yet; answers the administrators' role.
 * AdministratorAccess is attached to it.
 */
export async function ensureBuiltIns(realm: RealmHandle, clock: Clock): Promise<string> {
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
    const { result } = await realm.transaction(['revision'], async (session) => {
      const known = await roleStore.findByName(realm, ADMINISTRATOR_ROLE, session);
      if (known === undefined) await roleStore.insert(realm, record, session);
      const roleId = known?._id ?? record._id;
      const object = nodeRef('policy', await insertBuiltInPolicies(realm, now, session));
      const subjects = [nodeRef('role', roleId)];
      await addLinks(realm, { subjects, relation: 'attached', object }, now, session);
      return roleId;
    });
    return result;
  } catch (error) {
    // Another process made it at the same moment.
    if (!(error instanceof RoleNameTakenError)) throw error;
    return ensureBuiltIns(realm, clock);
  }
}

/** Makes an account an administrator of its realm: first start and the command line need it before anybody may. */
export async function grantAdministrator(realm: RealmHandle, accountId: string, clock: Clock): Promise<void> {
  const roleId = await ensureBuiltIns(realm, clock);
  const set = {
    subjects: [nodeRef('account', accountId)],
    relation: 'assigned',
    object: nodeRef('role', roleId),
  } as const;
  await realm.transaction(
    ['revision'],
    (session) => addLinks(realm, set, clock.now(), session),
    set.subjects,
  );
}
