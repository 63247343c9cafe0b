import { createLru } from '../../kernel/lru.js';
import type { RealmHandle } from '../../realms/realm.js';
import { accountChanges } from './account-changes.js';
import type { Account } from './account.js';
import { findAccount } from './find-account.js';

/** As long as the counters of a realm count: what another process changed is seen that much later. */
export const RECENT_MS = 500;

/**
 * An account as it was at most 500 ms ago, and never older than this process's own last change: for routes that are
 * asked far more often than an account changes. Synchronous when it is known.
 */
export type FindRecentAccount = (
  realm: RealmHandle,
  id: string,
) => Account | undefined | Promise<Account | undefined>;

interface Reading {
  readonly account: Account | undefined;
  /** Both from before the read. */
  readonly at: number;
  readonly changes: number;
}

const CACHE_SIZE = 5000;

export interface RecentAccountDeps {
  /** Milliseconds on a monotonic clock. */
  readonly now?: () => number;
  readonly find?: typeof findAccount;
}

export function createFindRecentAccount(deps: RecentAccountDeps = {}): FindRecentAccount {
  const { now = () => performance.now(), find = findAccount } = deps;
  const readings = createLru<Reading>(CACHE_SIZE);

  async function read(realm: RealmHandle, id: string, key: string): Promise<Account | undefined> {
    const [at, changes] = [now(), accountChanges(realm)];
    const account = await find(realm, id);
    readings.set(key, { account, at, changes });
    return account;
  }

  return (realm, id) => {
    const key = `${realm.id} ${id}`;
    const known = readings.get(key);
    const recent =
      known !== undefined && now() - known.at <= RECENT_MS && known.changes === accountChanges(realm);
    return recent ? known.account : read(realm, id, key);
  };
}
