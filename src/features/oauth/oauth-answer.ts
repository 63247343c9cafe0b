import type { Context, MiddlewareHandler } from 'hono';
import { DomainError } from '../../kernel/errors.js';
import type { RestEnv } from '../../rest/env.js';
import { OAuthError } from './oauth.errors.js';

/** RFC 6749 (5.1): nobody may keep an answer that holds a token. */
export const NO_STORE = { 'Cache-Control': 'no-store', Pragma: 'no-cache' } as const;

function errorBody(error: string, description: string): { error: string; error_description: string } {
  // RFC 6749 (5.2) allows printable ASCII but quotation mark and backslash.
  return { error, error_description: description.replace(/[^\x20-\x7e]|["\\]/g, "'") };
}

/**
 * Runs a handler's work, and answers its OAuth errors in OAuth's form. Other errors (no such realm, no store) are
 * problems as everywhere.
 */
export async function answerOAuth(c: Context<RestEnv>, work: () => Promise<Response>): Promise<Response> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof OAuthError)) throw error;
    const headers: Record<string, string> = { ...NO_STORE };
    if (error.status === 401) headers['WWW-Authenticate'] = 'Basic realm="reeve", charset="UTF-8"';
    return c.json(errorBody(error.error, error.message), error.status, headers);
  }
}

const INPUT_STATUSES: ReadonlySet<number> = new Set([400, 413, 415]);

/** Puts what was wrong with the request's form into OAuth's form too: invalid_request, the status unchanged. */
export const oauthInputErrors: MiddlewareHandler<RestEnv> = async (c, next) => {
  await next();
  const { error } = c;
  if (!(error instanceof DomainError) || !INPUT_STATUSES.has(error.status)) return;
  c.res = c.json(errorBody('invalid_request', error.message), error.status as 400, NO_STORE);
};
