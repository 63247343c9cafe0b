import { createAmbient } from '../platform/ambient.js';
import type { RealmHandle } from './realm.js';

const realms = createAmbient<RealmHandle>();

/**
 * Runs `work` with `realm` as the current one, for models' guards. `ctx.realm` is the truth;
 * resolvers and every step of a subscription enter this again, because libraries lose or swap the scope.
 */
export function runInRealm<T>(realm: RealmHandle, work: () => T): T {
  return realms.run(realm, work);
}

/** The realm of the running request. Throws when there is none: that is a bug, not a state to handle. */
export function currentRealm(): RealmHandle {
  const realm = realms.current();
  if (realm === undefined) throw new Error('No realm is current here: enter one with runInRealm.');
  return realm;
}

/**
 * Throws if another realm is current than the one whose data is about to be touched: a handle has wandered from one
 * request into another. What rightly works in a second realm enters it with runInRealm.
 */
export function assertCurrent(realmId: string): void {
  const current = realms.current();
  if (current !== undefined && current.id !== realmId) {
    throw new Error(`Realm ${current.slug} is current here: the data of another one is out of reach.`);
  }
}
