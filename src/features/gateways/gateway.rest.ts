import { createRoute, z } from '@hono/zod-openapi';
import type { RestApp } from '../../rest/env.js';
import { documentRoute } from '../../rest/router.js';
import { IDENTITY_HEADERS } from './identity-headers.js';

const realm = z.string().openapi({ example: 'demo' });
const params = z.object({ realm });

/** Without a token only public routes are for the caller. */
const shared = { method: 'get' as const, tags: ['Gateways'], security: [{ accessToken: [] }, {}] };

const identity = z.object(
  Object.fromEntries(IDENTITY_HEADERS.map((name) => [name, z.string()])) as Record<
    (typeof IDENTITY_HEADERS)[number],
    z.ZodString
  >,
);

const refused = {
  401: { description: 'No good access token of this realm, or no such realm; WWW-Authenticate says more.' },
  403: {
    description: 'No policy allows it, no route is for it, or its address can be read in two ways.',
  },
};
const failed = {
  400: { description: 'The gateway does not say which request it asks about.' },
  503: { description: 'The store is away.' },
};
const allowed = { 200: { description: 'Allowed. The headers say whose request it is.', headers: identity } };

const original = {
  uri: z.string().openapi({ example: '/orders/42?verbose' }),
  method: z.string().openapi({ example: 'GET' }),
  host: z.string().openapi({ example: 'shop.example.com' }),
};

const nginxRoute = createRoute({
  ...shared,
  path: '/realms/{realm}/gateway/nginx',
  operationId: 'askForNginx',
  summary: "May this request pass? (nginx's auth_request)",
  description: 'Answers 200, 401 or 403, and nothing else whatever happens.',
  request: {
    params,
    headers: z.object({
      'X-Original-URI': original.uri,
      'X-Original-Method': original.method,
      'X-Original-Host': original.host,
    }),
  },
  responses: { ...allowed, ...refused },
});

const forwardRoute = createRoute({
  ...shared,
  path: '/realms/{realm}/gateway/forward',
  operationId: 'askForForward',
  summary: "May this request pass? (Caddy's forward_auth, Traefik's ForwardAuth)",
  request: {
    params,
    headers: z.object({
      'X-Forwarded-Uri': original.uri,
      'X-Forwarded-Method': original.method,
      'X-Forwarded-Host': original.host,
    }),
  },
  responses: { ...allowed, ...refused, ...failed },
});

const envoyRoute = createRoute({
  ...shared,
  path: '/realms/{realm}/gateway/envoy/{path}',
  operationId: 'askForEnvoy',
  summary: "May this request pass? (Envoy's ext_authz over HTTP)",
  description:
    'Takes every method, and every path behind the prefix: those of the request that Envoy asks about. Its host is in Host.',
  request: { params: z.object({ realm, path: z.string().openapi({ example: 'orders' }) }) },
  responses: { ...allowed, ...refused, ...failed },
});

/** They are answered before the router is asked (gateway.listener.ts): here they are only documented. */
export function registerGatewayRoutes(app: RestApp): void {
  for (const route of [nginxRoute, forwardRoute, envoyRoute]) documentRoute(app, route);
}
