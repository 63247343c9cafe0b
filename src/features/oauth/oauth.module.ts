import { createIntrospectionService, type IntrospectionDeps } from './introspection.service.js';
import type { OAuthRoutesDeps } from './oauth.rest.js';
import { createRevocationService, type RevocationDeps } from './revocation.service.js';
import { createTokenService, type TokenServiceDeps } from './token.service.js';

export type OAuthModuleDeps = TokenServiceDeps &
  IntrospectionDeps &
  RevocationDeps &
  Pick<OAuthRoutesDeps, 'keys' | 'issuers' | 'authenticator' | 'findRecentAccount'>;

/** The OAuth routes, put together: what registerOAuthRoutes needs. */
export function createOAuthModule(deps: OAuthModuleDeps): OAuthRoutesDeps {
  const { authenticator, keys, issuers, findRecentAccount } = deps;
  return {
    tokens: createTokenService(deps),
    introspection: createIntrospectionService(deps),
    revocation: createRevocationService(deps),
    authenticator,
    keys,
    issuers,
    findRecentAccount,
  };
}
