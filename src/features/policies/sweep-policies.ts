import type { RealmHandle } from '../../realms/realm.js';
import { sweepDeletions } from '../edges/deletions.js';
import { removePoliciesOf } from './policy.store.js';

/**
 * Removes the edges, and the inline and trust policies, of everything in the realm that was deleted: also what somebody
 * before was interrupted at. Nothing reaches them by then.
 */
export async function sweepDeleted(realm: RealmHandle): Promise<number> {
  return sweepDeletions(realm, removePoliciesOf);
}
