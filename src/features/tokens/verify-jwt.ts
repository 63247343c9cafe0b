import type { KeyObject } from 'node:crypto';
import { errors, jwtVerify } from 'jose';
import type { z } from 'zod';
import { UnauthenticatedError } from '../../kernel/errors.js';
import type { SigningAlgorithm } from '../keys/key.js';
import type { TokenType } from './claims.js';

/** What a token must be to be accepted. */
export interface Expected<Claims> {
  readonly typ: TokenType;
  readonly issuer: string;
  /** `aud` must name one of them (RFC 9068, section 4); undefined for tokens that only Reeve reads. */
  readonly audiences?: readonly string[];
  readonly claims: z.ZodType<Claims>;
  readonly now: Date;
  /** The public key of that name in the realm, if it has one. */
  readonly keyOf: (kid: string) => Promise<KeyObject | undefined>;
}

/** No token of ours is longer, so nothing longer is worth parsing. */
export const MAX_TOKEN_LENGTH = 16_384;

const ALGORITHMS: SigningAlgorithm[] = ['RS256', 'ES256', 'EdDSA'];

/** The one algorithm that a key may be used with, so that a header cannot choose another. */
function algorithmOf(key: KeyObject): SigningAlgorithm | undefined {
  switch (key.asymmetricKeyType) {
    case 'rsa':
      return 'RS256';
    case 'ec':
      return 'ES256';
    case 'ed25519':
      return 'EdDSA';
    default:
      return undefined;
  }
}

/**
 * The claims of a token that this realm signed for this purpose and that has not expired. Anything else is an
 * UnauthenticatedError, whatever was wrong. Errors of the store pass through.
 */
export async function verifyJwt<Claims>(token: string, expected: Expected<Claims>): Promise<Claims> {
  if (token.length > MAX_TOKEN_LENGTH) throw new UnauthenticatedError();
  try {
    const { payload } = await jwtVerify(
      token,
      async ({ alg, kid }) => {
        const key = kid === undefined ? undefined : await expected.keyOf(kid);
        if (key === undefined || algorithmOf(key) !== alg) throw new UnauthenticatedError();
        return key;
      },
      {
        algorithms: ALGORITHMS,
        issuer: expected.issuer,
        ...(expected.audiences === undefined ? {} : { audience: [...expected.audiences] }),
        typ: expected.typ,
        requiredClaims: ['sub', 'exp', 'iat', 'jti'],
        currentDate: expected.now,
      },
    );
    const claims = expected.claims.safeParse(payload);
    if (!claims.success) throw new UnauthenticatedError();
    return claims.data;
  } catch (error) {
    if (error instanceof errors.JOSEError) throw new UnauthenticatedError();
    throw error;
  }
}

/** The issuer that a token claims, unverified: it only says whose keys to try. */
export function claimedIssuer(token: string): string | undefined {
  if (token.length > MAX_TOKEN_LENGTH) return undefined;
  try {
    const payload: unknown = JSON.parse(Buffer.from(token.split('.', 2)[1] ?? '', 'base64url').toString());
    if (typeof payload !== 'object' || payload === null || !('iss' in payload)) return undefined;
    return typeof payload.iss === 'string' ? payload.iss : undefined;
  } catch {
    return undefined;
  }
}
