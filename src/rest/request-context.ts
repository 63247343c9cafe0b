import type { MiddlewareHandler } from 'hono';
import { corsHeaders, preflightHeaders } from '../http/cors.js';
import { namedRealm } from '../features/tokens/request-credentials.js';
import { NotFoundError } from '../kernel/errors.js';
import type { RealmHandle } from '../realms/realm.js';
import type { RealmLease, RealmRegistry } from '../realms/registry.js';
import type { RestEnv } from './env.js';

/** Well-known documents of what has a path stand before that path (RFC 8615, 3). */
const REALM_PATH = /^\/realms\/([^/]+)\/|^\/\.well-known\/[a-z-]+\/realms\/([^/]+)$/;

/** What an unknown realm is to the caller, the route knows. */
function asNone(error: unknown): undefined {
  if (!(error instanceof NotFoundError)) throw error;
}

/** Gives every handler its variables, opens the realm when first asked, lets go of it after the answer, and does CORS. */
export function requestContext(registry: Pick<RealmRegistry, 'lease'>): MiddlewareHandler<RestEnv> {
  return async (c, next) => {
    const { http } = c.env;
    const match = REALM_PATH.exec(c.req.path);
    const path = match?.[1] ?? match?.[2];
    const slug = path === undefined ? undefined : namedRealm(c.req.header('x-realm'), path);
    let lease: Promise<RealmLease> | undefined;
    const open = async (): Promise<RealmHandle> => {
      if (slug === undefined) throw new Error(`${c.req.path} names no realm`);
      lease ??= registry.lease(slug);
      const { realm } = await lease;
      http.scope.realm = realm.slug;
      return realm;
    };
    c.set('requestId', http.requestId);
    c.set('clientAddress', http.clientAddress);
    c.set('lease', open);
    try {
      const origin = c.req.header('origin');
      if (origin !== undefined && slug !== undefined) {
        if (c.req.method === 'OPTIONS') {
          const { settings } = await open();
          return c.body(null, 204, preflightHeaders(settings, origin));
        }
        const realm = await open().catch(asNone);
        const headers = realm === undefined ? {} : corsHeaders(realm.settings, origin);
        for (const [name, value] of Object.entries(headers)) c.header(name, value);
      }
      await next();
      return;
    } finally {
      if (lease !== undefined)
        void lease.then(
          (held) => held.release(),
          () => undefined,
        );
    }
  };
}
