import {
  canonicalKey,
  givenOnResource,
  liftedDenies,
  narrowedTo,
  type CompiledPolicy,
} from '../../decision/public.js';
import { idOf, kindOf, nodeRef, type NodeRef } from '../edges/edge.js';
import type { PolicyScope } from '../policies/policy.js';
import type { ResourceRef } from './authorize.js';
import type { Passed, Passing } from './grant.js';
import { EVERYTHING, type Power, type SwayedPolicy } from './power.js';

// What operations pass on, by the operation.

/** A policy as it stands: attaching it, making it a boundary in the place of another. */
export function policyAsItStands(policyId: string): Passing {
  return asItStands(nodeRef('policy', policyId), (power, ref) => power.above(ref));
}

/** A group or role as it stands, to a member, an assignee or a role that includes it. */
export function membershipOf(ref: NodeRef): Passing {
  return asItStands(ref, async (power, node) => [
    ...(await power.above(node)),
    ...(await swayedByMembership(power)),
  ]);
}

/** All that comes with being an account (its password is set), or with a session of a role (a trust policy). */
export function identityOf(ref: NodeRef): Passing {
  return asItStands(ref, (power, node) => power.heldBy(node));
}

/** Leaving a group or role, or its end: what its Denies denied, and what it is not to belong to it. */
export function endOfMembership(ref: NodeRef): Passing {
  return (power) => [
    {
      gives: async () => [...liftedDenies(await power.above(ref)), ...(await swayedByMembership(power))],
    },
  ];
}

/** A group or role gets another name, by which conditions know it. */
export const otherName: Passing = (power) => [{ gives: () => swayedByMembership(power) }];

/** A document takes effect, in the place of another if there was one. */
export function content(document: CompiledPolicy, replaced?: CompiledPolicy): Passing {
  return () => contentOf([document, ...liftedDenies(replaced === undefined ? [] : [replaced])]);
}

/** A document takes no effect any more. */
export function endOfContent(document: CompiledPolicy): Passing {
  return () => contentOf(liftedDenies([document]));
}

/** The same on the one resource that a resource policy stands on. */
export function resourceContent(
  resource: string,
  document: CompiledPolicy | undefined,
  replaced: CompiledPolicy | undefined,
): Passing {
  const lifted = liftedDenies(replaced === undefined ? [] : [replaced]);
  const given = [...(document === undefined ? [] : [document]), ...lifted];
  return () => contentOf(given.flatMap((one) => givenOnResource(one, resource)));
}

/** A boundary or guardrail goes: what lay beyond it is not known. */
export const everything: Passing = () => contentOf([EVERYTHING]);

/** Values of context keys change, of a principal's or of one resource's: the policies that look at them give other things. */
export function changedKeys(
  keys: readonly string[],
  where: { readonly scopes?: readonly PolicyScope[]; readonly resource?: string } = {},
): Passing {
  const changed = new Set(keys.map(canonicalKey));
  return async (power) =>
    passedBy(await power.swayed([...changed], where.scopes), changed, where.resource, power);
}

/** The same from policies that have been read already, for many changes in one transaction. */
export function passedBy(
  policies: readonly SwayedPolicy[],
  keys: ReadonlySet<string>,
  resource: string | undefined,
  power: Power,
): readonly Passed[] {
  return policies
    .filter(({ mentions }) => mentions.some((key) => keys.has(key)))
    .flatMap((policy) => passedThrough(policy, keys, resource, power));
}

/** Several things at once. */
export function all(...several: readonly Passing[]): Passing {
  return async (power) => {
    const passed: Passed[] = [];
    // One after the other: a transaction takes one command at a time.
    for (const one of several) passed.push(...(await one(power)));
    return passed;
  };
}

function passedThrough(
  policy: SwayedPolicy,
  keys: ReadonlySet<string>,
  resource: string | undefined,
  power: Power,
): readonly Passed[] {
  const { scope, owner, id } = policy;
  if (scope === 'trust')
    return [{ name: nameOf(owner as NodeRef), gives: () => power.heldBy(owner as NodeRef) }];
  const on = scope === 'resource' ? owner : resource;
  const narrowed = (given: CompiledPolicy) => (on === undefined ? given : narrowedTo(given, on));
  const name = scope === 'managed' ? { name: { kind: 'policy', id } as const } : {};
  return [
    { ...name, gives: () => Promise.resolve([narrowed(policy.given(keys))]) },
    { gives: () => Promise.resolve([narrowed(policy.lifted(keys))]) },
  ];
}

function asItStands(
  ref: NodeRef,
  gives: (power: Power, ref: NodeRef) => Promise<readonly CompiledPolicy[]>,
): Passing {
  return (power) => [{ name: nameOf(ref), gives: () => gives(power, ref) }];
}

function contentOf(given: readonly CompiledPolicy[]): readonly Passed[] {
  return [{ gives: () => Promise.resolve(given) }];
}

function nameOf(ref: NodeRef): ResourceRef {
  return { kind: kindOf(ref), id: idOf(ref) };
}

const MEMBERSHIP_KEYS = ['reeve:Groups', 'reeve:Roles'].map(canonicalKey);

/** What conditions on groups and roles, by name, may come to give. */
async function swayedByMembership(power: Power): Promise<readonly CompiledPolicy[]> {
  const given: CompiledPolicy[] = [];
  for (const { gives } of await changedKeys(MEMBERSHIP_KEYS)(power)) given.push(...(await gives()));
  return given;
}
