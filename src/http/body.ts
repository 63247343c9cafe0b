import type { IncomingMessage } from 'node:http';
import { MalformedRequestError, PayloadTooLargeError } from './errors.js';

/** What a body may be at most, in bytes, unless a route says otherwise. */
export const BODY_LIMIT = 1_048_576;

/**
 * Hands over the whole body, or else why there is none: PayloadTooLargeError, or MalformedRequestError if the caller
 * goes away first. Counts what comes instead of trusting Content-Length.
 */
export function takeBody(
  incoming: IncomingMessage,
  limit: number,
  taken: (body: Buffer) => void,
  failed: (error: MalformedRequestError | PayloadTooLargeError) => void,
): void {
  if (Number(incoming.headers['content-length'] ?? 0) > limit) {
    discard(incoming);
    failed(new PayloadTooLargeError(limit));
    return;
  }
  const chunks: Buffer[] = [];
  let size = 0;
  let settled = false;
  // They stay when it is settled: to take them off costs more than that they are called once more.
  incoming
    .on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= limit) chunks.push(chunk);
      else if (!settled) {
        settled = true;
        discard(incoming);
        failed(new PayloadTooLargeError(limit));
      }
    })
    .on('end', () => {
      if (settled) return;
      settled = true;
      taken(chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks, size));
    })
    .on('close', () => {
      if (settled) return;
      settled = true;
      failed(new MalformedRequestError('The body ended too early.'));
    });
}

/** The same as a promise. */
export function readBody(incoming: IncomingMessage, limit = BODY_LIMIT): Promise<Buffer> {
  return new Promise((resolve, reject) => takeBody(incoming, limit, resolve, reject));
}

/** Lets the rest of a refused body pass for a moment, so that the caller can read the answer, then hangs up. */
function discard(incoming: IncomingMessage): void {
  incoming.on('error', () => undefined).resume();
  setTimeout(() => incoming.destroy(), 1000).unref();
}
