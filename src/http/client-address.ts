import type { IncomingMessage } from 'node:http';
import { BlockList, isIP } from 'node:net';

/** `::ffff:192.0.2.1` is 192.0.2.1: one caller has one address, whichever socket it came through. */
function canonical(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address);
  return mapped?.[1] ?? address;
}

function blockListOf(cidrs: readonly string[]): BlockList {
  const list = new BlockList();
  for (const cidr of cidrs) {
    const [address = '', prefix] = cidr.split('/');
    const family = isIP(address) === 4 ? 'ipv4' : 'ipv6';
    if (prefix === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(prefix), family);
  }
  return list;
}

/** An address as a proxy writes it, without port or brackets; undefined if it is none. */
function forwardedAddress(text: string): string | undefined {
  const bare =
    /^\[([^\]]+)\](?::\d+)?$/.exec(text)?.[1] ?? /^(\d+\.\d+\.\d+\.\d+):\d+$/.exec(text)?.[1] ?? text;
  return isIP(bare) === 0 ? undefined : canonical(bare);
}

/**
 * Tells a request's address: the socket's, or, if that is a trusted proxy, the last one in X-Forwarded-For that is not.
 * What an untrusted sender writes into the header is never believed.
 */
export function createClientAddress(
  trustedProxies: readonly string[],
): (incoming: IncomingMessage) => string {
  if (trustedProxies.length === 0) return (incoming) => canonical(incoming.socket.remoteAddress ?? 'unknown');
  const trusted = blockListOf(trustedProxies);
  const isTrusted = (address: string): boolean =>
    trusted.check(address, isIP(address) === 4 ? 'ipv4' : 'ipv6');

  return (incoming) => {
    let address = canonical(incoming.socket.remoteAddress ?? 'unknown');
    const header = incoming.headers['x-forwarded-for'];
    if (header === undefined || isIP(address) === 0) return address;
    const hops = (typeof header === 'string' ? header : header.join(',')).split(',');
    while (isTrusted(address)) {
      const hop = hops.pop();
      if (hop === undefined) break;
      const next = forwardedAddress(hop.trim());
      if (next === undefined) break;
      address = next;
    }
    return address;
  };
}
