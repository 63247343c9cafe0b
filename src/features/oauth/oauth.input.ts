import { z } from 'zod';
import { text } from '../../kernel/text.js';

const clientId = text({ max: 128 })
  .optional()
  .describe('With client_secret_post: the id of a service account.');
const clientSecret = text({ max: 512 }).optional().describe('With client_secret_post: one of its secrets.');
/** As long as the longest token: what is longer is no token of ours, and is refused as such. */
const token = text({ max: 16_384 });

/** POST /token. */
export const tokenRequest = z.object({
  grant_type: text({ max: 128 }).describe('`refresh_token` or `client_credentials`.'),
  refresh_token: token.optional(),
  scope: text({ max: 512 })
    .optional()
    .describe('Of openid, profile and email; with refresh_token no others than the login asked for.'),
  client_id: clientId,
  client_secret: clientSecret,
});

export type TokenRequest = z.infer<typeof tokenRequest>;

/** POST /revoke (RFC 7009) and POST /introspect (RFC 7662). */
export const tokenQuery = z.object({
  token,
  token_type_hint: text({ max: 128 }).optional(),
  client_id: clientId,
  client_secret: clientSecret,
});

export type TokenQuery = z.infer<typeof tokenQuery>;
