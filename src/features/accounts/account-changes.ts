import type { RealmHandle } from '../../realms/realm.js';

let last = 0;
const marks = new WeakMap<RealmHandle, number>();

/** A number that is another after each change of an account that this process made in the realm. */
export function accountChanges(realm: RealmHandle): number {
  return marks.get(realm) ?? noteAccountChange(realm);
}

/** Says that this process has changed an account, or may have. */
export function noteAccountChange(realm: RealmHandle): number {
  last += 1;
  marks.set(realm, last);
  return last;
}
