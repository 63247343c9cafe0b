import { PolicySet } from '../../decision/public.js';
import { createLru } from '../../kernel/lru.js';
import type { RealmHandle } from '../../realms/realm.js';
import type { AuthorityReads, ResourcePolicyDocument } from '../authorization/authority-reads.js';
import type { CompiledPolicies } from '../authorization/compiled-policies.js';
import { createLoadQueue } from '../authorization/load-queue.js';
import { ANY_RESOURCE, resourceRef } from '../resources/resource-facts.js';

/** What a resource says about who may use it, as of the realm's revision. */
export interface ResourcePolicies {
  /**
   * The policy of one resource (none: an empty answer), at the revision that this process knows, or a later one: at
   * once where it is in memory.
   */
  of(realm: RealmHandle, resource: string): ResourcePolicy | Promise<ResourcePolicy>;
}

export interface ResourcePolicy {
  readonly policy: PolicySet | undefined;
}

/** The names by which the change log speaks of what is known of a resource; writers of either name both. */
export function touchedResource(resource: string): readonly string[] {
  return [resourceRef(resource), ANY_RESOURCE];
}

const NONE: ResourcePolicy = { policy: undefined };
/** Resources remembered, of all realms. */
const KEPT = 20_000;
const BATCH = 200;

interface Kept extends ResourcePolicy {
  checkedAt: number;
}

export interface ResourcePoliciesDeps {
  readonly reads: Pick<AuthorityReads, 'resourcePolicies'>;
  /** Whether the realm has any resource policy at all: most have none, and then nothing needs to be read. */
  readonly hasAny: (realm: RealmHandle) => Promise<boolean>;
  readonly policies: CompiledPolicies;
}

export function createResourcePolicies(deps: ResourcePoliciesDeps): ResourcePolicies {
  const kept = createLru<Kept>(KEPT);
  const without = new WeakMap<RealmHandle, { checkedAt: number }>();
  const queue = createLoadQueue<string, ResourcePolicy>({ load, keyOf: (name) => name, batch: BATCH });

  function current(realm: RealmHandle, resource: string): ResourcePolicy | undefined {
    const nothing = without.get(realm);
    if (nothing !== undefined && isCurrent(realm, ANY_RESOURCE, nothing)) return NONE;
    const entry = kept.get(`${realm.id} ${resource}`);
    return entry !== undefined && isCurrent(realm, resourceRef(resource), entry) ? entry : undefined;
  }

  async function load(realm: RealmHandle, resources: readonly string[]): Promise<ResourcePolicy[]> {
    return realm.snapshot(async (session, revision) => {
      if (!(await deps.hasAny(realm))) {
        // A policy that came after the snapshot began touches ANY_RESOURCE at a later revision.
        without.set(realm, { checkedAt: revision });
        return resources.map(() => NONE);
      }
      without.delete(realm);
      const stored = await deps.reads.resourcePolicies(realm, resources, session);
      const sets = resourcePolicySets(deps.policies, realm.id, stored);
      return resources.map((resource) => {
        const policy = sets.get(resource);
        kept.set(`${realm.id} ${resource}`, { policy, checkedAt: revision });
        return { policy };
      });
    });
  }

  return {
    of(realm, resource) {
      return current(realm, resource) ?? queue.load(realm, resource);
    },
  };
}

/** The policies of resources, compiled, by the names of the resources. */
export function resourcePolicySets(
  policies: CompiledPolicies,
  realmId: string,
  stored: readonly ResourcePolicyDocument[],
): ReadonlyMap<string, PolicySet> {
  return new Map(
    stored.map((policy) => [
      policy.owner,
      new PolicySet([policies.compiled(realmId, policy, 'resource')], `resource:${policy.owner}`),
    ]),
  );
}

function isCurrent(realm: RealmHandle, ref: string, entry: { checkedAt: number }): boolean {
  const { revision } = realm.changes;
  if (entry.checkedAt >= revision) return true;
  if (!realm.changes.unchanged([ref], entry.checkedAt)) return false;
  entry.checkedAt = revision;
  return true;
}
