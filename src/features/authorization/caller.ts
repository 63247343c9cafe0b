import type { ClientSession } from 'mongoose';
import {
  coverage,
  deniedInParticular,
  DENIES_SOME,
  EVERYBODY,
  deniesOf,
  lookAtWhoAsks,
  parsePrincipal,
  spokenTo,
  type CompiledPolicy,
  type Hearer,
} from '../../decision/public.js';
import type { Authority } from '../../kernel/authority.js';
import { ForbiddenError } from '../../kernel/errors.js';
import type { RealmHandle } from '../../realms/realm.js';
import type { PlacedPolicy, PowerStore } from './authority-reads.js';
import { compileStored } from './compiled-policies.js';

/** Who passes power on: what is surely his, by his Authority and by what resources and roles say to him. */
export interface Caller {
  /** Whether he is of the realm in which he acts. */
  readonly atHome: boolean;
  /** Whether he surely holds all that these policies give, and no resource or role denies it to him in particular. */
  holds(given: readonly CompiledPolicy[]): Promise<boolean>;
  /**
   * The resource and trust policies that may give to anybody of the realm what they do not give to him: those that deny
   * him in particular; where something limits him more than others, also those that allow to everybody.
   */
  leftOutOf(): Promise<readonly PlacedPolicy[]>;
  /** Whether a policy gives to him too what it gives to somebody else, and nothing takes it from him. */
  shares(policy: PlacedPolicy, given: CompiledPolicy): boolean;
}

export interface CallerSources {
  readonly reads: Pick<PowerStore, 'naming'>;
  readonly realm: RealmHandle;
  readonly session: ClientSession;
}

/** More policies than this that depend on one change, or on who somebody is, are not looked into. */
export const MAX_LOOKED_AT = 500;

/** One who holds nothing. */
export const NOBODY: Caller = {
  atHome: true,
  holds: () => Promise.resolve(false),
  leftOutOf: () => Promise.resolve([]),
  shares: () => false,
};

export function createCaller({ reads, realm, session }: CallerSources, authority: Authority): Caller {
  const hearer: Hearer = {
    principal: parsePrincipal(authority.principal),
    bounded: authority.permissionBoundaries.length > 0,
    known: { get: (key) => authority.facts.get(key) ?? authority.tags.get(key) },
  };
  const { actsFor } = hearer.principal;
  const atHome = authority.realmSlug === realm.slug;
  const denies = deniesOf(authority.identityPolicies);
  const limits = {
    permissionBoundaries: authority.permissionBoundaries,
    sessionPolicy: authority.sessionPolicy,
    // The others bind everybody of the realm alike.
    guardrails: authority.guardrails.filter(({ policies }) => lookAtWhoAsks(policies)),
  };
  const isLimited =
    !atHome ||
    denies.statements.length > 0 ||
    limits.sessionPolicy !== undefined ||
    limits.permissionBoundaries.length + limits.guardrails.length > 0;
  let left: readonly PlacedPolicy[] | undefined;
  const byAuthority = coverage(authority);
  let covers: typeof byAuthority | undefined;

  async function leftOutOf(): Promise<readonly PlacedPolicy[]> {
    if (left !== undefined) return left;
    const spoken = [authority.principal, DENIES_SOME, ...(isLimited ? [EVERYBODY] : [])];
    if (actsFor !== undefined) spoken.push(actsFor);
    const found = await reads.naming(realm, spoken, { limit: MAX_LOOKED_AT + 1 }, session);
    return (left = refuseTooMany(found));
  }

  async function denied(): Promise<readonly CompiledPolicy[]> {
    return (await leftOutOf()).map((policy) =>
      deniedInParticular(compiledOf(policy), placeOf(realm, policy), hearer),
    );
  }

  return {
    atHome,
    leftOutOf,
    async holds(given) {
      // What his own policies do not cover needs no look at what others' deny.
      if (!byAuthority(given)) return false;
      if (given.every(({ statements }) => statements.length === 0)) return true;
      covers ??= coverage({
        ...authority,
        identityPolicies: [...authority.identityPolicies, ...(await denied())],
      });
      return covers(given);
    },
    shares(policy, given) {
      if (!atHome) return false;
      const own = spokenTo(compiledOf(policy), placeOf(realm, policy), hearer);
      return coverage({ ...limits, identityPolicies: [denies, own] })([given]);
    },
  };
}

/** A resource or trust policy that is stored, compiled. */
export function compiledOf({ name, document }: PlacedPolicy): CompiledPolicy {
  return compileStored(name, document, 'resource');
}

/** The name of the resource on which a resource or trust policy stands. */
export function placeOf(realm: RealmHandle, { scope, owner }: PlacedPolicy): string {
  if (scope !== 'trust') return owner;
  return `rn:${realm.slug}:iam:${owner.replace(':', '/')}`;
}

/** @throws ForbiddenError (GRANT_REQUIRED) if there are more than are looked into */
export function refuseTooMany<T>(found: readonly T[]): readonly T[] {
  if (found.length <= MAX_LOOKED_AT) return found;
  throw new ForbiddenError(
    `More than ${MAX_LOOKED_AT} policies depend on this. It needs iam:Grant on all policies (policy/*).`,
    'GRANT_REQUIRED',
  );
}
