import { UnavailableError } from '../../kernel/errors.js';

/** What one piece of work took, in milliseconds. */
export interface PooledResult<T> {
  readonly value: T;
  /** In the queue; 0 if a place was free at once. */
  readonly waitedMs: number;
  readonly tookMs: number;
}

/** Runs costly work a few at a time, so that it cannot starve everything else. */
export interface HashingPool {
  /** @throws UnavailableError at once if too much waits already. */
  run<T>(work: () => Promise<T>): Promise<PooledResult<T>>;
  /** How many wait. */
  readonly queueLength: number;
  /** Calls `listener` each time that a place is given on, or becomes free. */
  onTurn(listener: () => void): void;
}

export interface HashingPoolOptions {
  /** How many run at once. */
  readonly concurrency: number;
  /** How many may wait; more are refused, because their callers would have gone before their turn. */
  readonly maxQueue: number;
}

/** First come, first served. */
export function createHashingPool({ concurrency, maxQueue }: HashingPoolOptions): HashingPool {
  const waiting: (() => void)[] = [];
  const listeners: (() => void)[] = [];
  let running = 0;

  function takePlace(): Promise<void> | undefined {
    if (running < concurrency) {
      running += 1;
      return undefined;
    }
    if (waiting.length >= maxQueue) {
      throw new UnavailableError('Too many passwords are being checked right now. Try again.');
    }
    return new Promise((resolve) => waiting.push(resolve));
  }

  /** The place goes to the next in the queue, or is free. */
  function leavePlace(): void {
    const next = waiting.shift();
    if (next === undefined) running -= 1;
    else next();
    for (const listener of listeners) listener();
  }

  return {
    get queueLength() {
      return waiting.length;
    },
    onTurn(listener) {
      listeners.push(listener);
    },
    async run(work) {
      const asked = performance.now();
      const place = takePlace();
      if (place !== undefined) await place;
      const started = performance.now();
      try {
        const value = await work();
        return {
          value,
          waitedMs: place === undefined ? 0 : started - asked,
          tookMs: performance.now() - started,
        };
      } finally {
        leavePlace();
      }
    },
  };
}
