import type { MiddlewareHandler } from 'hono';
import { corsHeaders, preflightHeaders } from '../http/cors.js';
import { MalformedRequestError } from '../http/errors.js';
import type { RealmHandle } from '../realms/realm.js';
import type { RealmLease, RealmRegistry } from '../realms/registry.js';
import type { RestEnv } from './env.js';

const REALM_PATH = /^\/realms\/([^/]+)\//;

/** The slug that the path names. The header may repeat it, but not contradict it. */
function realmOf(path: string, header: string | undefined): string | undefined {
  const slug = REALM_PATH.exec(path)?.[1];
  if (slug !== undefined && header !== undefined && header !== slug) {
    throw new MalformedRequestError(
      'The path and the header X-Realm name different realms. Send one of them.',
    );
  }
  return slug;
}

/** Gives every handler its variables, opens the realm when first asked, lets go of it after the answer, and does CORS. */
export function requestContext(registry: Pick<RealmRegistry, 'lease'>): MiddlewareHandler<RestEnv> {
  return async (c, next) => {
    const { http } = c.env;
    const slug = realmOf(c.req.path, c.req.header('x-realm'));
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
        const { settings } = await open();
        if (c.req.method === 'OPTIONS') return c.body(null, 204, preflightHeaders(settings, origin));
        for (const [name, value] of Object.entries(corsHeaders(settings, origin))) c.header(name, value);
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
