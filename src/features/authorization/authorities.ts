import type { ClientSession } from 'mongoose';
import type { GuardrailLevel, PolicySet } from '../../decision/public.js';
import type { Authority } from '../../kernel/authority.js';
import { NotFoundError } from '../../kernel/errors.js';
import { createSpacedLru } from '../../kernel/lru.js';
import { SYSTEM_REALM, type RealmHandle } from '../../realms/realm.js';
import type { AuthorityReads } from './authority-reads.js';
import { underGuardrails, type BuiltAuthority } from './build-authority.js';
import type { CompiledPolicies } from './compiled-policies.js';
import { loadAuthorities } from './load-authorities.js';
import { createLoadQueue } from './load-queue.js';
import { principalKey, type PrincipalRef } from './principal.js';
import { createRealmState, type RealmState } from './realm-state.js';
import { SERVER_ORIGIN, type ServerGuardrails } from './server-guardrails.js';

/** What decides about principals, kept for as long as nothing of it changes. */
export interface Authorities {
  /**
   * The principal's Authority at the realm's confirmed revision, or a later one: at once where it is in memory.
   *
   * @throws NotFoundError if there is no such account, or role of a role session; UnavailableError if the store is away
   */
  of(realm: RealmHandle, principal: PrincipalRef): Authority | Promise<Authority>;
  /**
   * The principal's Authority as a running transaction sees it. To be asked before the transaction writes: what it has
   * written may never be.
   *
   * @throws NotFoundError if there is no such account
   */
  within(
    realm: RealmHandle,
    principal: PrincipalRef,
    transaction: {
      readonly session: ClientSession;
      /** The server's guardrails, as the request knows them. */
      readonly server: readonly GuardrailLevel[];
    },
  ): Promise<Authority>;
}

export interface AuthoritiesDeps {
  readonly reads: AuthorityReads;
  /** What every account has. */
  readonly selfService: PolicySet;
  readonly serverGuardrails: ServerGuardrails;
  readonly policies: CompiledPolicies;
  /** Authorities kept at once, of all realms. */
  readonly kept?: number;
}

interface Kept extends BuiltAuthority {
  /** The latest revision at which it was found to be still so. */
  checkedAt: number;
  /** The limit under which it was put together: settings have no revision. */
  readonly limit: number;
}

const KEPT = 20_000;
/** Principals that one read of the store brings. */
const BATCH = 200;

export function createAuthorities(deps: AuthoritiesDeps): Authorities {
  const { reads, selfService, serverGuardrails, policies } = deps;
  const sources = { reads, policies, selfService };
  const kept = createSpacedLru<Kept>(deps.kept ?? KEPT);
  const states = new WeakMap<RealmHandle, RealmState>();
  const queue = createLoadQueue<PrincipalRef, Authority>({ load, keyOf: principalKey, batch: BATCH });

  function stateOf(realm: RealmHandle): RealmState {
    const known = states.get(realm);
    if (known !== undefined) return known;
    const state = createRealmState(realm, reads);
    states.set(realm, state);
    return state;
  }

  /** What is kept, if it is known to be still so at the tracker's revision. */
  function current(
    realm: RealmHandle,
    key: string,
    server: readonly GuardrailLevel[],
  ): Authority | undefined {
    const entry = kept.get(realm.id, key);
    if (entry?.limit !== limitOf(realm)) return undefined;
    const { revision } = realm.changes;
    if (entry.checkedAt < revision) {
      if (!realm.changes.unchanged(entry.dependsOn, entry.checkedAt)) return undefined;
      entry.checkedAt = revision;
    }
    return withServerGuardrails(entry.authority, server);
  }

  async function load(
    realm: RealmHandle,
    principals: readonly PrincipalRef[],
  ): Promise<(Authority | Error)[]> {
    const server = await serverGuardrails.levels(realm);
    const state = stateOf(realm);
    const limit = limitOf(realm);
    const built = await realm.snapshot((session, revision) =>
      loadAuthorities(sources, { realm, session, revision, server, state }, principals),
    );
    return built.map((one, at) => {
      const principal = principals[at];
      if (one instanceof Error || principal === undefined) return one as Error;
      kept.set(realm.id, cacheKey(principal), { ...one, checkedAt: one.authority.revision, limit });
      return one.authority;
    });
  }

  async function ofSlowly(realm: RealmHandle, principal: PrincipalRef): Promise<Authority> {
    const { revision } = await realm.counters();
    await realm.changes.reach(revision);
    const server = await serverGuardrails.levels(realm);
    return current(realm, cacheKey(principal), server) ?? queue.load(realm, principal);
  }

  return {
    of(realm, principal) {
      const counters = realm.counters();
      if (counters instanceof Promise || realm.changes.revision < counters.revision) {
        return ofSlowly(realm, principal);
      }
      const server = serverGuardrails.levels(realm);
      if (server instanceof Promise) return ofSlowly(realm, principal);
      return current(realm, cacheKey(principal), server) ?? queue.load(realm, principal);
    },

    async within(realm, principal, { session, server }) {
      const revision = await realm.revisionIn(session);
      await realm.changes.reach(revision);
      // This process may know of later revisions than the transaction sees: then nothing that is kept will do.
      const known =
        realm.changes.revision === revision ? current(realm, cacheKey(principal), server) : undefined;
      if (known !== undefined) return known;
      const state = createRealmState(realm, reads);
      const moment = { realm, session, revision, server, state };
      const [built] = await loadAuthorities(sources, moment, [principal]);
      if (built === undefined || built instanceof Error) throw built ?? new NotFoundError('The account');
      return built.authority;
    },
  };
}

function limitOf({ settings }: RealmHandle): number {
  return settings.policies.maxUnindexedStatements;
}

/** An account's id is a text that is at hand, and no role session's key. */
function cacheKey(principal: PrincipalRef): string {
  return principal.kind === 'account' ? principal.accountId : principalKey(principal);
}

/** The server's guardrails come first, and have a revision of their own. */
function withServerGuardrails(authority: Authority, server: readonly GuardrailLevel[]): Authority {
  const { guardrails, realmSlug } = authority;
  if (realmSlug === SYSTEM_REALM) return authority;
  const before = serverLevelsOf(authority);
  if (before.length === server.length && before.every((level, at) => level === server[at])) return authority;
  return underGuardrails(authority, [
    ...server,
    ...guardrails.filter(({ policies }) => !isServers(policies)),
  ]);
}

/** The server's guardrails under which an Authority stands. */
export function serverLevelsOf({ guardrails }: Authority): readonly GuardrailLevel[] {
  return guardrails.filter(({ policies }) => isServers(policies));
}

function isServers(policies: GuardrailLevel['policies']): boolean {
  return policies.some((policy) => 'origin' in policy && policy.origin === SERVER_ORIGIN);
}
