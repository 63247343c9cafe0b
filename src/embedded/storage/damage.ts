import type { Key } from './keys.js';
import type { Space } from './layer.js';

/** A record that is not what was written. */
export interface DamagedRecord {
  readonly space: Space;
  readonly key: Key;
  /** What lies there; not to be believed. */
  readonly value: Buffer;
}

/** What a reader throws for a damaged record. */
export type DamageError = (record: DamagedRecord) => Error;
