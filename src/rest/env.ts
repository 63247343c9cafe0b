import type { OpenAPIHono } from '@hono/zod-openapi';
import type { HttpBindings } from '@hono/node-server';
import type { HttpContext } from '../http/application.js';
import type { RealmHandle } from '../realms/realm.js';
import type { RequestContext } from '../realms/request-context.js';

/** What a route's handler finds in its context. */
export interface RestEnv {
  Bindings: HttpBindings & { readonly http: HttpContext };
  Variables: {
    readonly requestId: string;
    readonly clientAddress: string;
    /**
     * The realm that the path names, held open until the answer is there; asking twice costs nothing.
     * Throws NotFoundError if there is no such realm, UnavailableError if the store is away.
     */
    readonly lease: () => Promise<RealmHandle>;
    /** On management routes, see `managed`. */
    readonly caller?: RequestContext;
  };
}

/** The REST bridge. A feature adds its routes with `app.openapi(route, handler)`; inputs are read and checked for it. */
export type RestApp = OpenAPIHono<RestEnv>;
