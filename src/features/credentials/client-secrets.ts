import { hash, randomBytes } from 'node:crypto';
import { createLru } from '../../kernel/lru.js';
import { equalSecrets } from '../../platform/crypto/constant-time.js';
import type { RealmCounters, RealmHandle } from '../../realms/realm.js';
import { findAccount } from '../accounts/find-account.js';
import { findSecrets } from './credential.store.js';
import type { VerifiedClient } from './credential.js';

const SECRET_BYTES = 32;
const PREFIX = 'rs_';

/** A new secret: the prefix tells scanners what it is, the rest is 256 random bits in base64url. */
export function makeSecret(): string {
  return `${PREFIX}${randomBytes(SECRET_BYTES).toString('base64url')}`;
}

/** What is kept of a secret. It is random, so a plain hash says nothing about it. */
export function secretHash(secret: string): string {
  return hash('sha256', secret, 'base64url');
}

/** Proves services' secrets. */
export interface ClientSecrets {
  /**
   * Undefined for an unknown or disabled account, a USER, and a wrong or revoked secret. Synchronous if the same was
   * proved at the realm's present counters.
   */
  verify(
    realm: RealmHandle,
    clientId: string,
    secret: string,
  ): VerifiedClient | undefined | Promise<VerifiedClient | undefined>;
}

interface CacheEntry extends VerifiedClient {
  readonly realmId: string;
  readonly authEpoch: number;
}

const CACHE_SIZE = 10_000;

export function createClientSecrets(): ClientSecrets {
  const cache = createLru<CacheEntry>(CACHE_SIZE);

  function cached(realm: RealmHandle, key: string, { authEpoch }: RealmCounters): CacheEntry | undefined {
    const entry = cache.get(key);
    return entry?.realmId === realm.id && entry.authEpoch === authEpoch ? entry : undefined;
  }

  async function verifyAt(
    realm: RealmHandle,
    { clientId, hashed, key }: { clientId: string; hashed: string; key: string },
    confirming: RealmCounters | Promise<RealmCounters>,
  ): Promise<VerifiedClient | undefined> {
    const counters = await confirming;
    const known = cached(realm, key, counters);
    if (known !== undefined) return known;
    const [account, secrets] = await Promise.all([
      findAccount(realm, clientId),
      findSecrets(realm, clientId),
    ]);
    const proved = secrets.filter((secret) => equalSecrets(secret.hash, hashed)).at(0);
    if (account?.kind !== 'SERVICE' || account.status !== 'ACTIVE' || proved === undefined) return undefined;
    const entry = { account, secretId: proved._id, realmId: realm.id, authEpoch: counters.authEpoch };
    cache.set(key, entry);
    return entry;
  }

  return {
    verify(realm, clientId, secret) {
      const hashed = secretHash(secret);
      const key = `${realm.id} ${clientId} ${hashed}`;
      const counters = realm.counters();
      const known = counters instanceof Promise ? undefined : cached(realm, key, counters);
      return known ?? verifyAt(realm, { clientId, hashed, key }, counters);
    },
  };
}

/** Whether a secret has not been revoked. */
export async function isSecretAlive(
  realm: RealmHandle,
  accountId: string,
  secretId: string,
): Promise<boolean> {
  return (await findSecrets(realm, accountId)).some(({ _id }) => _id === secretId);
}
