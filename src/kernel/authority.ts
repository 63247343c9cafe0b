import type { ContextValues, GuardrailLevel, PolicySet } from '../decision/public.js';

/** A group or role by id and name. */
export interface NamedThing {
  readonly id: string;
  readonly name: string;
}

/**
 * Everything that decides about one principal, compiled and put together as it was at one revision of its realm.
 * Immutable: a change makes a new one.
 */
export interface Authority {
  /** The principal's name: `rn:acme:iam:account/ID`, `rn:acme:iam:role-session/ROLEID/NAME`. */
  readonly principal: string;
  readonly realmSlug: string;
  readonly revision: number;
  /** What it has by itself, its groups and its roles; each set says whose it is (`group:ID`). */
  readonly identityPolicies: readonly PolicySet[];
  readonly permissionBoundaries: readonly PolicySet[];
  readonly sessionPolicy: PolicySet | undefined;
  readonly guardrails: readonly GuardrailLevel[];
  /** What is known for sure of who asks, by canonical context key; nobody can say otherwise in a request. */
  readonly facts: ContextValues;
  /** Its stored tags, by canonical context key. */
  readonly tags: ContextValues;
  /** Groups and roles, direct and through others, nearest first. */
  readonly groups: readonly NamedThing[];
  readonly roles: readonly NamedThing[];
  /** How each node was reached: the node before it; undefined for the principal's own. */
  readonly reachedFrom: ReadonlyMap<string, string | undefined>;
  /** True if some policy allows everything and nothing can take any of it away. */
  readonly unrestricted: boolean;
}
