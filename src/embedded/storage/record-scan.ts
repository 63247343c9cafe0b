import type { Transaction } from 'lmdb';
import { unseal, unverified } from './checksum.js';
import type { Key } from './keys.js';
import type { Space } from './layer.js';
import type { LmdbSpace } from './lmdb-reader.js';
import { type KeyRange, WHOLE_SPACE } from './reader.js';

/** A record as LMDB holds it. */
export interface ScannedRecord {
  readonly key: Key;
  /** With its checksum. */
  readonly sealed: Buffer;
  /** Without; of a damaged record, what lies there. */
  readonly value: Buffer;
  readonly damaged: boolean;
}

const CHUNK = 256;

/**
 * Reads what is flushed, the damaged records too, for whoever looks after the store: a reader throws at the first.
 * With `transaction`, the state of that snapshot.
 */
export class RecordScan {
  readonly #spaces: readonly LmdbSpace[];
  readonly #options: { transaction: Transaction } | undefined;

  constructor(spaces: readonly LmdbSpace[], transaction?: Transaction) {
    this.#spaces = spaces;
    this.#options = transaction === undefined ? undefined : { transaction };
  }

  get(space: Space, key: Key): ScannedRecord | undefined {
    const sealed = this.#of(space).get(key, this.#options);
    return sealed === undefined ? undefined : scanned(space, key, sealed);
  }

  /** The records of a range in key order. */
  *records(space: Space, { lower, upper }: KeyRange = WHOLE_SPACE): Generator<ScannedRecord> {
    let start = lower;
    for (;;) {
      const chunk = [...this.#of(space).getRange({ start, end: upper, limit: CHUNK, ...this.#options })];
      for (const { key, value } of chunk) yield scanned(space, key, value);
      const last = chunk.at(-1);
      if (last === undefined || chunk.length < CHUNK) return;
      start = `${last.key}\0`;
    }
  }

  #of(space: Space): LmdbSpace {
    const database = this.#spaces[space];
    if (database === undefined) throw new RangeError(`no space ${String(space)}`);
    return database;
  }
}

function scanned(space: Space, key: Key, sealed: Buffer): ScannedRecord {
  const value = unseal(space, key, sealed);
  return value === undefined
    ? { key, sealed, value: unverified(sealed), damaged: true }
    : { key, sealed, value, damaged: false };
}
