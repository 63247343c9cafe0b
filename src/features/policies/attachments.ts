import type { ClientSession } from 'mongoose';
import { NotFoundError } from '../../kernel/errors.js';
import type { RealmHandle } from '../../realms/realm.js';
import { idOf, kindOf, nodeRef, type NodeRef } from '../edges/edge.js';
import { addLinks, countLinksFrom, someLinksTo } from '../edges/links.js';
import type { ExistingAccounts } from '../groups/subjects.js';
import { findRoles } from '../roles/find-role.js';
import { BuiltInRoleError } from '../roles/role.errors.js';
import { holderKinds } from './holders.js';
import { PolicyLimitError } from './policy.errors.js';

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

/**
 * Makes sure, in the transaction that changes what a holder has, that it is still there and may be changed.
 *
 * @throws NotFoundError; BuiltInRoleError: what the administrators have would otherwise be anybody's to break
 */
export async function refuseUnchangeable(
  realm: RealmHandle,
  holder: NodeRef,
  existingAccounts: ExistingAccounts,
  session: ClientSession,
): Promise<void> {
  const kinds = await holderKinds(realm, [idOf(holder)], existingAccounts, session);
  if (kinds.size === 0) throw new NotFoundError('The account, group or role');
  if (kindOf(holder) !== 'role') return;
  const [role] = await findRoles(realm, [idOf(holder)], session);
  if (role?.builtIn === true) throw new BuiltInRoleError();
}

/** Attaches a policy; repeating it changes nothing. @throws PolicyLimitError */
export async function attachTo(
  realm: RealmHandle,
  holder: NodeRef,
  policyId: string,
  now: Date,
  session: ClientSession,
): Promise<void> {
  const object = nodeRef('policy', policyId);
  const added = await addLinks(realm, { subjects: [holder], relation: 'attached', object }, now, session);
  if (added.size === 0) return;
  const { maxAttached } = realm.settings.policies;
  if ((await countLinksFrom(realm, holder, 'attached', session)) <= maxAttached) return;
  throw new PolicyLimitError('It has as many policies as it may have', 'maxAttached', maxAttached);
}
