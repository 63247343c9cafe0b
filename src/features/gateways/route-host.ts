import { AmbiguousRequestError } from './gateway.errors.js';

const LABEL = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';
const NAME = `(?:${LABEL}\\.)*${LABEL}`;
const MAX_HOST = 253;

/** What a route may name: a name or an IPv4 address in lower case, or `*.` and a name; an IPv6 address in brackets. */
export const ROUTE_HOST = new RegExp(`^(?:(?:\\*\\.)?${NAME}|\\[[0-9a-f:.]{2,45}\\])$`);

const REQUEST_HOST = new RegExp(`^(${NAME}|\\[[0-9a-f:.]{2,45}\\])\\.?(?::\\d{1,5})?$`);

/**
 * The host of a request as routes name hosts: in lower case, without port and without the dot at its end.
 *
 * @throws AmbiguousRequestError
 */
export function readRequestHost(host: string): string {
  const name = host.length > MAX_HOST + 7 ? undefined : REQUEST_HOST.exec(host.toLowerCase())?.[1];
  if (name === undefined) throw new AmbiguousRequestError('its host is none');
  return name;
}
