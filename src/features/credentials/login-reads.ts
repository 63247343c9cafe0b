import { createGathering, type Gathering } from '../../kernel/gathering.js';
import type { PasswordHashing } from '../../platform/password-hashing/password-hashing.js';
import { runInRealm } from '../../realms/current-realm.js';
import type { RealmHandle } from '../../realms/realm.js';
import { findLogins, type Login } from '../accounts/find-account.js';
import type { LoginAttempt, LoginStanding, LoginThrottle } from '../throttling/login-throttle.js';

/** What a login has to know before it is worth hashing its password. */
export interface LoginRead {
  readonly attempt: LoginAttempt;
  /** The `emailKey` of an address; undefined for what is none. */
  readonly loginKey: string | undefined;
  /** On the clock of `performance.now()`. */
  readonly askedAt: number;
}

export interface LoginReadAnswer {
  readonly standing: LoginStanding;
  /** Who the e-mail names, if it is anybody. */
  readonly found: Login | undefined;
  /** Whole milliseconds until the read began, for others to come along; 0 if it began at once. */
  readonly waitedMs: number;
}

/** Logins that are read together; more are never kept waiting for others. */
const MOST = 32;

/**
 * The reads of logins: the throttles and the account with its password, one command each. While passwords queue to be
 * hashed, a login that comes has time: those that come meanwhile are read together, when the queue is about to run dry.
 * Known and unknown accounts wait, and are read, alike.
 */
export function createLoginReads({
  hashing,
  throttle,
}: {
  readonly hashing: Pick<PasswordHashing, 'isBusy' | 'onTurn'>;
  readonly throttle: Pick<LoginThrottle, 'look'>;
}): Pick<Gathering<LoginRead, LoginReadAnswer>, 'ask'> {
  function read(reads: readonly LoginRead[]): readonly Promise<LoginReadAnswer>[] {
    const readAt = performance.now();
    const standings = throttle.look(reads.map(({ attempt }) => attempt));
    const logins = loginsOf(reads);
    return reads.map(async (asked, at) => {
      const [standing, found] = await Promise.all([
        standings.then((all) => all[at]),
        logins.get(asked.attempt.realm)?.then((byKey) => byKey.get(asked.loginKey)),
      ]);
      if (standing === undefined) throw new Error('A login has no standing.');
      return { standing, found, waitedMs: Math.floor(readAt - asked.askedAt) };
    });
  }

  const gathering = createGathering({ work: read, worthWaiting: () => hashing.isBusy, most: MOST });
  hashing.onTurn(() => gathering.check());
  return gathering;
}

/** One read for each realm, in that realm: whoever begins a batch may be in another. */
function loginsOf(
  reads: readonly LoginRead[],
): ReadonlyMap<RealmHandle, Promise<ReadonlyMap<string | undefined, Login>>> {
  const keys = new Map<RealmHandle, Set<string | undefined>>();
  for (const { attempt, loginKey } of reads) {
    const known = keys.get(attempt.realm) ?? new Set();
    keys.set(attempt.realm, known.add(loginKey));
  }
  return new Map(
    [...keys].map(([realm, asked]) => [realm, runInRealm(realm, () => findLogins(realm, asked))]),
  );
}
