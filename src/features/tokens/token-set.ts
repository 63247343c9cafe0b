import { z } from 'zod';
import type { RealmHandle } from '../../realms/realm.js';
import type { Account } from '../accounts/account.js';
import type { SessionWithToken } from '../sessions/refresh-family.service.js';
import type { TokenIssuer } from './token-issuer.js';

/** The tokens of a session, as RFC 6749 (5.1) and OpenID Connect name them. */
export interface TokenSet {
  readonly access_token: string;
  readonly token_type: 'Bearer';
  /** Of the access token, in seconds. */
  readonly expires_in: number;
  readonly refresh_token: string;
  readonly id_token?: string;
  readonly scope?: string;
}

/** What POST /login and POST /token answer (RFC 6749, 5.1). */
export const tokenResponse = z.object({
  access_token: z.string().describe('A JWT (RFC 9068).'),
  token_type: z.literal('Bearer'),
  expires_in: z.number().describe('Life of the access token, in seconds.'),
  refresh_token: z.string().optional().describe('Good once; a login has one, a service does not.'),
  id_token: z.string().optional().describe('With the scope openid.'),
  scope: z.string().optional(),
});

/** Signs what a session's holder gets; the id token only where `scope` has openid. */
export async function issueTokenSet(
  issuer: TokenIssuer,
  realm: RealmHandle,
  account: Account,
  { session, refreshToken }: SessionWithToken,
): Promise<TokenSet> {
  const [access, id] = await Promise.all([
    issuer.accessToken(realm, account.id, { kind: 'session', session }),
    session.scope.includes('openid') ? issuer.idToken(realm, account, session) : undefined,
  ]);
  return {
    access_token: access.token,
    token_type: 'Bearer',
    expires_in: access.expiresIn,
    refresh_token: refreshToken,
    ...(id === undefined ? {} : { id_token: id.token }),
    ...(session.scope.length === 0 ? {} : { scope: session.scope.join(' ') }),
  };
}
