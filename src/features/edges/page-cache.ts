import type { Page, PageRequest } from '../../kernel/page.js';
import type { RealmHandle } from '../../realms/realm.js';

/**
 * Pages of one relation as they were at a realm's `revision`, which every change of an edge, a group or a role raises.
 * So a page from here is never behind this process, and at most half a second behind another.
 */
export interface PageCache<T> {
  /** The page of one parent if it is known at the confirmed revision; costs no command and no wait. */
  known(realm: RealmHandle, id: string, page: PageRequest): Page<T> | undefined;
  /** The pages of several parents, in the order of `ids`; `load` is asked for those that are not known. */
  pages(
    realm: RealmHandle,
    ids: readonly string[],
    page: PageRequest,
    load: (ids: readonly string[]) => Promise<readonly Page<T>[]>,
  ): Promise<Page<T>[]>;
}

/** Things on all pages that are kept of a realm; beyond it the cache starts anew. */
const MAX_THINGS = 50_000;

interface RevisionPages<T> {
  readonly revision: number;
  readonly pages: Map<string, Page<T>>;
  things: number;
}

export function createPageCache<T>(): PageCache<T> {
  const caches = new WeakMap<RealmHandle, RevisionPages<T>>();

  function cacheAt(realm: RealmHandle, revision: number): RevisionPages<T> {
    const known = caches.get(realm);
    if (known?.revision === revision && known.things <= MAX_THINGS) return known;
    const fresh = { revision, pages: new Map<string, Page<T>>(), things: 0 };
    caches.set(realm, fresh);
    return fresh;
  }

  return {
    known(realm, id, page) {
      const counters = realm.counters();
      if (counters instanceof Promise) return undefined;
      const cache = caches.get(realm);
      return cache?.revision === counters.revision ? cache.pages.get(keyOf(id, page)) : undefined;
    },

    async pages(realm, ids, page, load) {
      const { revision } = await realm.counters();
      const cache = cacheAt(realm, revision);
      const missing = ids.filter((id) => !cache.pages.has(keyOf(id, page)));
      const loaded = new Map<string, Page<T>>();
      if (missing.length > 0) {
        const found = await load(missing);
        missing.forEach((id, index) => loaded.set(id, found[index] ?? EMPTY));
        // What was read during a write may be half of one revision and half of the next: answered, but not kept.
        if ((await realm.counters()).revision === revision) keep(cache, loaded, page);
      }
      return ids.map((id) => loaded.get(id) ?? cache.pages.get(keyOf(id, page)) ?? EMPTY);
    },
  };
}

const EMPTY: Page<never> = { items: [], cursors: [], hasNextPage: false };

function keep<T>(cache: RevisionPages<T>, loaded: ReadonlyMap<string, Page<T>>, page: PageRequest): void {
  for (const [id, found] of loaded) {
    cache.pages.set(keyOf(id, page), found);
    cache.things += 1 + found.items.length;
  }
}

function keyOf(id: string, { first, after }: PageRequest): string {
  return after === undefined ? `${id} ${first}` : `${id} ${first} ${after}`;
}
