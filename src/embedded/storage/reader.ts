import type { Key } from './keys.js';
import { type Layer, lowerBound, type Space, type Written } from './layer.js';

export interface Entry {
  readonly key: Key;
  readonly value: Buffer;
}

/** Half-open: lower <= key < upper. */
export interface KeyRange {
  readonly lower: Key;
  readonly upper: Key;
}

/** Above every key: none begins with eight bytes of 255. */
export const WHOLE_SPACE: KeyRange = { lower: '', upper: '\xff'.repeat(8) };

export interface Reader {
  get(space: Space, key: Key): Buffer | undefined;
  /** The same, but valid only until anything else is read: for what is copied or decoded at once. */
  borrow(space: Space, key: Key): Buffer | undefined;
  /** At most `limit` entries of the range, in key order or, with `reverse`, from its end. */
  range(space: Space, range: KeyRange, reverse: boolean, limit: number): Entry[];
  /** How many entries the range has; of those of a range with more than `limit`, no fewer than that. */
  count(space: Space, range: KeyRange, limit?: number): number;
}

/** Reads `base` through layers of writes, the newest layer last. */
export class LayeredReader implements Reader {
  readonly #base: Reader;
  readonly #layers: () => readonly Layer[];

  constructor(base: Reader, layers: () => readonly Layer[]) {
    this.#base = base;
    this.#layers = layers;
  }

  get(space: Space, key: Key): Buffer | undefined {
    const written = this.#written(space, key);
    return written === undefined ? this.#base.get(space, key) : (written ?? undefined);
  }

  borrow(space: Space, key: Key): Buffer | undefined {
    const written = this.#written(space, key);
    return written === undefined ? this.#base.borrow(space, key) : (written ?? undefined);
  }

  #written(space: Space, key: Key): Written | undefined {
    const layers = this.#layers();
    for (let i = layers.length - 1; i >= 0; i--) {
      const written = layers[i]?.get(space, key);
      if (written !== undefined) return written;
    }
    return undefined;
  }

  range(space: Space, range: KeyRange, reverse: boolean, limit: number): Entry[] {
    const cursors = this.#cursors(space, range, reverse);
    if (cursors.length === 0) return this.#base.range(space, range, reverse, limit);
    return [...merge(this.#base, cursors, space, range, reverse, limit)];
  }

  count(space: Space, range: KeyRange, limit = Infinity): number {
    const cursors = this.#cursors(space, range, false);
    if (cursors.length > 0 && limit !== Infinity) return this.range(space, range, false, limit).length;
    let count = this.#base.count(space, range, limit);
    const seen = new Set<Key>();
    for (const cursor of cursors.reverse()) {
      while (cursor.key !== undefined) {
        if (!seen.has(cursor.key)) {
          seen.add(cursor.key);
          const before = this.#base.get(space, cursor.key) !== undefined;
          count += Number(cursor.value !== null) - Number(before);
        }
        cursor.advance();
      }
    }
    return count;
  }

  #cursors(space: Space, range: KeyRange, reverse: boolean): LayerCursor[] {
    const cursors: LayerCursor[] = [];
    for (const layer of this.#layers()) {
      if (layer.isEmpty(space)) continue;
      const cursor = new LayerCursor(layer, space, range, reverse);
      if (cursor.key !== undefined) cursors.push(cursor);
    }
    return cursors;
  }
}

/** Walks the keys of one layer inside a range. */
class LayerCursor {
  key: Key | undefined;
  readonly #values: ReadonlyMap<Key, Written>;
  readonly #keys: readonly Key[];
  readonly #end: number;
  readonly #step: 1 | -1;
  #index: number;

  constructor(layer: Layer, space: Space, range: KeyRange, reverse: boolean) {
    this.#values = layer.entries(space);
    this.#keys = layer.sortedKeys(space);
    const first = lowerBound(this.#keys, range.lower);
    const end = Math.max(first, lowerBound(this.#keys, range.upper));
    this.#step = reverse ? -1 : 1;
    this.#index = reverse ? end - 1 : first;
    this.#end = reverse ? first - 1 : end;
    this.key = this.#index === this.#end ? undefined : this.#keys[this.#index];
  }

  get value(): Written {
    return this.#values.get(this.key as Key) ?? null;
  }

  advance(): void {
    this.#index += this.#step;
    this.key = this.#index === this.#end ? undefined : this.#keys[this.#index];
  }
}

function* merge(
  base: Reader,
  cursors: readonly LayerCursor[],
  space: Space,
  range: KeyRange,
  reverse: boolean,
  limit: number,
): Generator<Entry> {
  const before = (a: Key, b: Key): boolean => (reverse ? a > b : a < b);
  const chunkSize = Math.min(limit, 1_000) + 8;
  let rest = range;
  let chunk = base.range(space, rest, reverse, chunkSize);
  let at = 0;
  for (let found = 0; found < limit;) {
    if (at === chunk.length && chunk.length === chunkSize) {
      const last = (chunk[at - 1] as Entry).key;
      rest = reverse ? { lower: rest.lower, upper: last } : { lower: `${last}\0`, upper: rest.upper };
      chunk = base.range(space, rest, reverse, chunkSize);
      at = 0;
    }
    const entry = chunk[at];
    let next: Key | undefined = entry?.key;
    for (const { key } of cursors)
      if (key !== undefined && (next === undefined || before(key, next))) next = key;
    if (next === undefined) return;
    let written: Written | undefined = entry?.key === next ? entry.value : undefined;
    if (entry?.key === next) at++;
    for (const cursor of cursors) {
      if (cursor.key !== next) continue;
      written = cursor.value;
      cursor.advance();
    }
    if (written === null || written === undefined) continue;
    found++;
    yield { key: next, value: written };
  }
}
