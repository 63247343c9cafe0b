import type { Key } from './keys.js';

/** The fixed LMDB databases. */
export const SPACES = ['catalog', 'documents', 'indexes', 'sessions', 'oplog'] as const;
export type Space = 0 | 1 | 2 | 3 | 4;
export const CATALOG: Space = 0;
export const DOCUMENTS: Space = 1;
export const INDEXES: Space = 2;
export const SESSIONS: Space = 3;
export const OPLOG: Space = 4;
export const ALL_SPACES: readonly Space[] = [CATALOG, DOCUMENTS, INDEXES, SESSIONS, OPLOG];

/** null stands for a removed key. */
export type Written = Buffer | null;

class SpaceLayer {
  readonly values = new Map<Key, Written>();
  /** Built when the first range asks for it, then kept in order. */
  #sorted: Key[] | undefined;

  set(key: Key, value: Written): void {
    if (this.#sorted !== undefined && !this.values.has(key)) {
      this.#sorted.splice(lowerBound(this.#sorted, key), 0, key);
    }
    this.values.set(key, value);
  }

  sorted(): readonly Key[] {
    this.#sorted ??= [...this.values.keys()].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
    return this.#sorted;
  }
}

const NO_ENTRIES: ReadonlyMap<Key, Written> = new Map();

/** Writes that are not (yet) in LMDB, over what is. */
export class Layer {
  /** By Space, where something is written: every command has a layer, and most write nothing. */
  readonly #spaces: (SpaceLayer | undefined)[] = [];
  /** A sealed layer belongs to a snapshot or a flush and takes no more writes. */
  sealed = false;
  empty = true;

  get(space: Space, key: Key): Written | undefined {
    return this.#spaces[space]?.values.get(key);
  }

  set(space: Space, key: Key, value: Written): void {
    this.empty = false;
    (this.#spaces[space] ??= new SpaceLayer()).set(key, value);
  }

  isEmpty(space: Space): boolean {
    return this.#spaces[space] === undefined;
  }

  entries(space: Space): ReadonlyMap<Key, Written> {
    return this.#spaces[space]?.values ?? NO_ENTRIES;
  }

  sortedKeys(space: Space): readonly Key[] {
    return this.#spaces[space]?.sorted() ?? [];
  }

  /** Puts the writes of `other` over these. */
  absorb(other: Layer): void {
    for (const space of ALL_SPACES)
      for (const [key, value] of other.entries(space)) this.set(space, key, value);
  }
}

/** The index of the first key that is not below `key`. */
export function lowerBound(keys: readonly Key[], key: Key): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((keys[middle] as Key) < key) low = middle + 1;
    else high = middle;
  }
  return low;
}
