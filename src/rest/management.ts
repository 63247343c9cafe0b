import type { Context, MiddlewareHandler } from 'hono';
import { bearerOf, namedRealm, requireBearer } from '../features/tokens/request-credentials.js';
import type { ResolveActor } from '../features/tokens/resolve-actor.js';
import { runInRealm } from '../realms/current-realm.js';
import type { RequestContext } from '../realms/request-context.js';
import { revisionAfter } from '../realms/revision-after.js';
import type { RestEnv } from './env.js';

/**
 * What a management route begins with: the realm of the path, and who asks, by a token of the realm or (unless that is
 * switched off, as decisions have it) of `system`. It runs before the input is read, so who has no good token learns
 * nothing from how his input is answered.
 */
export function managed(
  resolveActor: ResolveActor,
  { acceptSystem = true } = {},
): MiddlewareHandler<RestEnv> {
  return async (c, next) => {
    const realmName = namedRealm(c.req.header('x-realm'), c.req.param('realm'));
    const bearer = (acceptSystem ? bearerOf : requireBearer)(c.req.header('authorization'));
    const { lease, actor } = await resolveActor({ realmName, bearer, acceptSystem });
    const { realm } = lease;
    const { requestId, clientAddress } = c.var;
    try {
      c.env.http.scope.realm = realm.slug;
      c.set('caller', { realm, actor, requestId, clientAddress });
      await runInRealm(realm, next);
      // What `X-Reeve-At-Least` of a question may name. Questions by POST say themselves at which one they were answered.
      const revision = acceptSystem && c.req.method !== 'GET' ? await revisionAfter(realm) : undefined;
      if (revision !== undefined) c.header('X-Reeve-Revision', String(revision));
    } finally {
      lease.release();
    }
  };
}

/** The context of a use case, in the handler of a route that is `managed`. */
export function callerOf(c: Context<RestEnv>): RequestContext {
  const { caller } = c.var;
  if (caller === undefined) throw new Error(`${c.req.path} is not a management route.`);
  return caller;
}
