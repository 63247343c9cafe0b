import type { GuardrailLevel } from '../../decision/public.js';
import { runInRealm } from '../../realms/current-realm.js';
import { SYSTEM_REALM, type RealmHandle } from '../../realms/realm.js';
import type { RealmLease } from '../../realms/registry.js';
import type { AuthorityReads } from './authority-reads.js';
import { createCompiledPolicies } from './compiled-policies.js';
import { GUARDRAILS } from './realm-state.js';

/** The guardrails that the realm `system` sets for all other realms. */
export interface ServerGuardrails {
  /** None for `system` itself. One object for as long as nothing changes; at once where it is known to be current. */
  levels(realm: RealmHandle): readonly GuardrailLevel[] | Promise<readonly GuardrailLevel[]>;
  /** The realm `system`, held open from then on. */
  readonly systemRealm: () => Promise<RealmHandle>;
}

const NONE: readonly GuardrailLevel[] = [];

/** The origin by which answers name these policies. */
export const SERVER_ORIGIN = 'server guardrails';

export function createServerGuardrails({
  reads,
  leaseSystem,
}: {
  readonly reads: Pick<AuthorityReads, 'policiesOf'>;
  readonly leaseSystem: () => Promise<RealmLease>;
}): ServerGuardrails {
  const policies = createCompiledPolicies(100);
  let lease: Promise<RealmLease> | undefined;
  let system: RealmHandle | undefined;
  let known: { levels: readonly GuardrailLevel[]; checkedAt: number } | undefined;
  let loading: Promise<readonly GuardrailLevel[]> | undefined;

  /** The one hold on `system` that is kept: every question of every realm needs it. */
  async function systemRealm(): Promise<RealmHandle> {
    lease ??= leaseSystem();
    try {
      system = (await lease).realm;
      return system;
    } catch (error) {
      lease = undefined;
      throw error;
    }
  }

  function current(realm: RealmHandle): readonly GuardrailLevel[] | undefined {
    const counters = realm.counters();
    if (counters instanceof Promise || realm.changes.revision < counters.revision) return undefined;
    if (known === undefined || !realm.changes.unchanged([GUARDRAILS], known.checkedAt)) return undefined;
    known.checkedAt = Math.max(known.checkedAt, realm.changes.revision);
    return known.levels;
  }

  async function load(): Promise<readonly GuardrailLevel[]> {
    const realm = system ?? (await systemRealm());
    // Whoever asks may stand in the realm that he asks about.
    return runInRealm(realm, () => loadFrom(realm));
  }

  async function loadFrom(realm: RealmHandle): Promise<readonly GuardrailLevel[]> {
    await realm.changes.reach((await realm.counters()).revision);
    const still = current(realm);
    if (still !== undefined) return still;
    known = await realm.snapshot(async (session, revision) => {
      const found = await reads.policiesOf(realm, 'guardrail', '', session);
      const sets = found.length === 0 ? [] : [policies.set(realm.id, SERVER_ORIGIN, found)];
      const levels = sets.map((set) => ({ applies: 'principal', policies: [set] }) as const);
      return { levels: levels.length === 0 ? NONE : levels, checkedAt: revision };
    });
    return known.levels;
  }

  return {
    systemRealm,
    levels(realm) {
      if (realm.slug === SYSTEM_REALM) return NONE;
      const levels = system === undefined ? undefined : current(system);
      if (levels !== undefined) return levels;
      loading ??= load().finally(() => {
        loading = undefined;
      });
      return loading;
    },
  };
}
