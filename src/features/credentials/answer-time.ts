import { setTimeout as sleep } from 'node:timers/promises';
import type { Verification } from '../../platform/password-hashing/password-hashing.js';
import type { RealmHandle } from '../../realms/realm.js';

/**
 * When a refused login is answered: at a time that depends on the realm alone, so that nobody can tell an unknown
 * account from one with a wrong password, a disabled one, a locked one, or one with a slower imported hash. It is a
 * timer: it costs no CPU. Successes don't wait, they show by their answer.
 */
export interface AnswerTime {
  /**
   * Learns from a verification how fast this machine is at the moment. Called after the answer that it belongs to, whose
   * time it must not change.
   */
  learn(realm: RealmHandle, verification: Pick<Verification, 'nominalMs' | 'tookMs'>): void;
  /**
   * Returns when the answer is due to a login that began at `began` (of `performance.now()`) and waited so long for its
   * turn to be hashed.
   */
  due(realm: RealmHandle, began: number, waitedMs: number): Promise<void>;
}

export interface AnswerTimeDeps {
  /** The nominal cost of the realm's costliest imported hash; 0 if it has none. */
  readonly slowestForeignHash: (realm: RealmHandle) => Promise<number>;
  /** The nominal cost of what the realm's algorithm makes. */
  readonly ownHash: (realm: RealmHandle) => number;
  /** What to wait by; the process's own clock unless a test brings one. */
  readonly timer?: Timer;
}

/** Milliseconds on a monotonic clock, and waiting by it; a wait may end late, never early. */
export interface Timer {
  now(): number;
  sleep(milliseconds: number): Promise<unknown>;
}

const processTimer: Timer = { now: () => performance.now(), sleep: (milliseconds) => sleep(milliseconds) };

/** The store's reads and the write of the failure fit in here, beside the hash. */
const LEAST_MS = 100;
const BESIDE_HASH_MS = 50;
/** A hash among others takes longer than a hash alone. */
const HASH_MARGIN = 2;
/** Imports in another process are noticed so soon; a slower hash that a login meets, at once. */
const REFRESH_MS = 30_000;
/** Waiting for a turn is the same for all; counted in steps, it does not carry what came before it. */
const QUEUE_STEP_MS = 50;

/** What a machine may be, beside the common one; a single stall counts no more. */
const FASTEST_PACE = 0.2;
const SLOWEST_PACE = 20;
/** The share of the newest verification in the moving average. */
const PACE_SHARE = 0.05;

interface Slowest {
  readonly nominalMs: number;
  readonly readAt: number;
}

export function createAnswerTime({
  slowestForeignHash,
  ownHash,
  timer = processTimer,
}: AnswerTimeDeps): AnswerTime {
  const slowest = new WeakMap<RealmHandle, Slowest>();
  /**
   * Milliseconds that this machine takes for a nominal one, as a moving average for each cost that realms' own hashes
   * have. Imported hashes don't count: their share of the logins would move everybody's answers, and so show.
   */
  const paces = new Map<number, number>();
  const paceOf = (ownMs: number): number => paces.get(ownMs) ?? 1;

  async function slowestOf(realm: RealmHandle): Promise<number> {
    const known = slowest.get(realm);
    const now = timer.now();
    if (known !== undefined && now - known.readAt < REFRESH_MS) return known.nominalMs;
    const nominalMs = Math.max(ownHash(realm), await slowestForeignHash(realm));
    slowest.set(realm, { nominalMs, readAt: now });
    return nominalMs;
  }

  return {
    learn(realm, { nominalMs, tookMs }) {
      const ownMs = ownHash(realm);
      if (nominalMs === ownMs) {
        const seen = Math.min(SLOWEST_PACE, Math.max(FASTEST_PACE, tookMs / nominalMs));
        paces.set(ownMs, paceOf(ownMs) + PACE_SHARE * (seen - paceOf(ownMs)));
      }
      const known = slowest.get(realm);
      if (known !== undefined && nominalMs > known.nominalMs) slowest.set(realm, { ...known, nominalMs });
    },

    async due(realm, began, waitedMs) {
      const step = Math.max(
        LEAST_MS,
        HASH_MARGIN * paceOf(ownHash(realm)) * (await slowestOf(realm)) + BESIDE_HASH_MS,
      );
      const from = began + Math.ceil(waitedMs / QUEUE_STEP_MS) * QUEUE_STEP_MS;
      // Whole steps: what took longer than expected tells as little as can be.
      const steps = Math.max(1, Math.ceil((timer.now() - from) / step));
      const dueAt = from + steps * step;
      for (let left = dueAt - timer.now(); left > 0; left = dueAt - timer.now()) {
        await timer.sleep(Math.ceil(left));
      }
    },
  };
}
