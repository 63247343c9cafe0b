import type { RealmSettings } from '../realms/realm-settings.js';

const ALLOWED_HEADERS =
  'Authorization, Content-Type, X-Realm, X-Request-ID, X-Reeve-At-Least, traceparent, tracestate';
const EXPOSED_HEADERS = 'X-Request-ID, X-Reeve-Revision, Retry-After, WWW-Authenticate';

/** What lets a browser page of `origin` read an answer of this realm; nothing for an origin that is not listed. */
export function corsHeaders(settings: RealmSettings, origin: string): Readonly<Record<string, string>> {
  if (!settings.corsOrigins.includes(origin)) return { Vary: 'Origin' };
  return {
    Vary: 'Origin',
    'Access-Control-Allow-Origin': origin,
    'Access-Control-Expose-Headers': EXPOSED_HEADERS,
  };
}

/** The same for a preflight, which asks what the page may send. */
export function preflightHeaders(settings: RealmSettings, origin: string): Readonly<Record<string, string>> {
  if (!settings.corsOrigins.includes(origin)) return { Vary: 'Origin' };
  return {
    Vary: 'Origin',
    'Access-Control-Allow-Origin': origin,
    'Access-Control-Allow-Methods': 'GET, POST, PUT, PATCH, DELETE',
    'Access-Control-Allow-Headers': ALLOWED_HEADERS,
    'Access-Control-Max-Age': '600',
  };
}
