import type { ClientSession } from 'mongoose';
import type { RealmHandle } from '../../realms/realm.js';
import { createLoadQueue } from '../authorization/load-queue.js';
import type { GatewayRoute } from './gateway-route.js';
import { compileRouteTable, type RouteTable } from './route-table.js';

/** The compiled routes of realms. */
export interface RouteTables {
  /** At the realm's confirmed revision or a later one: at once where it is in memory. */
  of(realm: RealmHandle): RouteTable | Promise<RouteTable>;
}

/** The name by which the change log speaks of all routes of a realm. */
export const ROUTES = 'routes';

interface Kept {
  readonly table: RouteTable;
  /** The latest revision at which it was found to be still so. */
  checkedAt: number;
}

export function createRouteTables({
  all,
}: {
  readonly all: (realm: RealmHandle, session: ClientSession) => Promise<readonly GatewayRoute[]>;
}): RouteTables {
  // A table goes with its realm's handle, so that memory stays flat through thousands of realms.
  const kept = new WeakMap<RealmHandle, Kept>();
  const queue = createLoadQueue<typeof ROUTES, RouteTable>({
    load: async (realm) => [await load(realm)],
    keyOf: (name) => name,
    batch: 1,
  });

  function load(realm: RealmHandle): Promise<RouteTable> {
    return realm.snapshot(async (session, revision) => {
      const table = compileRouteTable(await all(realm, session), realm.slug);
      kept.set(realm, { table, checkedAt: revision });
      return table;
    });
  }

  function known(realm: RealmHandle): RouteTable | undefined {
    const entry = kept.get(realm);
    if (entry === undefined) return undefined;
    const { revision } = realm.changes;
    if (entry.checkedAt < revision) {
      if (!realm.changes.unchanged([ROUTES], entry.checkedAt)) return undefined;
      entry.checkedAt = revision;
    }
    return entry.table;
  }

  async function ofSlowly(realm: RealmHandle): Promise<RouteTable> {
    await realm.changes.reach((await realm.counters()).revision);
    return known(realm) ?? queue.load(realm, ROUTES);
  }

  return {
    of(realm) {
      const counters = realm.counters();
      if (counters instanceof Promise || realm.changes.revision < counters.revision) return ofSlowly(realm);
      return known(realm) ?? queue.load(realm, ROUTES);
    },
  };
}
