import { z } from 'zod';

/** The `typ` of each kind of token that we sign. A token is good only where exactly its own kind is asked for. */
export const TOKEN_TYPES = {
  /** RFC 9068. */
  access: 'at+jwt',
  id: 'JWT',
  /** Good once, at POST /password, for an account that must change its password. */
  passwordChange: 'pwc+jwt',
} as const;

export type TokenType = (typeof TOKEN_TYPES)[keyof typeof TOKEN_TYPES];

/** The `client_id` of a login by POST /login: Reeve's own public client. */
export const LOGIN_CLIENT = 'reeve';

/** How long a password-change token is good. */
export const PASSWORD_CHANGE_SECONDS = 300;

const registered = {
  iss: z.string(),
  sub: z.string(),
  aud: z.string(),
  exp: z.number(),
  iat: z.number(),
  jti: z.string(),
};

/** What the token of a role session fixes. */
export const roleSessionClaim = z.object({
  /** The role's id, and its name when the session began. */
  role: z.string(),
  role_name: z.string(),
  name: z.string(),
  /** When it began, in milliseconds: `iat` is too coarse to tell it from a revocation in the same second. */
  began: z.number(),
  /** The session policy as JSON text. */
  policy: z.string().optional(),
  tags: z.record(z.string(), z.string()).optional(),
});

/** What an access token says (RFC 9068, and what applications need to decide locally). */
export const accessTokenClaims = z.object({
  ...registered,
  client_id: z.string(),
  realm: z.string(),
  roles: z.array(z.string()),
  groups: z.array(z.string()),
  roles_truncated: z.literal(true).optional(),
  groups_truncated: z.literal(true).optional(),
  /** The login that the token belongs to. */
  sid: z.string().optional(),
  scope: z.string().optional(),
  auth_time: z.number().optional(),
  /** The client secret that the token was had with: revoking it ends the token. */
  secret_id: z.string().optional(),
  /** Of a role session: the account that assumed the role (RFC 8693, 4.1); `sub` is `ROLEID:NAME` then. */
  act: z.object({ sub: z.string() }).optional(),
  role_session: roleSessionClaim.optional(),
});

/** Whom a token speaks for: the account `sub`, or a session of a role which the account `act.sub` assumed. */
export function accountOf(claims: Pick<AccessTokenClaims, 'sub' | 'act' | 'role_session'>): string {
  return claims.role_session === undefined ? claims.sub : (claims.act?.sub ?? '');
}

export type AccessTokenClaims = z.infer<typeof accessTokenClaims>;

/** What a password-change token says. `password_version` dies with the password, which makes the token good once. */
export const passwordChangeClaims = z.object({ ...registered, password_version: z.number() });

export type PasswordChangeClaims = z.infer<typeof passwordChangeClaims>;
