import type { ClientSession } from 'mongoose';
import { SYSTEM_REALM, type RealmHandle } from '../../realms/realm.js';
import { idOf, kindOf, nodeRef, type NodeRef } from '../edges/edge.js';
import { linksTo } from '../edges/links.js';
import { LastAdministratorError } from './role.errors.js';
import { ADMINISTRATOR_ROLE } from './role.js';
import { roleStore } from './role.store.js';

/** Answers which of `ids` are accounts that can log in. */
export type ActiveAccounts = (
  realm: RealmHandle,
  ids: readonly string[],
  session: ClientSession,
) => Promise<readonly string[]>;

/**
 * What every write that can take an administrator away calls as its last step: in the realm `system` somebody must be
 * left. The transaction must raise `revision`, so that two such writes cannot each count on the other's account.
 */
export type AdministratorGuard = (realm: RealmHandle, session: ClientSession) => Promise<void>;

/** @throws LastAdministratorError (from the guard) if no active account holds the built-in role, directly or not. */
export function createAdministratorGuard(activeAccounts: ActiveAccounts): AdministratorGuard {
  return async (realm, session) => {
    if (realm.slug !== SYSTEM_REALM) return;
    const role = await roleStore.findByName(realm, ADMINISTRATOR_ROLE);
    const seen = new Set<NodeRef>();
    let frontier: NodeRef[] = role === undefined ? [] : [nodeRef('role', role._id)];
    while (frontier.length > 0) {
      const holders = (await linksTo(realm, frontier, session)).map((link) => link.subject);
      const accounts = holders.filter((ref) => kindOf(ref) === 'account').map(idOf);
      if (accounts.length > 0 && (await activeAccounts(realm, accounts, session)).length > 0) return;
      frontier = [...new Set(holders)].filter((ref) => kindOf(ref) !== 'account' && !seen.has(ref));
      for (const ref of frontier) seen.add(ref);
    }
    throw new LastAdministratorError();
  };
}
