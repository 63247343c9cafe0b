import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../../kernel/clock.js';
import { UnavailableError } from '../../kernel/errors.js';
import { newId } from '../../kernel/ids.js';
import type { KeyRing } from '../../platform/crypto/key-ring.js';
import type { RealmHandle } from '../../realms/realm.js';
import type { SigningAlgorithm } from './key.js';
import { createKeySet, type KeySet } from './key-set.js';
import { dropClaim, findKeys, publishKey, takeClaim, type StoredKey } from './key.store.js';
import { makeKey } from './make-key.js';

/** A claim whose holder has not published by then is a dead process's: another takes over. */
const CLAIM_MS = 15_000;
const GIVE_UP_MS = 40_000;
const MAX_POLL_MS = 200;
/** Tokens that name unknown keys cost a realm at most this many reads: one per so many milliseconds. */
const UNKNOWN_KEY_READ_MS = 250;
/** The longest life of an access token that settings allow, and a margin for clocks and requests under way. */
const RETIRE_AFTER_MS = 86_400_000 + 300_000;

/** The keys of one open realm, as this process knows them. */
export interface RealmKeys {
  /** The set if it is known to be current without a read. */
  atOnce(): KeySet | undefined;
  current(): Promise<KeySet>;
  /** A set that was read after this call, to look for a key that another process has just published. */
  readAgain(): Promise<KeySet>;
  /**
   * Makes a key and publishes it in place of those that sign, unless `isMade` says of the newest set that it need not
   * (any more). One process at a time does so in a realm; the others wait, and ask `isMade` again.
   */
  make(algorithm: SigningAlgorithm, isMade: (set: KeySet) => boolean): Promise<KeySet>;
}

class ClaimLostError extends Error {}

/** @throws UnavailableError from `make` if another process holds the claim and neither publishes nor dies */
export function createRealmKeys(realm: RealmHandle, keyRing: KeyRing, clock: Clock): RealmKeys {
  let known: KeySet | undefined;
  let reading: { readonly authEpoch: number; readonly promise: Promise<KeySet> } | undefined;
  let readingAgain: Promise<KeySet> | undefined;
  let readAgainAt = Number.NEGATIVE_INFINITY;

  async function read(authEpoch: number): Promise<KeySet> {
    const set = createKeySet(await findKeys(realm, clock.now()), authEpoch);
    if (known === undefined || set.authEpoch >= known.authEpoch) known = set;
    return set;
  }

  async function current(): Promise<KeySet> {
    const { authEpoch } = await realm.counters();
    if (known?.authEpoch === authEpoch) return known;
    if (reading?.authEpoch === authEpoch) return reading.promise;
    const promise = read(authEpoch).finally(() => {
      if (reading?.promise === promise) reading = undefined;
    });
    reading = { authEpoch, promise };
    return promise;
  }

  async function readNow(): Promise<KeySet> {
    return read((await realm.counters()).authEpoch);
  }

  async function readSoon(): Promise<KeySet> {
    // Never without a pause: `readAgain` must have kept the promise before it is forgotten below.
    await sleep(Math.max(0, readAgainAt + UNKNOWN_KEY_READ_MS - performance.now()));
    readingAgain = undefined; // Who comes from now on may look for a key newer than this read.
    readAgainAt = performance.now();
    return readNow();
  }

  async function publish(key: StoredKey, owner: string): Promise<void> {
    const retireAt = new Date(clock.now().getTime() + RETIRE_AFTER_MS);
    await realm.transaction(['authEpoch'], async (session) => {
      if (!(await publishKey(realm, session, key, owner, retireAt))) throw new ClaimLostError();
    });
  }

  async function tryMake(
    algorithm: SigningAlgorithm,
    isMade: (set: KeySet) => boolean,
  ): Promise<KeySet | undefined> {
    const owner = newId();
    const now = clock.now();
    if (!(await takeClaim(realm, owner, now, new Date(now.getTime() + CLAIM_MS)))) return undefined;
    try {
      const set = await readNow(); // Another process may have published just before this claim.
      if (isMade(set)) {
        await dropClaim(realm, owner);
        return set;
      }
      await publish(await makeKey(realm.id, algorithm, keyRing, clock.now()), owner);
      return await readNow();
    } catch (error) {
      if (error instanceof ClaimLostError) return undefined;
      await dropClaim(realm, owner).catch(() => undefined);
      throw error;
    }
  }

  return {
    atOnce() {
      const counters = realm.counters();
      return counters instanceof Promise || known?.authEpoch !== counters.authEpoch ? undefined : known;
    },
    current,
    readAgain: () => (readingAgain ??= readSoon()),
    async make(algorithm, isMade) {
      const deadline = performance.now() + GIVE_UP_MS;
      for (let pause = 10; performance.now() < deadline; pause = Math.min(pause * 2, MAX_POLL_MS)) {
        const made = await tryMake(algorithm, isMade);
        if (made !== undefined) return made;
        await sleep(pause);
        const set = await readNow();
        if (isMade(set)) return set;
      }
      throw new UnavailableError(`The signing key of realm ${realm.slug} is being made. Try again.`);
    },
  };
}
