import type { KeyObject } from 'node:crypto';

export type SigningAlgorithm = 'RS256' | 'ES256' | 'EdDSA';

/** The key that a realm signs with now. */
export interface SigningKey {
  readonly kid: string;
  readonly algorithm: SigningAlgorithm;
  readonly privateKey: KeyObject;
}

/** A public key as JWKS publishes it (RFC 7517): members of the key type, and these. */
export interface PublicJwk {
  readonly kty: string;
  readonly kid: string;
  readonly alg: SigningAlgorithm;
  readonly use: 'sig';
  readonly [member: string]: string;
}

/** What an administrator may know of a key. */
export interface SigningKeyInfo {
  readonly kid: string;
  readonly algorithm: SigningAlgorithm;
  readonly createdAt: Date;
  /** When it stops to verify; undefined for the one that signs. */
  readonly expiresAt: Date | undefined;
}
