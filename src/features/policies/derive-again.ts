import { isDeepStrictEqual } from 'node:util';
import type { RealmHandle } from '../../realms/realm.js';
import { derivedFrom } from './policy-document.js';
import { countingText } from './policy.js';
import { allPolicies, putDerived } from './policy.store.js';

/**
 * Makes out again what each policy of a realm mentions and to whom it speaks: an older version of Reeve may have kept
 * less of it, and then a check of power that is passed on would overlook the policy. May be interrupted and repeated.
 */
export async function deriveAgain(realm: RealmHandle): Promise<void> {
  for await (const record of allPolicies(realm)) {
    const { mentions, principals } = record;
    const derived = derivedFrom(countingText(record));
    if (!isDeepStrictEqual({ mentions, principals }, derived)) await putDerived(realm, record, derived);
  }
}
