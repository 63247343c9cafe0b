import type { RealmHandle } from '../../realms/realm.js';
import { SCOPES } from '../sessions/session.js';
import type { Issuers } from '../tokens/issuer.js';

/** What OpenID Connect Discovery and RFC 8414 say of a realm; Reeve has no authorization endpoint yet. */
export interface DiscoveryDocument {
  readonly issuer: string;
  readonly token_endpoint: string;
  readonly userinfo_endpoint: string;
  readonly jwks_uri: string;
  readonly revocation_endpoint: string;
  readonly introspection_endpoint: string;
  readonly scopes_supported: readonly string[];
  readonly response_types_supported: readonly string[];
  readonly grant_types_supported: readonly string[];
  readonly subject_types_supported: readonly string[];
  readonly id_token_signing_alg_values_supported: readonly string[];
  readonly token_endpoint_auth_methods_supported: readonly string[];
  readonly revocation_endpoint_auth_methods_supported: readonly string[];
  readonly introspection_endpoint_auth_methods_supported: readonly string[];
  readonly claims_supported: readonly string[];
}

const SECRET_METHODS = ['client_secret_basic', 'client_secret_post'];

export function discoveryDocument(realm: RealmHandle, issuers: Issuers): DiscoveryDocument {
  const at = (route: `/${string}`): string => issuers.url(realm.slug, route);
  return {
    issuer: issuers.of(realm.slug),
    token_endpoint: at('/token'),
    userinfo_endpoint: at('/userinfo'),
    jwks_uri: at('/jwks'),
    revocation_endpoint: at('/revoke'),
    introspection_endpoint: at('/introspect'),
    scopes_supported: SCOPES,
    response_types_supported: [],
    grant_types_supported: ['refresh_token', 'client_credentials'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: [realm.settings.tokens.signingAlgorithm],
    token_endpoint_auth_methods_supported: [...SECRET_METHODS, 'none'],
    revocation_endpoint_auth_methods_supported: SECRET_METHODS,
    introspection_endpoint_auth_methods_supported: SECRET_METHODS,
    claims_supported: ['iss', 'sub', 'aud', 'exp', 'iat', 'auth_time', 'sid', 'name', 'email'],
  };
}
