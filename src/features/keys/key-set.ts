import { createPublicKey, type KeyObject } from 'node:crypto';
import type { PublicJwk, SigningAlgorithm } from './key.js';
import type { StoredKey } from './key.store.js';

/** A realm's keys as one read of the store found them. */
export interface KeySet {
  /** The realm's `authEpoch` that the read was for: while it stands, the set is current. */
  readonly authEpoch: number;
  /** The newest key of an algorithm that no newer key has taken over from. */
  signs(algorithm: SigningAlgorithm): StoredKey | undefined;
  /** The public key named `kid`, if its tokens may still be alive at `now`. */
  verifies(kid: string, now: Date): KeyObject | undefined;
  /** Every key that verifies at `now`, newest first. */
  listed(now: Date): readonly StoredKey[];
  jwks(now: Date): readonly PublicJwk[];
}

/** @param keys newest first */
export function createKeySet(keys: readonly StoredKey[], authEpoch: number): KeySet {
  const publicKeys = new Map<string, KeyObject>();
  const isAlive = (key: StoredKey, now: Date): boolean => key.expiresAt === undefined || key.expiresAt > now;

  return {
    authEpoch,
    signs: (algorithm) => keys.find((key) => key.algorithm === algorithm && key.expiresAt === undefined),
    verifies(kid, now) {
      const key = keys.find(({ _id }) => _id === kid);
      if (key === undefined || !isAlive(key, now)) return undefined;
      let publicKey = publicKeys.get(kid);
      if (publicKey === undefined) {
        publicKey = createPublicKey({ key: key.publicJwk, format: 'jwk' });
        publicKeys.set(kid, publicKey);
      }
      return publicKey;
    },
    listed: (now) => keys.filter((key) => isAlive(key, now)),
    jwks: (now) => keys.filter((key) => isAlive(key, now)).map((key) => key.publicJwk),
  };
}
