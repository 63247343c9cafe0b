import { z } from 'zod';
import { expectedVersion, idText } from '../../kernel/id-text.js';
import { text } from '../../kernel/text.js';
import { ROUTE_HOST } from './route-host.js';
import { parseRoutePath, TemplateError } from './route-path.js';

export const MAX_ROUTES = 1000;
export const MAX_METHODS = 16;

const host = text({ max: 253 }).regex(
  ROUTE_HOST,
  'must be a host in lower case without a port, such as "shop.example.com" or "*.example.com"',
);

/** RFC 9110's methods are capitals; what is not is no method to us. */
export const METHOD = /^[A-Z][A-Z-]{0,31}$/;

const methods = z
  .array(text({ max: 32 }).regex(METHOD, 'must be a method in capitals, such as "GET"'))
  .max(MAX_METHODS)
  .refine((list) => new Set(list).size === list.length, 'must not name a method twice');

const path = text({ max: 512 }).check((ctx) => {
  try {
    parseRoutePath(ctx.value);
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    ctx.issues.push({ code: 'custom', message: error.message, input: ctx.value });
  }
});

const action = text({ max: 128 }).regex(
  /^[\w-]+:[\w.:-]+$/,
  'must be an action without wildcards, such as "orders:Read"',
);

const fields = {
  host: host.nullish(),
  methods: methods.nullish(),
  action: action.nullish(),
  /** What is a template is for the service to say, which knows the path and the realm. */
  resource: text({ max: 512 }).nullish(),
  public: z.boolean().nullish(),
  description: text({ max: 1000, multiline: true }).nullish(),
};

export const createGatewayRouteInput = z.strictObject({ path, ...fields });
export type CreateGatewayRouteInput = z.infer<typeof createGatewayRouteInput>;

export const updateGatewayRouteInput = z.strictObject({
  id: idText,
  path: path.nullish(),
  ...fields,
  expectedVersion: expectedVersion.nullish(),
});
export type UpdateGatewayRouteInput = z.infer<typeof updateGatewayRouteInput>;

export const deleteGatewayRouteInput = z.strictObject({ id: idText });
export type DeleteGatewayRouteInput = z.infer<typeof deleteGatewayRouteInput>;
