import type { RealmHandle } from './realm.js';

/**
 * The revision that holds what a write has just done, for `atLeast` of a question; undefined if the store cannot be asked
 * any more: what was done is done all the same.
 */
export async function revisionAfter(realm: RealmHandle): Promise<number | undefined> {
  try {
    return (await realm.counters()).revision;
  } catch {
    return undefined;
  }
}
