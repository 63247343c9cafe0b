import type { JWTPayload } from 'jose';

/** Somebody whose access token is good. */
export interface Principal {
  /** The account's id. */
  readonly id: string;
  readonly realm: string;
  /** Names of its roles and groups, also those reached through others; at most 50 of each. */
  readonly roles: readonly string[];
  readonly groups: readonly string[];
  /** Everything that the token says. */
  readonly claims: JWTPayload;
  /** The token itself: with it, the principal can ask for itself. */
  readonly token: string;
}

/** The principal of verified claims; undefined if they are not those of an access token of ours. */
export function principalOf(claims: JWTPayload, token: string): Principal | undefined {
  const { sub, jti, realm } = claims;
  if (typeof sub !== 'string' || typeof jti !== 'string' || typeof realm !== 'string') return undefined;
  return {
    id: sub,
    realm,
    roles: names(claims['roles']),
    groups: names(claims['groups']),
    claims,
    token,
  };
}

function names(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((name): name is string => typeof name === 'string') : [];
}
