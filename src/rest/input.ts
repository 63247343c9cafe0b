import type { RouteConfig } from '@hono/zod-openapi';
import type { Context, MiddlewareHandler } from 'hono';
import type { ZodType } from 'zod';
import { InvalidInputError } from '../kernel/errors.js';
import { BODY_LIMIT, readBody } from '../http/body.js';
import { MalformedRequestError, PayloadTooLargeError, UnsupportedMediaTypeError } from '../http/errors.js';
import { parseJson } from '../http/json.js';
import { parseForm } from './form.js';
import type { RestEnv } from './env.js';

const JSON_TYPE = 'application/json';
const FORM_TYPE = 'application/x-www-form-urlencoded';

type Target = 'query' | 'param' | 'json' | 'form';

/** How one route reads its body: every accepted media type, and the shape of each. */
type BodyShapes = ReadonlyMap<string, ZodType>;

/** True for a Zod shape, which is what routes declare; the package would also take bare JSON schemas. */
export function isShape(value: unknown): value is ZodType {
  return typeof value === 'object' && value !== null && 'safeParse' in value;
}

function bodyShapes(route: RouteConfig): BodyShapes {
  const shapes = new Map<string, ZodType>();
  for (const [type, content] of Object.entries(route.request?.body?.content ?? {})) {
    if (type !== JSON_TYPE && type !== FORM_TYPE) throw new Error(`${route.path}: no reader for ${type}`);
    const shape = content !== undefined && 'schema' in content ? content.schema : undefined;
    if (!isShape(shape)) throw new Error(`${route.path}: the body of ${type} needs a Zod shape`);
    shapes.set(type, shape);
  }
  return shapes;
}

function accept(c: Context<RestEnv>, target: Target, shape: ZodType, value: unknown): void {
  const result = shape.safeParse(value);
  if (!result.success) {
    throw new InvalidInputError(
      result.error.issues.map(({ path, message }) => ({
        path: path.map((key) => key as string | number),
        message,
      })),
    );
  }
  c.req.addValidatedData(target, result.data as object);
}

/** The media type of the body in lower case, without parameters. Throws if the body is encoded in a way nobody reads. */
function mediaType(c: Context<RestEnv>, accepted: readonly string[]): string {
  const [type = '', ...parameters] = (c.req.header('content-type') ?? '').toLowerCase().split(';');
  const charset = parameters.find((parameter) => parameter.trim().startsWith('charset='));
  const utf8 = charset === undefined || /charset="?utf-8"?$/.test(charset.trim());
  const encoding = c.req.header('content-encoding') ?? 'identity';
  if (!utf8 || encoding !== 'identity') throw new UnsupportedMediaTypeError(accepted);
  return type.trim();
}

function hasBody(c: Context<RestEnv>): boolean {
  return c.req.header('transfer-encoding') !== undefined || Number(c.req.header('content-length') ?? 0) > 0;
}

async function bytesOf(c: Context<RestEnv>): Promise<Uint8Array> {
  const incoming = (c.env as Partial<RestEnv['Bindings']> | undefined)?.incoming;
  if (incoming !== undefined && 'socket' in incoming) {
    return readBody(incoming);
  }
  // Without a socket (`app.request` in a test) the body is in memory already.
  const bytes = new Uint8Array(await c.req.arrayBuffer());
  if (bytes.length > BODY_LIMIT) throw new PayloadTooLargeError(BODY_LIMIT);
  return bytes;
}

async function acceptBody(c: Context<RestEnv>, shapes: BodyShapes, required: boolean): Promise<void> {
  if (!required && !hasBody(c)) {
    for (const type of shapes.keys()) c.req.addValidatedData(type === JSON_TYPE ? 'json' : 'form', {});
    return;
  }
  const accepted = [...shapes.keys()];
  const type = mediaType(c, accepted);
  const shape = shapes.get(type);
  if (shape === undefined) throw new UnsupportedMediaTypeError(accepted);
  const bytes = await bytesOf(c);
  // Every text of a route has a shape that refuses NUL, and names the field.
  if (type === JSON_TYPE) accept(c, 'json', shape, parseJson(bytes, { allowNul: true }));
  else accept(c, 'form', shape, parseForm(bytes));
}

function queryOf(c: Context<RestEnv>): Record<string, string> {
  const query: Record<string, string> = {};
  for (const [name, values] of Object.entries(c.req.queries())) {
    const [value = ''] = values;
    if (values.length > 1) throw new MalformedRequestError(`The parameter ${name} came more than once.`);
    query[name] = value;
  }
  return query;
}

/**
 * Reads and checks what the route declares, in one step: path, query, body; and notes the route's pattern for the log. What the handler then gets from
 * `c.req.valid(...)` has the declared shape. Throws InvalidInputError naming each field, and the errors of the body.
 */
export function readInput(route: RouteConfig): MiddlewareHandler<RestEnv> {
  const shapes = bodyShapes(route);
  const required = route.request?.body?.required === true;
  const { params, query } = route.request ?? {};
  return async (c, next) => {
    c.env.http.route = route.path;
    if (isShape(params)) accept(c, 'param', params, c.req.param());
    if (isShape(query)) accept(c, 'query', query, queryOf(c));
    if (shapes.size > 0) await acceptBody(c, shapes, required);
    await next();
  };
}
