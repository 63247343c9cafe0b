import type { IncomingMessage } from 'node:http';
import { AmbiguousRequestError, GatewayHeaderError } from './gateway.errors.js';
import { METHOD } from './gateway-route.input.js';
import { readRequestHost } from './route-host.js';
import { readRequestPath } from './request-path.js';
import type { RoutedRequest } from './route-table.js';

/** How a gateway asks; each has a route of its own, so that nothing is guessed from which headers are there. */
export type GatewayKind = 'nginx' | 'forward' | 'envoy';

/** Where a gateway writes the request that it asks about. */
type ReadOriginal = (incoming: IncomingMessage, target: string) => RoutedRequest;

const READERS: Readonly<Record<GatewayKind, ReadOriginal>> = {
  // Names of the recipe's own choice: auth_request sends nothing of the kind by itself.
  nginx: fromHeaders({ host: 'x-original-host', method: 'x-original-method', target: 'x-original-uri' }),
  // Caddy's forward_auth and Traefik's ForwardAuth.
  forward: fromHeaders({ host: 'x-forwarded-host', method: 'x-forwarded-method', target: 'x-forwarded-uri' }),
  // Envoy's ext_authz sends the request itself, behind a prefix.
  envoy: (incoming, target) =>
    read(required(incoming, 'host'), incoming.method ?? '', target === '' ? '/' : target),
};

/**
 * The request that a gateway asks about.
 *
 * @param target what stands behind the route's prefix in the address of the gateway's own request
 * @throws GatewayHeaderError if it does not say; AmbiguousRequestError if what it says can be read in two ways
 */
export function readOriginal(kind: GatewayKind, incoming: IncomingMessage, target: string): RoutedRequest {
  return READERS[kind](incoming, target);
}

function fromHeaders(names: Readonly<Record<'host' | 'method' | 'target', string>>): ReadOriginal {
  return (incoming) =>
    read(required(incoming, names.host), required(incoming, names.method), required(incoming, names.target));
}

function read(host: string, method: string, target: string): RoutedRequest {
  // Node joins a header that came twice with ", ", which neither a host, a method nor a path may hold.
  if (!METHOD.test(method)) throw new AmbiguousRequestError('its method is none, or not in capitals');
  return { host: readRequestHost(host), method, segments: readRequestPath(target) };
}

function required({ headers }: IncomingMessage, name: string): string {
  const value = headers[name];
  if (typeof value !== 'string' || value === '') throw new GatewayHeaderError(name);
  return value;
}
