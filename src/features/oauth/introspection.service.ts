import { UnauthenticatedError } from '../../kernel/errors.js';
import type { RealmHandle } from '../../realms/realm.js';
import type { Authenticator, VerifiedToken } from '../tokens/authenticate.js';
import type { AccessTokenClaims } from '../tokens/claims.js';
import { authenticateClient, type VerifyClientSecret } from './clients.js';
import type { TokenQuery } from './oauth.input.js';

/** RFC 7662 (2.2). */
export type Introspection =
  { readonly active: false } | ({ readonly active: true; readonly token_type: 'Bearer' } & AccessTokenClaims);

/** Says whether an access token is good at this moment, which its signature alone cannot. */
export interface IntrospectionService {
  /**
   * Any service account of the realm may ask about any access token of the realm: it shows the token, so it can read
   * the claims already, and learns only whether the token is alive. Whatever else it shows (a refresh token, an id
   * token, a token of another realm) is not active, and nothing more is said about it.
   *
   * @throws OAuthError if the client does not authenticate
   */
  introspect(
    realm: RealmHandle,
    query: TokenQuery,
    authorization: string | undefined,
  ): Promise<Introspection>;
}

export interface IntrospectionDeps {
  readonly authenticator: Pick<Authenticator, 'verify'>;
  readonly verifyClientSecret: VerifyClientSecret;
}

/** The token if it is a good access token of the realm, else undefined. */
export async function tryVerify(
  authenticator: Pick<Authenticator, 'verify'>,
  realm: RealmHandle,
  token: string,
): Promise<VerifiedToken | undefined> {
  try {
    return await authenticator.verify(realm, token);
  } catch (error) {
    if (error instanceof UnauthenticatedError) return undefined;
    throw error;
  }
}

export function createIntrospectionService(deps: IntrospectionDeps): IntrospectionService {
  return {
    async introspect(realm, query, authorization) {
      await authenticateClient(deps.verifyClientSecret, realm, authorization, query);
      const verified = await tryVerify(deps.authenticator, realm, query.token);
      if (verified === undefined) return { active: false };
      return { active: true, token_type: 'Bearer', ...verified.claims };
    },
  };
}
