import type { IncomingMessage } from 'node:http';

/** Headers that decide who asks for what. Two of one could mean one thing to a proxy and another to us. */
const CRITICAL: ReadonlySet<string> = new Set([
  'authorization',
  'content-length',
  'content-type',
  'host',
  'origin',
  'transfer-encoding',
  'x-realm',
]);

/** The name of a critical header that came twice, if one did. `rawHeaders` alternates names and values. */
export function duplicateHeader({
  headers,
  rawHeaders,
}: Pick<IncomingMessage, 'headers' | 'rawHeaders'>): string | undefined {
  // Where every header that came is one by itself, nothing came twice.
  if (Object.keys(headers).length * 2 === rawHeaders.length) return undefined;
  let seen = '';
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = (rawHeaders[i] ?? '').toLowerCase();
    if (!CRITICAL.has(name)) continue;
    const mark = `${name};`;
    if (seen.includes(mark)) return name;
    seen += mark;
  }
  return undefined;
}

const SAFE_REQUEST_ID = /^[A-Za-z0-9._-]{1,128}$/;

/** The caller's X-Request-ID if it is harmless in a log, else undefined. */
export function acceptedRequestId(header: string | readonly string[] | undefined): string | undefined {
  return typeof header === 'string' && SAFE_REQUEST_ID.test(header) ? header : undefined;
}

const TRACEPARENT = /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(?:-.*)?$/;

/** The trace id of a W3C traceparent header, if it is one. */
export function traceIdOf(header: string | readonly string[] | undefined): string | undefined {
  return typeof header === 'string' ? TRACEPARENT.exec(header)?.[1] : undefined;
}
