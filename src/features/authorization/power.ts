import type { ClientSession } from 'mongoose';
import {
  canAllow,
  canonicalKey,
  compilePolicy,
  givenOnResource,
  parsePrincipal,
  swayedBy,
  type CompiledPolicy,
  type PolicyUse,
  type Swayed,
} from '../../decision/public.js';
import { ForbiddenError } from '../../kernel/errors.js';
import type { RealmHandle } from '../../realms/realm.js';
import { idOf, kindOf, type NodeRef } from '../edges/edge.js';
import type { PolicyScope } from '../policies/policy.js';
import type { AuthorityReads, PlacedPolicy, PowerStore } from './authority-reads.js';
import { compileStored, type CompiledPolicies } from './compiled-policies.js';
import { walkUpwards } from './graph-walk.js';
import { createRealmState } from './realm-state.js';

/** What things of a realm give, read in one transaction before it writes. */
export interface Power {
  /** What a group, role, account or policy gives to whoever has it: its policies and those of all above it. */
  above(ref: NodeRef): Promise<readonly CompiledPolicy[]>;
  /**
   * All that comes with being an account, or a session of a role: what is above it, what resource policies give it by
   * name or by who it is, and the roles whose trust policies name it, and so on. What every account may do to what is
   * its own is left out.
   */
  heldBy(ref: NodeRef): Promise<readonly CompiledPolicy[]>;
  /**
   * What these policies give beyond what they say, if they let somebody assume a role: trust policies that look at who
   * asks may refuse the one who passes them on, and trust the one who gets them. Who is of another realm can assume no
   * role here, whatever its trust policy says.
   */
  throughRoles(given: readonly CompiledPolicy[]): Promise<readonly CompiledPolicy[]>;
  /** The policies whose meaning a change of these context keys changes. */
  swayed(keys: readonly string[], scopes?: readonly PolicyScope[]): Promise<readonly SwayedPolicy[]>;
}

/** What the change of some context keys may give through one policy. */
export interface SwayedPolicy extends PlacedPolicy {
  /** By its Allow statements that depend on one of `keys`. */
  given(keys: ReadonlySet<string>): CompiledPolicy;
  /** By its Deny statements that do. */
  lifted(keys: ReadonlySet<string>): CompiledPolicy;
}

/** More policies than this that depend on one change are not looked into. */
const MAX_SWAYED = 500;
const SCOPES: readonly PolicyScope[] = ['managed', 'inline', 'resource', 'trust', 'guardrail'];
/** Those whose Principal element says to whom they speak. */
const NAMING: readonly PolicyScope[] = ['resource', 'trust'];

/** By which conditions know an account or a role session, whatever its tags are. */
const IDENTITY_KEYS = [
  'aws:PrincipalArn',
  'aws:PrincipalType',
  'aws:userid',
  'aws:username',
  'aws:SourceIdentity',
  'reeve:Groups',
  'reeve:Roles',
].map(canonicalKey);
/** Every tag of a principal. */
const ANY_TAG = canonicalKey('aws:PrincipalTag/');
const ASSUME_ROLE = 'sts:AssumeRole';

export interface PowerDeps {
  readonly reads: AuthorityReads & PowerStore;
  readonly policies: CompiledPolicies;
}

