import type { IncomingHttpHeaders } from 'node:http';
import { MalformedRequestError } from '../../http/errors.js';

const JSON_TYPE = /^application\/json\s*(?:;\s*charset="?utf-8"?\s*)?$/i;

/**
 * What AuthZEN cannot read is a 400 in its binding (10.1.2), also where other routes answer 415.
 *
 * @throws MalformedRequestError
 */
export function requireJson(headers: Pick<IncomingHttpHeaders, 'content-type' | 'content-encoding'>): void {
  const encoding = headers['content-encoding'] ?? 'identity';
  const type = headers['content-type'] ?? '';
  if (encoding !== 'identity' || (type !== 'application/json' && !JSON_TYPE.test(type))) {
    throw new MalformedRequestError('Send the body as application/json (Content-Type).');
  }
}

/** What a header should hold (RFC 9110, 5.5); of other bytes, nobody knows what they mean. */
const FIELD_VALUE = /^[\t\x20-\x7e]{1,1024}$/;

/**
 * The caller's own identifier as it goes back to him (AuthZEN 1.0, 10.1.3: an arbitrary string, the same in the answer),
 * also one that the log would not take for its own.
 */
export function ownRequestId(header: string | readonly string[] | undefined): string | undefined {
  return typeof header === 'string' && FIELD_VALUE.test(header) ? header : undefined;
}
