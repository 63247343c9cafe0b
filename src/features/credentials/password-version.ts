import type { RealmHandle } from '../../realms/realm.js';
import { findPassword } from './credential.store.js';

/** The version of an account's password: raised whenever it gets another one. Undefined if it has none. */
export async function passwordVersionOf(realm: RealmHandle, accountId: string): Promise<number | undefined> {
  return (await findPassword(realm, accountId))?.version;
}
