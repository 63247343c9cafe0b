import type { Time } from './position.js';

/**
 * Gives every commit a time that is later than all before it. Times follow the wall clock to the millisecond (the number
 * within a second is its fraction), so that those of a process are later than those of the one before it, with nothing
 * stored.
 */
export class ClusterClock {
  #last: Time;

  /** Begins after `last`. */
  constructor(last: Time) {
    const now = wallTime(Date.now() + 1);
    this.#last = now > last ? now : last;
  }

  /** The time of the last commit. */
  get last(): Time {
    return this.#last;
  }

  tick(): Time {
    const now = wallTime(Date.now());
    this.#last = now > this.#last ? now : this.#last + 1n;
    return this.#last;
  }
}

function wallTime(milliseconds: number): Time {
  return (BigInt(milliseconds) << 32n) / 1_000n;
}
