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
});

export type AccessTokenClaims = z.infer<typeof accessTokenClaims>;

/** What a password-change token says. `password_version` dies with the password, which makes the token good once. */
export const passwordChangeClaims = z.object({ ...registered, password_version: z.number() });

export type PasswordChangeClaims = z.infer<typeof passwordChangeClaims>;
