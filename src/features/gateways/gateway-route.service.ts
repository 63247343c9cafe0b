import type { ClientSession } from 'mongoose';
import type { Clock } from '../../kernel/clock.js';
import { InvalidInputError, NotFoundError, VersionConflictError } from '../../kernel/errors.js';
import { newId } from '../../kernel/ids.js';
import type { Page, PageRequest } from '../../kernel/page.js';
import type { RealmHandle } from '../../realms/realm.js';
import type { RequestContext } from '../../realms/request-context.js';
import { authorize, isAllowed } from '../authorization/authorize.js';
import { gatewayRouteActions } from './gateway-route.actions.js';
import {
  MAX_ROUTES,
  type CreateGatewayRouteInput,
  type DeleteGatewayRouteInput,
  type UpdateGatewayRouteInput,
} from './gateway-route.input.js';
import {
  countRoutes,
  findRoutes,
  pageOfRoutes,
  putRoute,
  removeRoute,
  routesOfShape,
} from './gateway-route.store.js';
import type { GatewayRoute, RouteDemand } from './gateway-route.js';
import { RouteLimitError, RouteTakenError } from './gateway.errors.js';
import { parseRoutePath, routeShape, TemplateError } from './route-path.js';
import { parseRouteResource } from './route-resource.js';
import { ROUTES } from './route-tables.js';

/** The table by which a realm's gateways ask. */
export interface GatewayRouteService {
  /** @throws RouteTakenError, RouteLimitError, InvalidInputError */
  create(ctx: RequestContext, input: CreateGatewayRouteInput): Promise<GatewayRoute>;
  /** What is left out stays. @throws NotFoundError, VersionConflictError, RouteTakenError, InvalidInputError */
  update(ctx: RequestContext, input: UpdateGatewayRouteInput): Promise<GatewayRoute>;
  /** Answers the route as it was. @throws NotFoundError */
  delete(ctx: RequestContext, input: DeleteGatewayRouteInput): Promise<GatewayRoute>;
  /** In the order of `ids`; undefined for what is not there, or not the caller's to see. */
  getMany(ctx: RequestContext, ids: readonly string[]): Promise<(GatewayRoute | undefined)[]>;
  /** Oldest first. */
  list(ctx: RequestContext, page: PageRequest): Promise<Page<GatewayRoute>>;
}

export function createGatewayRouteService({ clock }: { readonly clock: Clock }): GatewayRouteService {
  return {
    async create(ctx, { host, methods, path, description, ...given }) {
      authorize(ctx, gatewayRouteActions.create, { kind: 'gateway-route', id: '*' });
      const now = clock.now();
      const route: GatewayRoute = {
        id: newId(),
        host: host ?? undefined,
        methods: methods ?? [],
        path,
        demand: demandOf(given),
        description: description ?? undefined,
        version: 1,
        createdAt: now,
        updatedAt: now,
      };
      const { realm } = ctx;
      await realm.transaction(
        ['revision'],
        async (session) => {
          if ((await countRoutes(realm, session)) >= MAX_ROUTES) throw new RouteLimitError(MAX_ROUTES);
          await put(realm, route, session);
        },
        [ROUTES],
      );
      return route;
    },

    async update(ctx, { id, expectedVersion, ...change }) {
      authorize(ctx, gatewayRouteActions.update, { kind: 'gateway-route', id });
      const { realm } = ctx;
      const { result } = await realm.transaction(
        ['revision'],
        async (session) => {
          const [stored] = await findRoutes(realm, [id], session);
          if (stored === undefined) throw new NotFoundError('The gateway route');
          if (typeof expectedVersion === 'number' && expectedVersion !== stored.version) {
            throw new VersionConflictError(stored.version);
          }
          const route = changed(stored, change, clock.now());
          await put(realm, route, session);
          return route;
        },
        [ROUTES],
      );
      return result;
    },

    async delete(ctx, { id }) {
      authorize(ctx, gatewayRouteActions.delete, { kind: 'gateway-route', id });
      const { result } = await ctx.realm.transaction(
        ['revision'],
        async (session) => {
          const removed = await removeRoute(ctx.realm, id, session);
          if (removed === undefined) throw new NotFoundError('The gateway route');
          return removed;
        },
        [ROUTES],
      );
      return result;
    },

    async getMany(ctx, ids) {
      const visible = ids.filter((id) =>
        isAllowed(ctx, gatewayRouteActions.read, { kind: 'gateway-route', id }),
      );
      const found = new Map((await findRoutes(ctx.realm, visible)).map((route) => [route.id, route]));
      return ids.map((id) => found.get(id));
    },

    async list(ctx, page) {
      authorize(ctx, gatewayRouteActions.list, { kind: 'gateway-route', id: '*' });
      return pageOfRoutes(ctx.realm, page);
    },
  };
}

type DemandInput = Pick<CreateGatewayRouteInput, 'action' | 'resource' | 'public'>;

/** Public is said, never concluded from what is missing. */
function demandOf({ action, resource, public: isPublic }: DemandInput): RouteDemand | undefined {
  if (isPublic === true) {
    if (action == null && resource == null) return undefined;
    throw refused('public', 'must be left out of a route that has an action and a resource');
  }
  if (action == null) throw refused('action', 'must be there, unless the route is public');
  if (resource == null) throw refused('resource', 'must be there, unless the route is public');
  return { action, resource };
}

function changed(
  stored: GatewayRoute,
  change: Omit<UpdateGatewayRouteInput, 'id' | 'expectedVersion'>,
  now: Date,
): GatewayRoute {
  const { host, methods, path, description, action, resource, public: isPublic } = change;
  const keepsDemand = action === undefined && resource === undefined && isPublic === undefined;
  const demanded = isPublic === true ? undefined : stored.demand;
  return {
    ...stored,
    host: host === undefined ? stored.host : (host ?? undefined),
    methods: methods === undefined ? stored.methods : (methods ?? []),
    path: path ?? stored.path,
    demand: keepsDemand
      ? stored.demand
      : demandOf({
          action: action === undefined ? demanded?.action : action,
          resource: resource === undefined ? demanded?.resource : resource,
          public: isPublic ?? false,
        }),
    description: description === undefined ? stored.description : (description ?? undefined),
    version: stored.version + 1,
    updatedAt: now,
  };
}

/** Writers of a realm come one after the other, since all of them raise its revision: nothing comes between. */
async function put(realm: RealmHandle, route: GatewayRoute, session: ClientSession): Promise<void> {
  const path = parseRoutePath(route.path);
  if (route.demand !== undefined) {
    try {
      parseRouteResource(route.demand.resource, realm.slug, path);
    } catch (error) {
      throw error instanceof TemplateError ? refused('resource', error.message) : error;
    }
  }
  const shape = routeShape(path);
  const others = await routesOfShape(realm, { host: route.host, shape }, session);
  const taken = others.find((other) => other.id !== route.id && overlap(other.methods, route.methods));
  if (taken !== undefined) throw new RouteTakenError(taken.path);
  await putRoute(realm, route, shape, session);
}

/** Two without methods are both for all others. */
function overlap(one: readonly string[], other: readonly string[]): boolean {
  if (one.length === 0 || other.length === 0) return one.length === other.length;
  return one.some((method) => other.includes(method));
}

function refused(field: keyof DemandInput, message: string): InvalidInputError {
  return new InvalidInputError([{ path: ['input', field], message }]);
}
