/** A map that forgets what was not asked for in a long time, once it holds more than its bound. */
export interface Lru<V> {
  get(key: string): V | undefined;
  set(key: string, value: V): void;
}

/** The same, with one bound for keys of several spaces (realms): to put both into one text at each look-up costs more. */
export interface SpacedLru<V> {
  get(space: string, key: string): V | undefined;
  set(space: string, key: string, value: V): void;
}

/**
 * Keeps two generations. What is asked for is in the young one; once that holds half of the bound, the old one is
 * forgotten and the young one takes its place. So a hit costs one read of a map (moving an entry to the end of one map
 * at each hit costs ten times as much), and the last half of the bound is always there.
 */
export function createSpacedLru<V>(bound: number): SpacedLru<V> {
  const half = Math.max(1, Math.floor(bound / 2));
  let young = new Map<string, Map<string, V>>();
  let old = new Map<string, Map<string, V>>();
  let size = 0;

  function keep(space: string, key: string, value: V): void {
    if (young.get(space)?.has(key) !== true) {
      if (size >= half) {
        old = young;
        young = new Map();
        size = 0;
      }
      size += 1;
    }
    const values = young.get(space) ?? new Map<string, V>();
    young.set(space, values.set(key, value));
  }

  return {
    get(space, key) {
      const value = young.get(space)?.get(key);
      if (value !== undefined) return value;
      const older = old.get(space)?.get(key);
      if (older === undefined) return undefined;
      old.get(space)?.delete(key);
      keep(space, key, older);
      return older;
    },
    set(space, key, value) {
      old.get(space)?.delete(key);
      keep(space, key, value);
    },
  };
}

/** One space alone. */
export function createLru<V>(bound: number): Lru<V> {
  const lru = createSpacedLru<V>(bound);
  return {
    get: (key) => lru.get('', key),
    set: (key, value) => lru.set('', key, value),
  };
}
