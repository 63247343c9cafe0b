import { type Time, timeAt } from './position.js';

/** Gives every commit a time that is later than all before it, and near the wall clock's. */
export class ClusterClock {
  #last: Time;

  constructor(last: Time = 0n) {
    this.#last = last;
    if (last === 0n) this.tick();
  }

  /** The time of the last commit. */
  get last(): Time {
    return this.#last;
  }

  tick(): Time {
    const now = timeAt(Math.floor(Date.now() / 1_000), 1);
    this.#last = now > this.#last ? now : this.#last + 1n;
    return this.#last;
  }
}
