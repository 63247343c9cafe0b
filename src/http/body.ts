import type { IncomingMessage } from 'node:http';
import { MalformedRequestError, PayloadTooLargeError } from './errors.js';

/** What a body may be at most, in bytes, unless a route says otherwise. */
export const BODY_LIMIT = 1_048_576;

/**
 * The whole body. Counts what comes instead of trusting Content-Length. Throws PayloadTooLargeError,
 * and MalformedRequestError if the caller goes away first.
 */
export function readBody(incoming: IncomingMessage, limit = BODY_LIMIT): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    if (Number(incoming.headers['content-length'] ?? 0) > limit) {
      discard(incoming);
      reject(new PayloadTooLargeError(limit));
      return;
    }
    const chunks: Buffer[] = [];
    let size = 0;
    const settle = (outcome: () => void): void => {
      incoming.off('data', onData).off('end', onEnd).off('error', onGone).off('close', onGone);
      outcome();
    };
    const onData = (chunk: Buffer): void => {
      size += chunk.length;
      if (size > limit) {
        settle(() => reject(new PayloadTooLargeError(limit)));
        discard(incoming);
      } else chunks.push(chunk);
    };
    const onEnd = (): void =>
      settle(() =>
        resolve(chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks, size)),
      );
    const onGone = (): void => settle(() => reject(new MalformedRequestError('The body ended too early.')));
    incoming.on('data', onData).on('end', onEnd).on('error', onGone).on('close', onGone);
  });
}

/** Lets the rest of a refused body pass for a moment, so that the caller can read the answer, then hangs up. */
function discard(incoming: IncomingMessage): void {
  incoming.on('error', () => undefined).resume();
  setTimeout(() => incoming.destroy(), 1000).unref();
}
