import { createGathering, type Gathering } from '../../kernel/gathering.js';
import { runInRealm } from '../../realms/current-realm.js';
import type { RealmHandle } from '../../realms/realm.js';
import { insertSessions, type SessionRecord } from './session.store.js';

/** One session to be written. */
export interface SessionInsert {
  readonly realm: RealmHandle;
  readonly record: SessionRecord;
}

export interface SessionInsertDeps {
  /** Whether logins queue, so that more sessions are about to open. */
  readonly moreLoginsFollow: () => boolean;
}

/** Little beside what a login has queued for when more of them follow. */
const WITHIN_MS = 30;
const MOST = 32;

/**
 * Writes sessions: while logins queue, those that open within 30 ms together, so that they share a command and a flush;
 * else each at once. A session is there when its promise is.
 */
export function createSessionInserts({
  moreLoginsFollow,
}: SessionInsertDeps): Pick<Gathering<SessionInsert, void>, 'ask'> {
  return createGathering({
    work: insertAllOf,
    worthWaiting: moreLoginsFollow,
    most: MOST,
    withinMs: WITHIN_MS,
  });
}

/** One command for each realm, in that realm: whoever begins a batch may be in another. */
function insertAllOf(inserts: readonly SessionInsert[]): readonly Promise<void>[] {
  const written = new Map<RealmHandle, Promise<void>>();
  return inserts.map(({ realm }) => {
    const known = written.get(realm);
    if (known !== undefined) return known;
    const records = inserts.filter((insert) => insert.realm === realm).map(({ record }) => record);
    const writing = runInRealm(realm, () => insertSessions(realm, records));
    written.set(realm, writing);
    return writing;
  });
}
