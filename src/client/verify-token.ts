import { createRemoteJWKSet, customFetch, errors, jwtVerify } from 'jose';
import { ClientError } from './client-error.js';
import { principalOf, type Principal } from './principal.js';
import type { Settings } from './settings.js';

/** Reeve signs with no other. */
const ALGORITHMS = ['RS256', 'ES256', 'EdDSA'];
/** A key that is not known is asked for at most this often: strangers choose the key ids that tokens name. */
const COOLDOWN_MS = 30_000;
const KEYS_MS = 600_000;
/** Clocks of two machines differ. */
const TOLERANCE_SECONDS = 5;
const MAX_TOKEN_LENGTH = 16_384;

/**
 * Verifies access tokens (RFC 9068) with the realm's public keys, which are fetched when first needed and kept. It
 * does not ask Reeve about each: a token that was revoked is good here until it expires; `can` finds out sooner.
 */
export function createTokenVerifier({
  issuer,
  audience,
  timeoutMs,
  fetch,
}: Pick<Settings, 'issuer' | 'audience' | 'timeoutMs' | 'fetch'>): (token: string) => Promise<Principal> {
  const keys = createRemoteJWKSet(new URL(`${issuer}/jwks`), {
    cooldownDuration: COOLDOWN_MS,
    cacheMaxAge: KEYS_MS,
    timeoutDuration: timeoutMs,
    [customFetch]: (url, init) => fetch(url, init),
  });

  return async (token) => {
    if (token.length > MAX_TOKEN_LENGTH) throw notGood();
    const principal = await jwtVerify(token, keys, {
      issuer,
      audience,
      algorithms: ALGORITHMS,
      typ: 'at+jwt',
      requiredClaims: ['sub', 'exp', 'iat', 'jti'],
      clockTolerance: TOLERANCE_SECONDS,
    }).then(
      ({ payload }) => principalOf(payload, token),
      (error: unknown) => {
        throw isAboutToken(error) ? notGood(error) : keysAway(error);
      },
    );
    if (principal === undefined) throw notGood();
    return principal;
  };
}

/** Whether it is the token that is at fault, and not that its keys could not be had. */
function isAboutToken(error: unknown): boolean {
  return (
    error instanceof errors.JWTClaimValidationFailed ||
    error instanceof errors.JWTExpired ||
    error instanceof errors.JWTInvalid ||
    error instanceof errors.JWSInvalid ||
    error instanceof errors.JWSSignatureVerificationFailed ||
    error instanceof errors.JOSEAlgNotAllowed ||
    error instanceof errors.JOSENotSupported ||
    error instanceof errors.JWKSNoMatchingKey ||
    error instanceof errors.JWKSMultipleMatchingKeys
  );
}

function notGood(cause?: unknown): ClientError {
  return new ClientError('UNAUTHENTICATED', 'The access token is not good.', { cause });
}

function keysAway(cause: unknown): ClientError {
  return new ClientError('UNAVAILABLE', "The realm's public keys could not be had.", { cause });
}
