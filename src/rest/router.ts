import { OpenAPIHono, type RouteConfig } from '@hono/zod-openapi';
import type { Handler, MiddlewareHandler } from 'hono';
import { DomainError } from '../kernel/errors.js';
import { MethodNotAllowedError, RouteNotFoundError } from '../http/errors.js';
import { problemHeaders, problemOf } from '../http/problem.js';
import type { Logger } from '../platform/logger/logger.js';
import { fromStorage } from '../platform/mongo/storage-errors.js';
import type { RealmRegistry } from '../realms/registry.js';
import type { RestApp, RestEnv } from './env.js';
import { readInput } from './input.js';
import { documentedResponses } from './problem-response.js';
import { requestContext } from './request-context.js';
import { checkResponse } from './response-check.js';

export interface RouterOptions {
  readonly registry: Pick<RealmRegistry, 'lease'>;
  readonly logger: Logger;
  /** Also checks what handlers answer against the route's shapes; costs a parse, so only tests do. */
  readonly checkResponses: boolean;
}

type Middleware = MiddlewareHandler<RestEnv>;

function listOf(middleware: unknown): readonly Middleware[] {
  if (middleware === undefined) return [];
  return (Array.isArray(middleware) ? middleware : [middleware]) as Middleware[];
}

/** `/realms/{realm}/login` as Hono writes it. */
function routingPath(path: string): string {
  return path.replaceAll(/\{(.+?)\}/g, ':$1');
}

/** A method of the addresses of one route. */
interface MethodsAt {
  readonly path: RegExp;
  readonly method: string;
}

/** Matches what `/realms/{realm}/login` stands for. */
function pathPattern(path: string): RegExp {
  return new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/\{.+?\}/g, '[^/]+')}$`);
}

/** What generated clients call a route: `openidConfiguration` for `/realms/{realm}/.well-known/openid-configuration`. */
function operationId(path: string): string {
  const last = path.split('/').at(-1) ?? '';
  return last.replaceAll(/-(\w)/g, (_match, letter: string) => letter.toUpperCase());
}

/** Puts a route into the OpenAPI document; one that the router itself does not answer needs no more. */
export function documentRoute(app: Pick<RestApp, 'openAPIRegistry'>, route: RouteConfig): void {
  app.openAPIRegistry.registerPath({
    operationId: operationId(route.path),
    ...route,
    responses: documentedResponses(route),
  });
}

/**
 * An empty REST app: no routes yet, but every rule that holds for all of them. `openapi` documents a route and reads its
 * input in one strict step (see readInput) in place of the package's separate validators.
 */
export function createRouter({ registry, logger, checkResponses }: RouterOptions): RestApp {
  const app = new OpenAPIHono<RestEnv>();
  const methods: MethodsAt[] = [];

  const openapi = (
    { middleware, ...route }: RouteConfig & { middleware?: unknown },
    handler: Handler<RestEnv>,
  ): RestApp => {
    documentRoute(app, route);
    const before = [...listOf(middleware), readInput(route)];
    if (checkResponses) before.unshift(checkResponse(route));
    app.on([route.method], [routingPath(route.path)], ...before, handler);
    methods.push({ path: pathPattern(route.path), method: route.method.toUpperCase() });
    return app;
  };
  app.openapi = openapi as RestApp['openapi'];

  app.use('*', requestContext(registry));
  app.notFound((c) => {
    const allowed = methods.filter(({ path }) => path.test(c.req.path)).map(({ method }) => method);
    const error =
      allowed.length === 0
        ? new RouteNotFoundError(c.req.method, c.req.path)
        : new MethodNotAllowedError(allowed);
    return c.json(problemOf(error, c.env.http.requestId), error.status, problemHeaders(error, undefined));
  });
  app.onError((thrown, c) => {
    const error = fromStorage(thrown);
    const problem = problemOf(error, c.env.http.requestId);
    if (!(error instanceof DomainError)) logger.error({ err: error }, 'A request failed');
    const headers = problemHeaders(error, c.req.header('authorization'));
    return c.json(problem, problem.status as 500, headers);
  });
  return app;
}
