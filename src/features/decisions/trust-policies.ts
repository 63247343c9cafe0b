import { PolicySet } from '../../decision/public.js';
import { createLru } from '../../kernel/lru.js';
import type { RealmHandle } from '../../realms/realm.js';
import type { AuthorityReads } from '../authorization/authority-reads.js';
import type { CompiledPolicies } from '../authorization/compiled-policies.js';
import { createLoadQueue } from '../authorization/load-queue.js';
import { nodeRef } from '../edges/edge.js';
import type { ResourcePolicy } from './resource-policies.js';

/** What roles say about who may assume them, as of the realm's revision. */
export interface TrustPolicies {
  /**
   * The trust policy of one role (none: an empty answer), at the revision that this process knows, or a later one: at
   * once where it is in memory.
   */
  of(realm: RealmHandle, roleId: string): ResourcePolicy | Promise<ResourcePolicy>;
}

/** Roles remembered, of all realms. */
const KEPT = 10_000;
const BATCH = 100;

export interface TrustPoliciesDeps {
  readonly reads: Pick<AuthorityReads, 'policiesOf'>;
  readonly policies: CompiledPolicies;
}

export function createTrustPolicies({ reads, policies }: TrustPoliciesDeps): TrustPolicies {
  const kept = createLru<ResourcePolicy & { checkedAt: number }>(KEPT);
  const queue = createLoadQueue<string, ResourcePolicy>({ load, keyOf: (roleId) => roleId, batch: BATCH });

  function current(realm: RealmHandle, roleId: string): ResourcePolicy | undefined {
    const entry = kept.get(`${realm.id} ${roleId}`);
    if (entry === undefined) return undefined;
    const { revision } = realm.changes;
    if (entry.checkedAt < revision) {
      if (!realm.changes.unchanged([nodeRef('role', roleId)], entry.checkedAt)) return undefined;
      entry.checkedAt = revision;
    }
    return entry;
  }

  async function load(realm: RealmHandle, roleIds: readonly string[]): Promise<ResourcePolicy[]> {
    return realm.snapshot(async (session, revision) => {
      const found: ResourcePolicy[] = [];
      for (const roleId of roleIds) {
        const owner = nodeRef('role', roleId);
        const stored = await reads.policiesOf(realm, 'trust', owner, session);
        const compiled = stored.map((policy) => policies.compiled(realm.id, policy, 'resource'));
        const policy = compiled.length === 0 ? undefined : new PolicySet(compiled, owner);
        kept.set(`${realm.id} ${roleId}`, { policy, checkedAt: revision });
        found.push({ policy });
      }
      return found;
    });
  }

  return {
    of: (realm, roleId) => current(realm, roleId) ?? queue.load(realm, roleId),
  };
}

const STS = /^sts:/i;

/** The role whose trust policy a question asks: those of `sts:` on the name of a role of the realm. */
export function trustedRole(
  realmSlug: string,
  { action, resource }: { readonly action: string; readonly resource: string },
): string | undefined {
  if (!STS.test(action)) return undefined;
  const prefix = `rn:${realmSlug}:iam:role/`;
  return resource.startsWith(prefix) ? resource.slice(prefix.length) : undefined;
}
