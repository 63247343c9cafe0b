import { z } from 'zod';
import { roleSessionClaim } from '../tokens/claims.js';

export const oauthError = z.object({
  error: z.enum([
    'invalid_request',
    'invalid_client',
    'invalid_grant',
    'unsupported_grant_type',
    'invalid_scope',
  ]),
  error_description: z.string(),
});

/** RFC 7662 (2.2). */
export const introspectionResponse = z.object({
  active: z.boolean(),
  token_type: z.literal('Bearer').optional(),
  iss: z.string().optional(),
  sub: z.string().optional(),
  aud: z.string().optional(),
  client_id: z.string().optional(),
  exp: z.number().optional(),
  iat: z.number().optional(),
  jti: z.string().optional(),
  sid: z.string().optional(),
  secret_id: z.string().optional(),
  scope: z.string().optional(),
  auth_time: z.number().optional(),
  realm: z.string().optional(),
  roles: z.array(z.string()).optional(),
  groups: z.array(z.string()).optional(),
  roles_truncated: z.literal(true).optional(),
  groups_truncated: z.literal(true).optional(),
  act: z.object({ sub: z.string() }).optional().describe('Of a role session: the account behind it.'),
  role_session: roleSessionClaim.optional().describe('Of a role session: the role, and what was fixed.'),
});

/** OpenID Connect Core (5.3). */
export const userinfoResponse = z.object({
  sub: z.string(),
  name: z.string().optional(),
  email: z.string().optional(),
});

export const jwksResponse = z.object({
  keys: z.array(z.looseObject({ kty: z.string(), kid: z.string(), alg: z.string(), use: z.literal('sig') })),
});

const names = z.array(z.string());

export const discoveryResponse = z.object({
  issuer: z.string(),
  token_endpoint: z.string(),
  userinfo_endpoint: z.string(),
  jwks_uri: z.string(),
  revocation_endpoint: z.string(),
  introspection_endpoint: z.string(),
  scopes_supported: names,
  response_types_supported: names,
  grant_types_supported: names,
  subject_types_supported: names,
  id_token_signing_alg_values_supported: names,
  token_endpoint_auth_methods_supported: names,
  revocation_endpoint_auth_methods_supported: names,
  introspection_endpoint_auth_methods_supported: names,
  claims_supported: names,
});
