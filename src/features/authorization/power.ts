import type { ClientSession } from 'mongoose';
import {
  allowedTo,
  canAllow,
  canonicalKey,
  compilePolicy,
  givenOnResource,
  IDENTITY_KEYS,
  parsePrincipal,
  PRINCIPAL_TAGS,
  swayedBy,
  type CompiledPolicy,
  type PolicyUse,
  type Swayed,
} from '../../decision/public.js';
import type { RealmHandle } from '../../realms/realm.js';
import { idOf, kindOf, type NodeRef } from '../edges/edge.js';
import type { PolicyScope } from '../policies/policy.js';
import type { AuthorityReads, PlacedPolicy, PowerStore } from './authority-reads.js';
import { compiledOf, MAX_LOOKED_AT, placeOf, refuseTooMany, type Caller } from './caller.js';
import type { CompiledPolicies } from './compiled-policies.js';
import { walkUpwards } from './graph-walk.js';
import { createRealmState } from './realm-state.js';

/** What things of a realm give, read in one transaction before it writes. */
export interface Power {
  /** What a group, role, account or policy gives to whoever has it: its policies and those of all above it. */
  above(ref: NodeRef): Promise<readonly CompiledPolicy[]>;
  /**
   * All that comes with being an account, or a session of a role: what is above it, what resource policies give it, the
   * roles that it may assume by their trust policies, and so on. Left out is what those policies give to the caller as
   * well, and what every account may do to what is its own.
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

const SCOPES: readonly PolicyScope[] = ['managed', 'inline', 'resource', 'trust', 'guardrail'];
/** Those whose Principal element says to whom they speak. */
const NAMING: readonly PolicyScope[] = ['resource', 'trust'];

const ASSUME_ROLE = 'sts:AssumeRole';

/** What one resource or trust policy allows to somebody. */
interface Spoken {
  readonly policy: PlacedPolicy;
  readonly given: CompiledPolicy;
}

export interface PowerDeps {
  readonly reads: AuthorityReads & PowerStore;
  readonly policies: CompiledPolicies;
}

export function createPower(
  { reads, policies }: PowerDeps,
  realm: RealmHandle,
  session: ClientSession,
  caller: Caller,
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
    const found = await reads.mentioning(realm, keys, { scopes, limit: MAX_LOOKED_AT + 1 }, session);
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

  /** What resource and trust policies allow to a node and not to the caller. */
  async function spokenTo(ref: NodeRef): Promise<readonly Spoken[]> {
    const names = principalNames(realm.slug, ref);
    const byName = await reads.naming(realm, names, { limit: MAX_LOOKED_AT + 1 }, session);
    const found = [...refuseTooMany(byName), ...(await givenByConditions(ref))];
    const known = new Set(found.map(({ id }) => id));
    const others = (await caller.leftOutOf()).filter(({ id }) => !known.has(id));
    const asWhom = parsePrincipal(principalOf(realm.slug, ref));
    return [
      // Conditions are not decided here, nor which of a role's sessions is meant: all that such a policy allows counts.
      ...found.flatMap((policy) =>
        givenOnResource(compiledOf(policy), placeOf(realm, policy)).map((given) => ({ policy, given })),
      ),
      ...others.map((policy) => ({
        policy,
        given: allowedTo(compiledOf(policy), placeOf(realm, policy), asWhom),
      })),
    ].filter(({ policy, given }) => given.statements.length > 0 && !caller.shares(policy, given));
  }

  async function heldBy(start: NodeRef): Promise<readonly CompiledPolicy[]> {
    const held: CompiledPolicy[] = [];
    const queue = [start];
    const seen = new Set(queue);
    for (const ref of queue) {
      held.push(...(await above(ref)));
      for (const { policy, given } of await spokenTo(ref)) {
        if (policy.scope === 'resource') {
          held.push(given);
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
    if (caller.atHome) return swayed([...IDENTITY_KEYS, PRINCIPAL_TAGS], ['trust']);
    return (trusting ??= refuseTooMany(await reads.trusting(realm, { limit: MAX_LOOKED_AT + 1 }, session)));
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

/** An account, or some session of a role. */
function principalOf(realmSlug: string, ref: NodeRef): string {
  const id = idOf(ref);
  return `rn:${realmSlug}:iam:${kindOf(ref) === 'account' ? `account/${id}` : `role-session/${id}/any`}`;
}

function principalNames(realmSlug: string, ref: NodeRef): readonly string[] {
  const id = idOf(ref);
  if (kindOf(ref) === 'account') return [`rn:${realmSlug}:iam:account/${id}`];
  return [`rn:${realmSlug}:iam:role/${id}`, `rn:${realmSlug}:iam:role-session/${id}/`];
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

/** Everything there is. */
export const EVERYTHING = compilePolicy({
  name: 'everything',
  document: { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: '*', Resource: '*' } },
});
