import type { RouteConfig } from '@hono/zod-openapi';
import type { MiddlewareHandler } from 'hono';
import type { ZodType } from 'zod';
import type { RestEnv } from './env.js';
import { isShape } from './input.js';

/** The declared shape of the JSON body of a status, if the route declares one. */
function shapeOf(route: RouteConfig, status: number): ZodType | undefined {
  const response = route.responses[status] ?? route.responses['default'];
  const content = response !== undefined && 'content' in response ? response.content : undefined;
  const json = content?.['application/json'];
  const schema = json !== undefined && 'schema' in json ? json.schema : undefined;
  return isShape(schema) ? schema : undefined;
}

/** Fails loudly when an answer is not what the OpenAPI document promises: an undeclared status, or another shape. */
export function checkResponse(route: RouteConfig): MiddlewareHandler<RestEnv> {
  const declared = new Set(Object.keys(route.responses));
  return async (c, next) => {
    await next();
    const { status } = c.res;
    // Errors of the server itself and problem details are the same everywhere.
    if (c.res.headers.get('content-type')?.startsWith('application/problem+json') === true) return;
    if (!declared.has(String(status)) && !declared.has('default')) {
      throw new Error(`${route.method} ${route.path} answered ${status}, which it does not declare`);
    }
    const shape = shapeOf(route, status);
    if (shape === undefined) return;
    const result = shape.safeParse(await c.res.clone().json());
    if (!result.success) {
      throw new Error(
        `${route.method} ${route.path} answered another shape than it declares: ${result.error.message}`,
      );
    }
  };
}
