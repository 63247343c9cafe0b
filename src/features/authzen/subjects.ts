import { createLru } from '../../kernel/lru.js';
import { isId } from '../../kernel/ids.js';
import type { RealmHandle } from '../../realms/realm.js';
import type { Account } from '../accounts/account.js';
import { nodeRef } from '../edges/edge.js';

/** Finds the account that a subject's id means. */
export interface Subjects {
  /**
   * The account's id: at once for an id, and for what was found before and has not changed since. An id is not looked
   * up, so there may be no such account; undefined if no account has that external id or e-mail address.
   */
  accountId(realm: RealmHandle, id: string): string | undefined | Promise<string | undefined>;
}

export interface SubjectsDeps {
  readonly findByExternalId: (realm: RealmHandle, externalId: string) => Promise<Account | undefined>;
  readonly findByEmail: (realm: RealmHandle, email: string) => Promise<Account | undefined>;
}

interface Kept {
  readonly accountId: string;
  /** The latest revision at which it was found to be still so. */
  checkedAt: number;
}

const KEPT = 20_000;

/** The three forms differ: an external id looks like neither an id nor an e-mail address. */
export function createSubjects({ findByExternalId, findByEmail }: SubjectsDeps): Subjects {
  const kept = createLru<Kept>(KEPT);

  /** Whose name it was is told by the change log: any change of an account touches it. */
  function known(realm: RealmHandle, key: string): string | undefined {
    const entry = kept.get(key);
    if (entry === undefined) return undefined;
    const { revision } = realm.changes;
    if (entry.checkedAt < revision) {
      if (!realm.changes.unchanged([nodeRef('account', entry.accountId)], entry.checkedAt)) return undefined;
      entry.checkedAt = revision;
    }
    return entry.accountId;
  }

  async function find(realm: RealmHandle, id: string, key: string): Promise<string | undefined> {
    const counters = await realm.counters();
    await realm.changes.reach(counters.revision);
    const still = known(realm, key);
    if (still !== undefined) return still;
    const { revision } = realm.changes;
    const account = await (id.includes('@') ? findByEmail : findByExternalId)(realm, id);
    // Who has no such name today may have it tomorrow, which no change log tells.
    if (account !== undefined) kept.set(key, { accountId: account.id, checkedAt: revision });
    return account?.id;
  }

  return {
    accountId(realm, id) {
      if (isId(id)) return id;
      const key = `${realm.id} ${id}`;
      const counters = realm.counters();
      const current = !(counters instanceof Promise) && realm.changes.revision >= counters.revision;
      return (current ? known(realm, key) : undefined) ?? find(realm, id, key);
    },
  };
}
