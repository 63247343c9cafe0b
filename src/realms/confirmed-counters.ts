import type { RealmCounters } from './realm.js';

/** How long a confirmation counts: no cache at the counters is further behind another process than this. */
export const CONFIRMED_FOR_MS = 500;

/** What a read of the store found. */
export interface CounterReading<T> {
  readonly counters: RealmCounters;
  readonly record: T;
}

export interface ConfirmedCounters {
  /** The counters, confirmed at most 500 ms ago: at once when they are, else by one read that all who wait share. */
  current(): RealmCounters | Promise<RealmCounters>;
  /** Takes over what this process has just written; `at` is a time, on the same clock, before it was written. */
  learn(counters: RealmCounters, at: number): void;
  /** Makes the next caller read, after a write whose outcome is not known. */
  doubt(): void;
}

/**
 * Counters that are confirmed on demand, so that an idle realm costs nothing.
 *
 * A confirmation dates from before its read was sent, because the answer may be as old as that; a caller joins a
 * running read only while that read is young enough to vouch for the caller's own time. Counters never go back: a
 * slow read cannot undo what a later write taught.
 *
 * @param read one read of the store; its error is what all who wait get
 * @param onRead called with what was read, before those who wait go on
 * @param now milliseconds on a monotonic clock
 */
export function createConfirmedCounters<T>(
  initial: { readonly counters: RealmCounters; readonly at: number },
  read: () => Promise<CounterReading<T>>,
  onRead: (record: T) => void,
  now: () => number,
): ConfirmedCounters {
  let known = initial.counters;
  let confirmedAt = initial.at;
  let doubtedAt = Number.NEGATIVE_INFINITY;
  let running: { readonly startedAt: number; readonly promise: Promise<RealmCounters> } | undefined;

  function learn(counters: RealmCounters, at: number): void {
    if (counters.revision > known.revision || counters.authEpoch > known.authEpoch) {
      known = {
        revision: Math.max(known.revision, counters.revision),
        authEpoch: Math.max(known.authEpoch, counters.authEpoch),
      };
    }
    // What was read before a doubtful write may miss that write.
    if (at >= doubtedAt) confirmedAt = Math.max(confirmedAt, at);
  }

  async function confirm(startedAt: number): Promise<RealmCounters> {
    try {
      const reading = await read();
      onRead(reading.record);
      learn(reading.counters, startedAt);
      return known;
    } finally {
      if (running?.startedAt === startedAt) running = undefined;
    }
  }

  return {
    current() {
      const time = now();
      if (time - confirmedAt <= CONFIRMED_FOR_MS) return known;
      if (running !== undefined && time - running.startedAt <= CONFIRMED_FOR_MS) return running.promise;
      const promise = confirm(time);
      running = { startedAt: time, promise };
      return promise;
    },
    learn,
    doubt: () => {
      doubtedAt = now();
      confirmedAt = Number.NEGATIVE_INFINITY;
      running = undefined;
    },
  };
}
