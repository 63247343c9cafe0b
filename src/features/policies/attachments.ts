import type { ClientSession } from 'mongoose';
import type { RealmHandle } from '../../realms/realm.js';
import { idOf, nodeRef, type NodeRef, type Relation } from '../edges/edge.js';
import { countLinksFrom, linksFrom, someLinksTo } from '../edges/links.js';
import type { ExistingAccounts } from '../groups/subjects.js';
import { holderKinds } from './holders.js';

/** Edges looked at to see whether one is of something that exists; more than these are taken to be. */
const LOOKED_AT = 1000;

/** Whether a policy is attached to, or bounds, something that exists. */
export async function isInUse(
  realm: RealmHandle,
  policyId: string,
  existingAccounts: ExistingAccounts,
  session: ClientSession,
): Promise<boolean> {
  const links = await someLinksTo(realm, nodeRef('policy', policyId), LOOKED_AT, session);
  if (links.length === LOOKED_AT) return true;
  const ids = [...new Set(links.map(({ subject }) => idOf(subject)))];
  return (await holderKinds(realm, ids, existingAccounts, session)).size > 0;
}

/** The policies to which a node has edges of one relation. */
export async function policiesLinkedFrom(
  realm: RealmHandle,
  subject: NodeRef,
  relation: Relation,
  session: ClientSession,
): Promise<NodeRef[]> {
  return (await linksFrom(realm, [subject], { relation, session })).map(({ object }) => object);
}

/** How many policies a node has, inline ones too. */
export async function countAttached(
  realm: RealmHandle,
  subject: NodeRef,
  session: ClientSession,
): Promise<number> {
  return countLinksFrom(realm, subject, 'attached', session);
}
