import { createPrivateKey, generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import { newId } from '../../kernel/ids.js';
import type { KeyRing } from '../../platform/crypto/key-ring.js';
import type { PublicJwk, SigningAlgorithm } from './key.js';
import type { StoredKey } from './key.store.js';

const generate = promisify(generateKeyPair);

/** 2048 bits: what NIST SP 800-57 allows through 2030, and half the cost of 3072 per signature. */
const RSA_BITS = 2048;

function generatePair(algorithm: SigningAlgorithm): Promise<{ publicKey: KeyObject; privateKey: KeyObject }> {
  switch (algorithm) {
    case 'RS256':
      return generate('rsa', { modulusLength: RSA_BITS });
    case 'ES256':
      return generate('ec', { namedCurve: 'P-256' });
    case 'EdDSA':
      return generate('ed25519');
  }
}

/** A new key pair for one realm, made off the event loop, its private part sealed. */
export async function makeKey(
  realmId: string,
  algorithm: SigningAlgorithm,
  keyRing: KeyRing,
  now: Date,
): Promise<StoredKey> {
  const { publicKey, privateKey } = await generatePair(algorithm);
  const kid = newId();
  const members = publicKey.export({ format: 'jwk' }) as Record<string, string>;
  const publicJwk: PublicJwk = { ...members, kty: members['kty'] ?? '', kid, alg: algorithm, use: 'sig' };
  const der = privateKey.export({ format: 'der', type: 'pkcs8' });
  return {
    _id: kid,
    algorithm,
    publicJwk,
    sealed: keyRing.seal(der, sealContext(realmId, kid)),
    createdAt: now,
  };
}

/**
 * The private part of a stored key.
 *
 * @throws UnsealError if its master key is not listed any more, or it was moved here from another realm.
 */
export function openPrivateKey(realmId: string, key: StoredKey, keyRing: KeyRing): KeyObject {
  const der = keyRing.open(key.sealed, sealContext(realmId, key._id));
  return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
}

/** What the private part is bound to: it opens for no other realm and no other kid. */
export function sealContext(realmId: string, kid: string): string {
  return `signing-key:${realmId}:${kid}`;
}
