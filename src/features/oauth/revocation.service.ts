import type { RealmHandle } from '../../realms/realm.js';
import type { RefreshFamilies } from '../sessions/refresh-family.service.js';
import type { Authenticator } from '../tokens/authenticate.js';
import { LOGIN_CLIENT, type AccessTokenClaims } from '../tokens/claims.js';
import { authenticateClient, type VerifyClientSecret } from './clients.js';
import { tryVerify } from './introspection.service.js';
import { OAuthError } from './oauth.errors.js';
import type { TokenQuery } from './oauth.input.js';

/** Revokes tokens that a client holds (RFC 7009). */
export interface RevocationService {
  /**
   * A service account may revoke its own access tokens, and the tokens of a login by POST /login that it holds: the
   * login's own client cannot authenticate (people use POST /logout), and who holds a token can do more with it than
   * end it. A refresh token takes its session along; an access token ends alone. The access token of another service
   * account is refused. A token that is good for nothing is answered like one that was revoked.
   *
   * @throws OAuthError
   */
  revoke(realm: RealmHandle, query: TokenQuery, authorization: string | undefined): Promise<void>;
}

export interface RevocationDeps {
  readonly authenticator: Pick<Authenticator, 'verify'>;
  readonly verifyClientSecret: VerifyClientSecret;
  readonly families: Pick<RefreshFamilies, 'find' | 'end' | 'revokeAccessToken'>;
}

export function createRevocationService(deps: RevocationDeps): RevocationService {
  const { authenticator, verifyClientSecret, families } = deps;

  async function revokeAccessToken(
    realm: RealmHandle,
    claims: AccessTokenClaims,
    clientId: string,
  ): Promise<void> {
    if (claims.client_id !== clientId && claims.client_id !== LOGIN_CLIENT) {
      throw new OAuthError('invalid_grant', 'The token was issued to another client.');
    }
    await families.revokeAccessToken(realm, { jti: claims.jti, expiresAt: new Date(claims.exp * 1000) });
  }

  return {
    async revoke(realm, query, authorization) {
      const { account } = await authenticateClient(verifyClientSecret, realm, authorization, query);
      const session = await families.find(realm, query.token);
      if (session !== undefined) {
        await families.end(realm, session.id);
        return;
      }
      const verified = await tryVerify(authenticator, realm, query.token);
      if (verified !== undefined) await revokeAccessToken(realm, verified.claims, account.id);
    },
  };
}
