import type { ServerResponse } from 'node:http';
import type { HttpContext } from './application.js';

/** Names and values in turn, which Node writes without looking for what they replace. */
export type RawHeaders = readonly string[];

/** Headers of every answer. Pages that need more (a CSP) add it. */
const COMMON_HEADERS: RawHeaders = [
  'X-Content-Type-Options',
  'nosniff',
  'Referrer-Policy',
  'no-referrer',
  'Cache-Control',
  'no-store',
];

type Answered = Pick<HttpContext, 'requestId' | 'echoedId'>;

function everyHeader({ requestId, echoedId = requestId }: Answered): RawHeaders {
  return ['X-Request-ID', echoedId, ...COMMON_HEADERS];
}

/** Puts the headers of every answer on a response that a framework will write. */
export function presetHeaders(outgoing: ServerResponse, http: Answered): void {
  const headers = everyHeader(http);
  for (let i = 0; i < headers.length; i += 2) outgoing.setHeader(headers[i] ?? '', headers[i + 1] ?? '');
}

/** The whole of an answer, beside the headers that every answer has and its length. */
export interface Answer {
  readonly status: number;
  readonly headers: RawHeaders;
  readonly body: string;
}

/** Answers a request on the bare Node response. */
export function answer(outgoing: ServerResponse, http: Answered, { status, headers, body }: Answer): void {
  const length = String(Buffer.byteLength(body));
  outgoing.writeHead(status, [...everyHeader(http), ...headers, 'Content-Length', length]);
  endTogether(outgoing, body);
}

/** Answers that are written at once at the latest. */
const TOGETHER = 32;

interface Ending {
  readonly outgoing: ServerResponse;
  readonly body: string;
}

let ending: Ending[] = [];

/**
 * Writes the answers of one turn of the event loop one right after the other. A write to a socket wakes its reader,
 * which costs more than the rest of a short answer: written together they find their readers awake.
 */
function endTogether(outgoing: ServerResponse, body: string): void {
  ending.push({ outgoing, body });
  if (ending.length === 1) setImmediate(endAll);
  else if (ending.length === TOGETHER) endAll();
}

function endAll(): void {
  const answers = ending;
  ending = [];
  for (const { outgoing, body } of answers) outgoing.end(body);
}
