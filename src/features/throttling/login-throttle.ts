import type { Clock } from '../../kernel/clock.js';
import { createLru } from '../../kernel/lru.js';
import type { KeyRing } from '../../platform/crypto/key-ring.js';
import type { ControlDatabase } from '../../realms/control-database.js';
import type { RealmHandle } from '../../realms/realm.js';
import { clientNetwork } from './client-network.js';
import { lockedUntil, WINDOW_MS, type Failures, type Limit } from './back-off.js';
import { readThrottles, writeThrottles, type ThrottleRecord } from './throttle.store.js';

/** Who attempts: the e-mail as it is compared, known or not, and where from. */
export interface LoginAttempt {
  readonly realm: RealmHandle;
  readonly emailKey: string;
  readonly clientAddress: string;
}

/** How things stood for an attempt when it was made. Only this module looks inside. */
export interface LoginStanding {
  readonly keys: readonly CountedKey[];
  /** The address has to wait so long, whatever it tries. */
  readonly retryAfterSeconds: number | undefined;
}

interface CountedKey {
  readonly key: string;
  readonly limit: Limit;
  readonly found: Failures;
  readonly lockedAtFirst: boolean;
}

/**
 * Counts failed logins, for all processes. docs/decisions/0005-login-throttling.md says why as it does.
 */
export interface LoginThrottle {
  /** One read for all of them; answers in their order. */
  look(attempts: readonly LoginAttempt[]): Promise<readonly LoginStanding[]>;
  /**
   * Whether an attempt with the right password goes through. `isKnownAddress` is asked only where failures from
   * elsewhere have locked the account: an address at which it has a session is not locked out by those.
   */
  admits(standing: LoginStanding, isKnownAddress: () => Promise<boolean>): Promise<boolean>;
  /** One write, whatever counts. */
  recordFailure(standing: LoginStanding): Promise<void>;
}

/** From one network for one account; a stranger elsewhere has no part in it. */
const ACCOUNT_AT_ADDRESS: Limit = { free: 5, capMs: 15 * 60_000 };
/**
 * For one account from anywhere: against many addresses at once. Short, because strangers can cause it; one of them
 * alone cannot: the limit above lets him fail so often only once in half an hour.
 */
const ACCOUNT: Limit = { free: 15, capMs: 60_000 };
/** From one network for all accounts: many people may share it. */
const ADDRESS: Limit = { free: 100, capMs: 5 * 60_000 };

/** Keys that failed here lately, so that guesses which run at the same time see each other's failures. */
const REMEMBERED = 20_000;

export interface LoginThrottleDeps {
  readonly control: ControlDatabase;
  readonly keyRing: Pick<KeyRing, 'hmac'>;
  readonly clock: Clock;
}

export function createLoginThrottle({ control, keyRing, clock }: LoginThrottleDeps): LoginThrottle {
  const seenHere = createLru<Failures>(REMEMBERED);

  function keyOf(kind: string, window: number, ...parts: readonly string[]): string {
    return keyRing.hmac('throttle', [kind, String(window), ...parts].join('\0')).toString('base64url');
  }

  /** The keys of an attempt, in this order: account at address, account, address. */
  function keysOf({ realm, emailKey, clientAddress }: LoginAttempt, now: number): [string, Limit][] {
    const window = Math.floor(now / WINDOW_MS);
    const network = clientNetwork(clientAddress);
    return [
      [keyOf('account-address', window, realm.id, emailKey, network), ACCOUNT_AT_ADDRESS],
      [keyOf('account', window, realm.id, emailKey), ACCOUNT],
      [keyOf('address', window, network), ADDRESS],
    ];
  }

  function isLocked(key: string, found: Failures, limit: Limit): boolean {
    const now = clock.now().getTime();
    const here = seenHere.get(key);
    return lockedUntil(found, limit) > now || (here !== undefined && lockedUntil(here, limit) > now);
  }

  function standingOf(
    keys: readonly [string, Limit][],
    records: ReadonlyMap<string, ThrottleRecord>,
    now: number,
  ): LoginStanding {
    const counted = keys.map(([key, limit]) => {
      const record = records.get(key);
      const found = { failures: record?.failures ?? 0, lastAt: record?.lastFailureAt.getTime() ?? 0 };
      return { key, limit, found, lockedAtFirst: isLocked(key, found, limit) };
    });
    const address = counted.at(-1);
    const wait = address === undefined ? 0 : lockedUntil(address.found, address.limit) - now;
    return { keys: counted, retryAfterSeconds: wait > 0 ? Math.ceil(wait / 1000) : undefined };
  }

  return {
    async look(attempts) {
      const now = clock.now().getTime();
      const asked = attempts.map((attempt) => keysOf(attempt, now));
      const records = await readThrottles(control, [...new Set(asked.flat().map(([key]) => key))]);
      const found = new Map(records.map((record) => [record._id, record]));
      return asked.map((keys) => standingOf(keys, found, now));
    },

    async admits({ keys }, isKnownAddress) {
      const [atAddress, account] = keys.map(({ key, found, limit }) => isLocked(key, found, limit));
      if (atAddress === true) return false;
      return account !== true || (await isKnownAddress());
    },

    async recordFailure({ keys }) {
      const at = clock.now();
      // An attempt that was locked out told nothing about the password: it must not prolong the lock either.
      const [atAddress, account] = keys;
      const refused = atAddress?.lockedAtFirst === true || account?.lockedAtFirst === true;
      const failures = keys.map(({ key, limit, found }) => {
        const counts = limit === ADDRESS || !refused;
        if (counts) {
          const before = Math.max(found.failures, seenHere.get(key)?.failures ?? 0);
          seenHere.set(key, { failures: before + 1, lastAt: at.getTime() });
        }
        return { key, counts, at, expiresAt: new Date(at.getTime() + WINDOW_MS) };
      });
      await writeThrottles(control, failures);
    },
  };
}

/** Counts nothing and admits all: REEVE_RATE_LIMIT=off. */
export const noLoginThrottle: LoginThrottle = {
  look: (attempts) => Promise.resolve(attempts.map(() => ({ keys: [], retryAfterSeconds: undefined }))),
  admits: () => Promise.resolve(true),
  recordFailure: () => Promise.resolve(),
};
