import { compilePolicy, PolicySet, type CompiledPolicy, type PolicyUse } from '../../decision/public.js';
import { createLru } from '../../kernel/lru.js';
import type { ActivePolicy } from './authority-reads.js';

/** Compiled policies and sets that are kept, of all realms. */
const KEPT = 20_000;

/**
 * Compiles stored policies, each version once, and puts them into sets that all who hold them share. Versions never
 * change, so that nothing here grows stale.
 */
export interface CompiledPolicies {
  /** A document that cannot be read denies everything to those it speaks about. */
  compiled(realmId: string, policy: ActivePolicy, use?: PolicyUse): CompiledPolicy;
  /** @param origin whose policies they are: `group:ID` */
  set(
    realmId: string,
    origin: string,
    policies: readonly ActivePolicy[],
    limits?: readonly PolicySet[],
  ): PolicySet;
}

export function createCompiledPolicies(kept = KEPT): CompiledPolicies {
  const compiledPolicies = createLru<CompiledPolicy>(kept);
  const sets = createLru<PolicySet>(kept);

  function compiled(realmId: string, policy: ActivePolicy, use: PolicyUse = 'identity'): CompiledPolicy {
    const key = `${realmId} ${use} ${versionOf(policy)}`;
    const known = compiledPolicies.get(key);
    if (known !== undefined) return known;
    const made = compileStored(policy.name, policy.document, use);
    compiledPolicies.set(key, made);
    return made;
  }

  return {
    compiled,
    set(realmId, origin, policies, limits = []) {
      const ordered = [...policies].sort((a, b) => (a.id < b.id ? -1 : 1));
      const limitKey = limits.map((limit) => limit.origin).join(' ');
      const key = `${realmId} ${origin} ${ordered.map(versionOf).join(' ')} | ${limitKey}`;
      const known = sets.get(key);
      // A limit's origin says which policy it is; its version is told by identity.
      if (known?.limits.every((limit, at) => limit === limits[at])) return known;
      const made = new PolicySet(
        ordered.map((policy) => compiled(realmId, policy)),
        origin,
        limits,
      );
      sets.set(key, made);
      return made;
    },
  };
}

function versionOf({ id, number, name }: ActivePolicy): string {
  return `${id}:${number}:${name}`;
}

/** A stored document that cannot be read must not count as one that says nothing: it may have held a Deny. */
export function compileStored(name: string, text: string, use: PolicyUse = 'identity'): CompiledPolicy {
  try {
    return compilePolicy({ name, document: JSON.parse(text) as unknown }, use);
  } catch {
    return denyEverything(`${name} (unreadable)`, use);
  }
}

/** A policy that denies everything, with a name that says why; on a resource it has to name everybody to do so. */
export function denyEverything(name: string, use: PolicyUse = 'identity'): CompiledPolicy {
  const everybody = use === 'resource' ? { Principal: '*' } : {};
  const statement = { Effect: 'Deny', Action: '*', Resource: '*', ...everybody };
  return compilePolicy({ name, document: { Version: '2012-10-17', Statement: statement } }, use);
}
