import type { Database, Transaction } from 'lmdb';
import { copyOf, unseal, unsealCopy, unsealView, unverified } from './checksum.js';
import type { DamageError } from './damage.js';
import type { Key } from './keys.js';
import type { Space } from './layer.js';
import type { Entry, KeyRange, Reader } from './reader.js';

export type LmdbSpace = Database<Buffer, Key>;

/** Of lmdb, whose types leave the options out: a value that is valid until the next read. */
interface BorrowedReads {
  getBinaryFast(key: Key, options: { transaction: Transaction } | undefined): Uint8Array | undefined;
}

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
    return this.#read(space, key, unsealCopy);
  }

  borrow(space: Space, key: Key): Buffer | undefined {
    return this.#read(space, key, unsealView);
  }

  #read(space: Space, key: Key, unsealed: typeof unsealCopy): Buffer | undefined {
    const bytes = (this.#of(space) as BorrowedReads).getBinaryFast(key, this.#options);
    if (bytes === undefined) return undefined;
    const size = bytes.length;
    const value = unsealed(space, key, bytes, size);
    if (value === undefined) throw this.#damaged({ space, key, value: unverified(copyOf(bytes, size)) });
    return value;
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
    return [...this.#of(space).getKeys({ ...range, limit })].length;
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
