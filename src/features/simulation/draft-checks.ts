import type { ClientSession } from 'mongoose';
import { InvalidInputError, NotFoundError } from '../../kernel/errors.js';
import { SYSTEM_REALM, type RealmHandle } from '../../realms/realm.js';
import { nodeRef, type NodeRef, type Relation } from '../edges/edge.js';
import { subjectKinds, type ExistingAccounts } from '../groups/subjects.js';
import { holderKinds } from '../policies/holders.js';
import { BuiltInPolicyError } from '../policies/policy.errors.js';
import { countingText, type Policy, type PolicyScope } from '../policies/policy.js';
import { findRoles } from '../roles/find-role.js';
import { BuiltInRoleError } from '../roles/role.errors.js';
import type { Overlay } from './overlay.js';

/** What drafts look up of what is stored. */
export interface DraftReads {
  readonly policies: (
    realm: RealmHandle,
    ids: readonly string[],
    session: ClientSession,
  ) => Promise<readonly Policy[]>;
  readonly policyOf: (
    realm: RealmHandle,
    key: { readonly scope: PolicyScope; readonly owner: string; readonly name: string },
    session: ClientSession,
  ) => Promise<Policy | undefined>;
  readonly existingAccounts: ExistingAccounts;
}

/** A draft under way, inside a snapshot. */
export interface Drafting {
  readonly realm: RealmHandle;
  readonly session: ClientSession;
  readonly overlay: Overlay;
  readonly reads: DraftReads;
}

/** What a policy is called: unique in a realm. */
export interface OwnedKey {
  readonly scope: PolicyScope;
  readonly owner: string;
  readonly name: string;
}

export interface KnownPolicy extends OwnedKey {
  readonly id: string;
  /** JSON text as it counts before the change. */
  readonly document: string;
}

/** The policy with that key, as the draft has it so far. */
export async function ownedPolicy(
  { realm, session, overlay, reads }: Drafting,
  key: OwnedKey,
): Promise<KnownPolicy | undefined> {
  const isIt = ({ scope, owner, name }: OwnedKey): boolean =>
    scope === key.scope && owner === key.owner && name === key.name;
  const drafted = overlay.policy(isIt);
  if (drafted !== undefined) {
    const { id, document } = drafted;
    return document === undefined ? undefined : { ...key, id, document };
  }
  const stored = await reads.policyOf(realm, key, session);
  if (stored === undefined) return undefined;
  return { ...key, id: stored.id, document: countingText(stored) };
}

export async function presentPolicy(at: Drafting, key: OwnedKey): Promise<KnownPolicy> {
  const known = await ownedPolicy(at, key);
  if (known === undefined) throw new NotFoundError('The policy');
  return known;
}

export async function managedPolicy({ realm, session, reads }: Drafting, id: string): Promise<Policy> {
  const [policy] = await reads.policies(realm, [id], session);
  if (policy?.scope !== 'managed') throw new NotFoundError('The managed policy');
  return policy;
}

export async function changeablePolicy(at: Drafting, id: string): Promise<Policy> {
  const policy = await managedPolicy(at, id);
  if (policy.builtIn) throw new BuiltInPolicyError();
  return policy;
}

export async function existingGuardrail(at: Drafting, id: string): Promise<Policy> {
  const { realm, session, overlay, reads } = at;
  refuseServerGuardrails(realm);
  const [policy] = await reads.policies(realm, [id], session);
  const gone = overlay.policy((drafted) => drafted.id === id && drafted.document === undefined);
  if (policy?.scope !== 'guardrail' || gone !== undefined) throw new NotFoundError('The guardrail');
  return policy;
}

/** Those of `system` bind every other realm: comparing here would say that nothing changes. */
export function refuseServerGuardrails({ slug }: RealmHandle): void {
  if (slug !== SYSTEM_REALM) return;
  const message = 'the guardrails of system bind every other realm, and drafts are compared in one';
  throw new InvalidInputError([{ path: [], message }]);
}

export async function changeableHolder({ realm, session, reads }: Drafting, id: string): Promise<NodeRef> {
  const kind = (await holderKinds(realm, [id], reads.existingAccounts, session)).get(id);
  if (kind === undefined) throw new NotFoundError('The account, group or role');
  if (kind === 'role') {
    const [role] = await findRoles(realm, [id], session);
    if (role?.builtIn === true) throw new BuiltInRoleError();
  }
  return nodeRef(kind, id);
}

export async function existingGroup({ realm, session, overlay }: Drafting, id: string): Promise<NodeRef> {
  const [group] = await overlay.reads.groups(realm, [id], session);
  if (group === undefined) throw new NotFoundError('The group');
  return nodeRef('group', id);
}

export async function existingRole({ realm, session }: Drafting, id: string): Promise<NodeRef> {
  const [role] = await findRoles(realm, [id], session);
  if (role === undefined) throw new NotFoundError('The role');
  return nodeRef('role', id);
}

export async function existingSubjects(
  { realm, session, reads }: Drafting,
  ids: readonly string[],
): Promise<readonly NodeRef[]> {
  const kinds = await subjectKinds(realm, ids, reads.existingAccounts, session);
  return ids.map((id) => {
    const kind = kinds.get(id);
    if (kind === undefined) throw new NotFoundError(`The account or group ${id}`);
    return nodeRef(kind, id);
  });
}

/** A group does not belong to itself, and a role does not include itself, not even by a detour. */
export async function refuseCycle(
  { realm, session, overlay }: Drafting,
  subject: NodeRef,
  relation: Relation,
  object: NodeRef,
): Promise<void> {
  const above = new Set<NodeRef>([object]);
  let frontier: NodeRef[] = [object];
  while (frontier.length > 0) {
    const links = await overlay.reads.links(realm, frontier, session);
    frontier = links.flatMap((link) =>
      link.relation === relation && !above.has(link.object) ? [link.object] : [],
    );
    for (const ref of frontier) above.add(ref);
  }
  if (!above.has(subject)) return;
  const message = 'would close a cycle: what is above cannot also be below';
  throw new InvalidInputError([{ path: [], message }]);
}
