/** Flushes that are quicker than this are worth no timer: Node's are no finer than a millisecond. */
const SHORT_FLUSH_MS = 2;
/** However long one flush took, the next waits no longer than this. */
const LONGEST_WAIT_MS = 20;
/** Of a flush's time: so long without another writer, and none is expected any more. */
const QUIET = 1 / 4;

/**
 * Decides how long a flush waits for more writers. Those whom the last flush answered mostly come back at once, when
 * others have queued up behind it already: flushed without them, the two groups would take turns for ever, and everyone
 * wait for two flushes. So a flush waits for as many writers as the last one saw, but no longer than until one flush's
 * time after the last one's end, and not once they stop coming. A writer who is alone waits for nobody.
 */
export class Gathering {
  #expected = 0;
  #flushMs = 0;
  #endedAt = 0;
  #joined = 0;
  #begin: (() => void) | undefined;

  /** A flush took from `startedAt` until now (performance.now()), and `writers` were answered by it or wait by now. */
  ended(startedAt: number, writers: number): void {
    this.#endedAt = performance.now();
    this.#flushMs = Math.min(this.#endedAt - startedAt, LONGEST_WAIT_MS);
    this.#expected = writers;
  }

  /** `waiting` writers wait by now. */
  joined(waiting: number): void {
    this.#joined = waiting;
    if (waiting >= this.#expected) this.#begin?.();
  }

  /** Resolves when a flush is to begin, in a later turn of the event loop: those who have written already are read. */
  async complete(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    const until = this.#endedAt + this.#flushMs;
    if (this.#flushMs < SHORT_FLUSH_MS || this.#joined >= this.#expected || performance.now() > until) return;
    await this.#untilQuiet(until);
  }

  #untilQuiet(until: number): Promise<void> {
    return new Promise((resolve) => {
      let before = this.#joined;
      const timer = setInterval(() => {
        if (this.#joined === before || performance.now() > until) this.#begin?.();
        before = this.#joined;
      }, this.#flushMs * QUIET);
      this.#begin = () => {
        this.#begin = undefined;
        clearInterval(timer);
        resolve();
      };
    });
  }
}
