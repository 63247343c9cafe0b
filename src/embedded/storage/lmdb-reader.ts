import type { Database, Transaction } from 'lmdb';
import { unseal, unverified } from './checksum.js';
import type { DamageError } from './damage.js';
import type { Key } from './keys.js';
import type { Space } from './layer.js';
import type { Entry, KeyRange, Reader } from './reader.js';

export type LmdbSpace = Database<Buffer, Key>;

/** Reads LMDB's newest state, or with `transaction` the state of that snapshot. Throws at a damaged record. */
export class LmdbReader implements Reader {
  readonly #spaces: readonly LmdbSpace[];
  readonly #damaged: DamageError;
  readonly #options: { transaction: Transaction } | undefined;

  constructor(spaces: readonly LmdbSpace[], damaged: DamageError, transaction?: Transaction) {
    this.#spaces = spaces;
    this.#damaged = damaged;
    this.#options = transaction === undefined ? undefined : { transaction };
  }

  get(space: Space, key: Key): Buffer | undefined {
    const sealed = this.#of(space).get(key, this.#options);
    return sealed === undefined ? undefined : this.#value(space, key, sealed);
  }

  range(space: Space, range: KeyRange, reverse: boolean, limit: number): Entry[] {
    if (range.lower >= range.upper) return [];
    const entries: Entry[] = [];
    const options = reverse
      ? { start: range.upper, end: range.lower, reverse, exclusiveStart: true, inclusiveEnd: true }
      : { start: range.lower, end: range.upper };
    for (const { key, value } of this.#of(space).getRange({ ...options, limit, ...this.#options }))
      entries.push({ key, value: this.#value(space, key, value) });
    return entries;
  }

  count(space: Space, { lower, upper }: KeyRange, limit = Infinity): number {
    if (lower >= upper) return 0;
    const range = { start: lower, end: upper, ...this.#options };
    if (limit === Infinity) return this.#of(space).getKeysCount(range);
    // Its own count takes no heed of a limit.
    let count = 0;
    for (const _key of this.#of(space).getKeys({ ...range, limit })) count++;
    return count;
  }

  #value(space: Space, key: Key, sealed: Buffer): Buffer {
    const value = unseal(space, key, sealed);
    if (value === undefined) throw this.#damaged({ space, key, value: unverified(sealed) });
    return value;
  }

  #of(space: Space): LmdbSpace {
    const database = this.#spaces[space];
    if (database === undefined) throw new RangeError(`no space ${String(space)}`);
    return database;
  }
}
