import {
  DecisionRequestError,
  PolicySet,
  type CompiledPolicy,
  type ContextValues,
  type GuardrailLevel,
} from '../../decision/public.js';
import type { Authority, NamedThing } from '../../kernel/authority.js';
import type { RealmHandle } from '../../realms/realm.js';
import type { Account } from '../accounts/account.js';
import { idOf, kindOf, type NodeKind, type NodeRef } from '../edges/edge.js';
import type { ActivePolicy } from './authority-reads.js';
import { compileStored, denyEverything, type CompiledPolicies } from './compiled-policies.js';
import { boundariesOf, walkUpwards, type Reached } from './graph-walk.js';
import { principalFacts, principalTags } from './principal-facts.js';
import { principalName, startOf, type PrincipalRef } from './principal.js';
import type { GraphPart } from './realm-state.js';

/** An Authority and what has to be unchanged for it to be still so. */
export interface BuiltAuthority {
  readonly authority: Authority;
  readonly dependsOn: readonly string[];
}

export interface AuthorityParts {
  readonly realm: RealmHandle;
  readonly revision: number;
  readonly principal: PrincipalRef;
  readonly account: Account;
  readonly graph: GraphPart;
  readonly guardrails: readonly GuardrailLevel[];
  readonly selfService: PolicySet;
}

/** Puts a principal's Authority together from what was read at one revision. */
export function buildAuthority(policies: CompiledPolicies, parts: AuthorityParts): BuiltAuthority {
  const { realm, revision, principal, account, graph, guardrails } = parts;
  const start = startOf(principal);
  const reached = walkUpwards(start, (ref) => graph.nodes.get(ref));
  const setOf = createSets(policies, realm, graph);
  const own = graph.nodes.get(start);
  const identityPolicies = [
    ...(principal.kind === 'account' ? [parts.selfService] : []),
    ...reached.flatMap((way) => setOf.attached(way) ?? []),
  ];
  const permissionBoundaries = own === undefined ? [] : boundariesOf(own).map(setOf.boundary);
  const groups = named('group', reached, graph, start);
  const roles = named('role', reached, graph, undefined);
  const tags = readableTags(principal, account);
  const authority: Authority = {
    principal: principalName(realm.slug, principal),
    realmSlug: realm.slug,
    revision,
    identityPolicies: refusalOf(account, tags) ?? limited(identityPolicies, realm),
    permissionBoundaries,
    sessionPolicy: sessionPolicyOf(principal),
    guardrails,
    facts: principalFacts(realm.slug, principal, { account, groups, roles }),
    tags: tags ?? NO_TAGS,
    groups,
    roles,
    reachedFrom: new Map(reached.map(({ ref, from }) => [ref, from])),
    unrestricted: false,
  };
  return {
    authority: { ...authority, unrestricted: isUnrestricted(authority) },
    dependsOn: dependencies(start, reached, graph),
  };
}

/** The same Authority under other guardrails. */
export function underGuardrails(authority: Authority, guardrails: readonly GuardrailLevel[]): Authority {
  const changed = { ...authority, guardrails };
  return { ...changed, unrestricted: isUnrestricted(changed) };
}

function createSets(
  policies: CompiledPolicies,
  realm: RealmHandle,
  graph: GraphPart,
): {
  readonly attached: (way: Reached) => PolicySet | undefined;
  readonly boundary: (ref: NodeRef) => PolicySet;
} {
  const documents = (refs: readonly NodeRef[]): ActivePolicy[] =>
    refs.flatMap((ref) => graph.policies.get(ref) ?? []);
  /** A boundary that is no more bounds everything: what it allowed is not known. */
  const boundary = (ref: NodeRef): PolicySet => policies.set(realm.id, `boundary ${ref}`, documents([ref]));
  return {
    boundary,
    attached({ ref, policies: attached, limits }) {
      const found = documents(attached);
      return found.length === 0 ? undefined : policies.set(realm.id, ref, found, limits.map(boundary));
    },
  };
}

function sessionPolicyOf(principal: PrincipalRef): PolicySet | undefined {
  if (principal.kind === 'account' || principal.policy === undefined) return undefined;
  return new PolicySet([compileStored('session policy', principal.policy)], 'session');
}

/** A disabled account, and what acts for it, may do nothing, whoever asks about it. */
const DISABLED: readonly PolicySet[] = [new PolicySet([denyEverything('the account is disabled')], 'status')];

/** Which value a condition should see is not known, and guessing could allow too much. */
const CONTRADICTORY: readonly PolicySet[] = [
  new PolicySet([denyEverything('the attributes contradict each other')], 'attributes'),
];
const NO_TAGS: ContextValues = new Map();

function refusalOf(account: Account, tags: ContextValues | undefined): readonly PolicySet[] | undefined {
  if (account.status !== 'ACTIVE') return DISABLED;
  return tags === undefined ? CONTRADICTORY : undefined;
}

/** Undefined if two stored keys differ only in case, as earlier versions let them. */
function readableTags(principal: PrincipalRef, account: Account): ContextValues | undefined {
  try {
    return principalTags(principal, account);
  } catch (error) {
    if (error instanceof DecisionRequestError) return undefined;
    throw error;
  }
}

function limited(sets: readonly PolicySet[], { settings }: RealmHandle): readonly PolicySet[] {
  const { maxUnindexedStatements: limit } = settings.policies;
  const unindexed = sets.reduce((sum, set) => sum + set.unindexed, 0);
  if (unindexed <= limit) return sets;
  const name = `more than ${limit} statements that no action or resource prefix excludes (policies.maxUnindexedStatements)`;
  return [new PolicySet([denyEverything(name)], 'limits')];
}

function named(
  kind: NodeKind,
  reached: readonly Reached[],
  graph: GraphPart,
  except: NodeRef | undefined,
): NamedThing[] {
  const refs = new Set(reached.map(({ ref }) => ref).filter((ref) => kindOf(ref) === kind && ref !== except));
  return [...refs].map((ref) => ({ id: idOf(ref), name: graph.nodes.get(ref)?.name ?? '' }));
}

/** Every node on the way, alive or not, every policy, and the guardrails. */
function dependencies(start: NodeRef, reached: readonly Reached[], graph: GraphPart): string[] {
  const refs = new Set<string>([start, 'guardrails']);
  for (const { ref } of reached) {
    refs.add(ref);
    for (const { object } of graph.nodes.get(ref)?.links ?? []) refs.add(object);
  }
  return [...refs];
}

/** Statements that allow everything, with nothing beside them that could take any of it away. */
function isUnrestricted({
  identityPolicies,
  permissionBoundaries,
  sessionPolicy,
  guardrails,
}: Authority): boolean {
  if (permissionBoundaries.length > 0 || sessionPolicy !== undefined || guardrails.length > 0) return false;
  const policies = identityPolicies.flatMap((set) => set.policies);
  if (policies.some(({ statements }) => statements.some(({ effect }) => effect === 'Deny'))) return false;
  return identityPolicies.some((set) => set.limits.length === 0 && set.policies.some(allowsEverything));
}

function allowsEverything({ statements }: CompiledPolicy): boolean {
  return statements.some(
    ({ effect, actions, notAction, resources, notResource, conditions }) =>
      effect === 'Allow' &&
      !notAction &&
      !notResource &&
      conditions.length === 0 &&
      actions.some(({ text }) => text === '*') &&
      resources?.some(({ text }) => text === '*') === true,
  );
}
