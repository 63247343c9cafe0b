import type { RealmHandle } from '../../realms/realm.js';
import type { NodeRef } from '../edges/edge.js';
import { removePoliciesOf } from './policy.store.js';

/**
 * Removes the inline and trust policies of a node that is no more. Nothing reaches them by then, so it may be
 * interrupted and repeated.
 */
export async function sweepPoliciesOf(realm: RealmHandle, ref: NodeRef): Promise<void> {
  await removePoliciesOf(realm, ref);
}
