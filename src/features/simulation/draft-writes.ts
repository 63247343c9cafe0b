import { idOf, type NodeRef } from '../edges/edge.js';
import { versionOf, type Policy } from '../policies/policy.js';
import type { Drafting, KnownPolicy, OwnedKey } from './draft-checks.js';

/** Writes what a policy is to say in place of what it says. */
export function replace(
  { overlay }: Drafting,
  known: KnownPolicy | Policy,
  document: string | undefined,
): void {
  const { id, name, scope, owner } = known;
  const before = 'versions' in known ? versionOf(known, known.defaultVersion)?.document : known.document;
  if (before !== undefined) overlay.mention(before);
  overlay.putPolicy({ id, name, scope, owner, document });
}

/** The same for a policy that may not be there yet; answers its id. */
export function put(
  at: Drafting,
  key: OwnedKey,
  document: string | undefined,
  known: KnownPolicy | undefined,
): string {
  const policy = known ?? { ...key, id: `draft ${key.scope} ${key.owner} ${key.name}`, document: '' };
  replace(at, policy, document);
  return policy.id;
}

/** What a policy says so far is what the draft speaks of. */
export async function mention({ realm, session, overlay }: Drafting, policyId: string): Promise<void> {
  const [policy] = await overlay.reads.policies(realm, [policyId], session);
  if (policy !== undefined) overlay.mention(policy.document);
}

export async function removeBoundaries(at: Drafting, holder: NodeRef): Promise<boolean> {
  const { realm, session, overlay } = at;
  const links = await overlay.reads.links(realm, [holder], session);
  const bounds = links.filter(({ relation }) => relation === 'bounded');
  for (const link of bounds) {
    await mention(at, idOf(link.object));
    overlay.removeLink(link);
  }
  return bounds.length > 0;
}
