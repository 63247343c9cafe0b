import type { Database, Transaction } from 'lmdb';
import type { Key } from './keys.js';
import type { Space } from './layer.js';
import type { Entry, KeyRange, Reader } from './reader.js';

export type LmdbSpace = Database<Buffer, Key>;

/** Reads LMDB's newest state, or with `transaction` the state of that snapshot. */
export class LmdbReader implements Reader {
  readonly #spaces: readonly LmdbSpace[];
  readonly #options: { transaction: Transaction } | undefined;

  constructor(spaces: readonly LmdbSpace[], transaction?: Transaction) {
    this.#spaces = spaces;
    this.#options = transaction === undefined ? undefined : { transaction };
  }

  get(space: Space, key: Key): Buffer | undefined {
    return this.#of(space).get(key, this.#options);
  }

  range(space: Space, range: KeyRange, reverse: boolean, limit: number): Entry[] {
    if (range.lower >= range.upper) return [];
    const entries: Entry[] = [];
    const options = reverse
      ? { start: range.upper, end: range.lower, reverse, exclusiveStart: true, inclusiveEnd: true }
      : { start: range.lower, end: range.upper };
    for (const entry of this.#of(space).getRange({ ...options, limit, ...this.#options }))
      entries.push(entry);
    return entries;
  }

  count(space: Space, range: KeyRange): number {
    if (range.lower >= range.upper) return 0;
    return this.#of(space).getKeysCount({ start: range.lower, end: range.upper, ...this.#options });
  }

  #of(space: Space): LmdbSpace {
    const database = this.#spaces[space];
    if (database === undefined) throw new RangeError(`no space ${String(space)}`);
    return database;
  }
}
