/** A map that forgets what was not asked for in a long time, once it holds more than its bound. */
export interface Lru<V> {
  get(key: string): V | undefined;
  set(key: string, value: V): void;
  readonly size: number;
}

/**
 * Keeps two generations. What is asked for is in the young one; once that holds half of the bound, the old one is
 * forgotten and the young one takes its place. So a hit costs one read of a map (moving an entry to the end of one map
 * at each hit costs ten times as much), and the last half of the bound is always there.
 */
export function createLru<V>(bound: number): Lru<V> {
  const half = Math.max(1, Math.floor(bound / 2));
  let young = new Map<string, V>();
  let old = new Map<string, V>();

  function keep(key: string, value: V): void {
    if (young.size >= half && !young.has(key)) {
      old = young;
      young = new Map();
    }
    young.set(key, value);
  }

  return {
    get(key) {
      const value = young.get(key);
      if (value !== undefined) return value;
      const older = old.get(key);
      if (older === undefined) return undefined;
      old.delete(key);
      keep(key, older);
      return older;
    },
    set(key, value) {
      old.delete(key);
      keep(key, value);
    },
    get size() {
      return young.size + old.size;
    },
  };
}
