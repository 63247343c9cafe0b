import { type Change, type ChangeTransaction, heldBytes } from './change.js';
import type { Time } from './position.js';

export interface RecentCommit {
  readonly time: Time;
  readonly changes: readonly Change[];
  readonly transaction: ChangeTransaction | undefined;
}

const MAX_COMMITS = 512;
/** Of the memory that the changes hold, which is more than they are long. */
const MAX_BYTES = 4 * 2 ** 20;

/** The newest commits, in memory, while nothing is recorded. */
export class RecentCommits {
  #commits: { readonly commit: RecentCommit; readonly bytes: number }[] = [];
  #bytes = 0;
  /** All commits after this time are here. */
  #since: Time = 0n;

  get since(): Time {
    return this.#since;
  }

  restart(since: Time): void {
    this.#commits = [];
    this.#bytes = 0;
    this.#since = since;
  }

  add(commit: RecentCommit): void {
    let bytes = 0;
    for (const change of commit.changes) bytes += heldBytes(change);
    this.#commits.push({ commit, bytes });
    this.#bytes += bytes;
    if (this.#commits.length <= MAX_COMMITS && this.#bytes <= MAX_BYTES) return;
    // By half, so that it is not moved at every commit.
    let dropped = 0;
    while (dropped < this.#commits.length && (dropped < MAX_COMMITS / 2 || this.#bytes > MAX_BYTES / 2))
      this.#bytes -= this.#commits[dropped++]?.bytes ?? 0;
    this.#since = this.#commits[dropped - 1]?.commit.time ?? this.#since;
    this.#commits = this.#commits.slice(dropped);
  }

  /** The commits, oldest first; none are kept. */
  take(): readonly RecentCommit[] {
    const commits = this.#commits.map(({ commit }) => commit);
    this.restart(this.#since);
    return commits;
  }
}
