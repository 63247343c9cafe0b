import type { ClientSession } from 'mongoose';
import { NotFoundError } from '../../kernel/errors.js';
import type { RealmHandle } from '../../realms/realm.js';
import type { RequestContext } from '../../realms/request-context.js';
import { authorize, type ActionDefinition } from '../authorization/authorize.js';
import { nodeRef, type NodeRef } from '../edges/edge.js';
import { subjectKinds, type ExistingAccounts } from '../groups/subjects.js';
import { findRoles } from '../roles/find-role.js';

/** What can have policies. */
export type HolderKind = 'account' | 'group' | 'role';

/** Of what kind each id is; ids of none of them are left out. */
export async function holderKinds(
  realm: RealmHandle,
  ids: readonly string[],
  existingAccounts: ExistingAccounts,
  session?: ClientSession,
): Promise<Map<string, HolderKind>> {
  const kinds = new Map<string, HolderKind>(await subjectKinds(realm, ids, existingAccounts, session));
  const rest = ids.filter((id) => !kinds.has(id));
  for (const { id } of await findRoles(realm, rest, session)) kinds.set(id, 'role');
  return kinds;
}

/**
 * The node whose policies an operation is about, if the caller may do `action` to it.
 *
 * @throws ForbiddenError, also where nothing has the id and the caller could not do it to an account; NotFoundError
 */
export async function authorizedHolder(
  ctx: RequestContext,
  action: ActionDefinition,
  id: string,
  existingAccounts: ExistingAccounts,
): Promise<NodeRef> {
  const kind = (await holderKinds(ctx.realm, [id], existingAccounts)).get(id);
  authorize(ctx, action, { kind: kind ?? 'account', id });
  if (kind === undefined) throw new NotFoundError('The account, group or role');
  return nodeRef(kind, id);
}