/** @param home the realm of the one who asks */
export function createPower(
  { reads, policies }: PowerDeps,
  realm: RealmHandle,
  session: ClientSession,
  home: string = realm.slug,
): Power {
  /** Many things that one transaction changes ask the same. */
  const answered = new Map<string, readonly SwayedPolicy[]>();
  let trusting: readonly PlacedPolicy[] | undefined;

  async function above(ref: NodeRef): Promise<readonly CompiledPolicy[]> {
    const revision = await realm.revisionIn(session);
    const graph = await createRealmState(realm, reads).graphAbove([ref], session, revision);
    const found =
      kindOf(ref) === 'policy'
        ? await reads.policies(realm, [idOf(ref)], session)
        : walkUpwards(ref, (one) => graph.nodes.get(one))
            .flatMap((way) => way.policies)
            .flatMap((policy) => graph.policies.get(policy) ?? []);
    return [...new Map(found.map((policy) => [policy.id, policy])).values()].map((policy) =>
      policies.compiled(realm.id, policy),
    );
  }

  async function swayed(
    keys: readonly string[],
    scopes: readonly PolicyScope[] = SCOPES,
  ): Promise<readonly SwayedPolicy[]> {
    if (keys.length === 0) return [];
    const question = [...keys, ...scopes].join(' ');
    const known = answered.get(question);
    if (known !== undefined) return known;
    const found = await reads.mentioning(realm, keys, { scopes, limit: MAX_SWAYED + 1 }, session);
    const answer = refuseTooMany(found).map(swayedPolicy);
    answered.set(question, answer);
    return answer;
  }

  /** What resource and trust policies give by a condition on who asks; trust policies give the role. */
  async function givenByConditions(ref: NodeRef): Promise<readonly PlacedPolicy[]> {
    const tags =
      kindOf(ref) === 'account'
        ? (await reads.accounts(realm, [idOf(ref)], session)).flatMap(({ attributes }) =>
            Object.keys(attributes).map(principalTagKey),
          )
        : [];
    return swayed([...IDENTITY_KEYS, ...tags], NAMING);
  }

  async function heldBy(start: NodeRef): Promise<readonly CompiledPolicy[]> {
    const held: CompiledPolicy[] = [];
    const queue = [start];
    const seen = new Set(queue);
    for (const ref of queue) {
      held.push(...(await above(ref)));
      const named = principalNames(realm.slug, ref);
      const byName = await reads.naming(realm, named, { limit: MAX_SWAYED + 1 }, session);
      const found = [
        ...refuseTooMany(byName),
        ...(await givenByConditions(ref)),
        ...(await trustedAsAnybody()),
      ];
      for (const policy of found) {
        if (policy.scope === 'resource') {
          held.push(...givenOnResource(compiledOf(policy), policy.owner));
        } else if (!seen.has(policy.owner as NodeRef)) {
          seen.add(policy.owner as NodeRef);
          queue.push(policy.owner as NodeRef);
        }
      }
    }
    return held;
  }

  /** Who is of the realm could assume by himself what every trust policy gives that does not look at who asks. */
  async function trustedOnlyByOthers(): Promise<readonly PlacedPolicy[]> {
    if (home === realm.slug) return swayed([...IDENTITY_KEYS, ANY_TAG], ['trust']);
    return trusted();
  }

  async function trusted(): Promise<readonly PlacedPolicy[]> {
    return (trusting ??= refuseTooMany(await reads.trusting(realm, { limit: MAX_SWAYED + 1 }, session)));
  }

  /** The trust policies that let everybody of the realm in: only who is of another realm gains by them. */
  async function trustedAsAnybody(): Promise<readonly PlacedPolicy[]> {
    if (home === realm.slug) return [];
    const anybody = parsePrincipal(`rn:${realm.slug}:iam:account/anybody`);
    return (await trusted()).filter((policy) =>
      compiledOf(policy).statements.some(
        ({ effect, principal }) => effect === 'Allow' && principal?.(anybody) === 'limited',
      ),
    );
  }

  async function throughRoles(given: readonly CompiledPolicy[]): Promise<readonly CompiledPolicy[]> {
    if (!canAllow(given, ASSUME_ROLE)) return [];
    const held: CompiledPolicy[] = [];
    for (const { owner } of await trustedOnlyByOthers()) {
      const role = owner as NodeRef;
      const name = `rn:${realm.slug}:iam:role/${idOf(role)}`;
      if (canAllow(given, ASSUME_ROLE, name)) held.push(...(await heldBy(role)));
    }
    return held;
  }

  return { above, heldBy, throughRoles, swayed };
}

/** The context key, canonical, of an attribute of an account. */
export function principalTagKey(attribute: string): string {
  return canonicalKey(`aws:PrincipalTag/${attribute}`);
}

function principalNames(realmSlug: string, ref: NodeRef): readonly string[] {
  const id = idOf(ref);
  if (kindOf(ref) === 'account') return [`rn:${realmSlug}:iam:account/${id}`];
  return [`rn:${realmSlug}:iam:role/${id}`, `rn:${realmSlug}:iam:role-session/${id}/`];
}

function compiledOf({ name, document, scope }: PlacedPolicy): CompiledPolicy {
  return compileStored(name, document, NAMING.includes(scope) ? 'resource' : 'identity');
}

/** Read when it is first asked, and once: a bulk operation asks for each of its items. */
function swayedPolicy(policy: PlacedPolicy): SwayedPolicy {
  const { name, document, scope } = policy;
  const use = NAMING.includes(scope) ? 'resource' : 'identity';
  let known: ((keys: ReadonlySet<string>) => Swayed) | undefined;
  const parts = (keys: ReadonlySet<string>): Swayed => (known ??= readSwayed(name, document, use))(keys);
  return { ...policy, given: (keys) => parts(keys).given, lifted: (keys) => parts(keys).lifted };
}

function readSwayed(name: string, document: string, use: PolicyUse): (keys: ReadonlySet<string>) => Swayed {
  try {
    return swayedBy({ name, document: JSON.parse(document) as unknown }, use);
  } catch {
    // It cannot be read: what it might have said is not known.
    return () => ({ given: EVERYTHING, lifted: EVERYTHING });
  }
}

function refuseTooMany<T>(found: readonly T[]): readonly T[] {
  if (found.length <= MAX_SWAYED) return found;
  throw new ForbiddenError(
    `More than ${MAX_SWAYED} policies depend on this. It needs iam:Grant on all policies (policy/*).`,
    'GRANT_REQUIRED',
  );
}

/** Everything there is. */
export const EVERYTHING = compilePolicy({
  name: 'everything',
  document: { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: '*', Resource: '*' } },
});
