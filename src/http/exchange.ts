import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { runInRequestScope, type RequestScope } from '../platform/request-scope.js';
import { openSpan, type OpenSpan } from '../platform/telemetry/traces.js';
import type { HttpContext } from './application.js';
import { acceptedRequestId, traceIdOf } from './headers.js';

/**
 * One request on its way to its answer: what those who answer know of it, and what log and traces say of it. It does not
 * hold the answer: all that is begun for a request keeps this, and what outlives the request would keep its socket's
 * buffers and headers too, long enough for the garbage collector to take them for lasting.
 */
export class Exchange implements HttpContext, RequestScope {
  readonly requestId: string;
  readonly traceId: string | undefined;
  readonly clientAddress: string;
  /** Milliseconds of `performance.now()`. */
  readonly startedAt: number;
  readonly #span: OpenSpan | undefined;
  route = 'other';
  echoedId: string | undefined = undefined;
  realm: string | undefined = undefined;

  constructor(incoming: IncomingMessage, clientAddress: string) {
    const { headers, method = '' } = incoming;
    this.startedAt = performance.now();
    this.clientAddress = clientAddress;
    this.#span = openSpan('HTTP request', 'server', { 'http.request.method': method }, headers);
    this.requestId = acceptedRequestId(headers['x-request-id']) ?? randomUUID();
    this.traceId = this.#span?.traceId ?? traceIdOf(headers.traceparent);
  }

  get scope(): RequestScope {
    return this;
  }

  run<T>(work: () => T): T {
    const span = this.#span;
    return span === undefined ? runInRequestScope(this, work) : runInRequestScope(this, () => span.run(work));
  }

  /** The answer is out, or the caller is gone. */
  end({ req, statusCode }: ServerResponse): void {
    const span = this.#span;
    if (span === undefined) return;
    span.rename(`${req.method ?? ''} ${this.route}`);
    span.setAttributes({ 'http.route': this.route, 'http.response.status_code': statusCode });
    span.end(statusCode >= 500);
  }
}
