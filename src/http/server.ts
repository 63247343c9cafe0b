import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Config } from '../config/config.js';
import { UnavailableError } from '../kernel/errors.js';
import type { AccessLog } from '../platform/logger/logger.js';
import { runInRequestScope } from '../platform/request-scope.js';
import { openSpan, type OpenSpan } from '../platform/telemetry/traces.js';
import { recordRequest } from './access-log.js';
import type { Application, HttpContext } from './application.js';
import { createClientAddress } from './client-address.js';
import { drain } from './drain.js';
import { MalformedRequestError } from './errors.js';
import { acceptedRequestId, duplicateHeader, traceIdOf } from './headers.js';
import { probes, type Phase } from './health.js';
import { sendProblem } from './problem.js';
import { asTakenAt } from './refusal.js';

/** The listening server. It answers probes at once, everything else after `attach`. */
export interface HttpServer {
  /** `http://host:port` of the listening socket. */
  readonly url: string;
  attach(application: Application): void;
  /** Stops accepting, waits for open requests up to the deadline, hangs up on what is left. */
  drain(deadlineMs: number): Promise<void>;
}

/**
 * Bytes of a request's address and headers: a gateway that asks sends another request's address and token, each of which
 * may fill a line of 8 KiB, and would take Node's refusal for a failure.
 */
const MAX_HEADER_BYTES = 32_768;

/** Headers of every answer. Pages that need more (a CSP) add it. */
const COMMON_HEADERS = [
  ['X-Content-Type-Options', 'nosniff'],
  ['Referrer-Policy', 'no-referrer'],
  ['Cache-Control', 'no-store'],
] as const;

function listen(server: Server, { host, port }: Config['http']): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    server.once('error', reject).listen({ host, port }, () => {
      server.off('error', reject);
      resolve(server.address() as AddressInfo);
    });
  });
}

/** An address that a person can open: the wildcard addresses are not one. */
function urlOf({ address, port }: AddressInfo): string {
  const host = address === '0.0.0.0' || address === '::' ? 'localhost' : address;
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

function spanOf(incoming: IncomingMessage): OpenSpan | undefined {
  return openSpan(
    'HTTP request',
    'server',
    { 'http.request.method': incoming.method ?? '' },
    incoming.headers,
  );
}

/** Listens. Throws what `listen` throws (EADDRINUSE, EACCES). */
export async function startHttpServer(config: Config['http'], accessLog: AccessLog): Promise<HttpServer> {
  const clientAddress = createClientAddress(config.trustedProxies);
  const open = new Set<ServerResponse>();
  let application: Application | undefined;
  let phase: Phase = 'starting';

  const route = (incoming: IncomingMessage, outgoing: ServerResponse, http: HttpContext): void => {
    const { url = '', method } = incoming;
    const probe = method === 'GET' || method === 'HEAD' ? probes[url] : undefined;
    if (probe !== undefined) {
      http.route = url;
      void probe({ phase, application }, outgoing, http);
      return;
    }
    const duplicate = duplicateHeader(incoming.rawHeaders);
    if (duplicate !== undefined) {
      const error = new MalformedRequestError(`The header ${duplicate} came twice.`);
      sendProblem(outgoing, asTakenAt(url, error), http.requestId);
    } else if (application === undefined || phase === 'starting') {
      const error = new UnavailableError('The server is starting. Try again in a moment.');
      sendProblem(outgoing, asTakenAt(url, error), http.requestId);
    } else {
      application.handle(incoming, outgoing, http);
    }
  };

  const onRequest = (incoming: IncomingMessage, outgoing: ServerResponse): void => {
    const startedAt = performance.now();
    const span = spanOf(incoming);
    const requestId = acceptedRequestId(incoming.headers['x-request-id']) ?? randomUUID();
    const scope = { requestId, traceId: span?.traceId ?? traceIdOf(incoming.headers.traceparent) };
    const http: HttpContext = { requestId, clientAddress: clientAddress(incoming), scope, route: 'other' };

    outgoing.setHeader('X-Request-ID', requestId);
    for (const [name, value] of COMMON_HEADERS) outgoing.setHeader(name, value);
    if (phase === 'draining') outgoing.setHeader('Connection', 'close');
    open.add(outgoing);
    outgoing.once('close', () => {
      open.delete(outgoing);
      recordRequest(accessLog, incoming, outgoing, http, startedAt);
      span?.rename(`${incoming.method ?? ''} ${http.route}`);
      span?.setAttributes({ 'http.route': http.route, 'http.response.status_code': outgoing.statusCode });
      span?.end(outgoing.statusCode >= 500);
    });
    runInRequestScope(scope, () =>
      span === undefined ? route(incoming, outgoing, http) : span.run(() => route(incoming, outgoing, http)),
    );
  };

  const server = createServer(
    {
      headersTimeout: 15_000,
      requestTimeout: 60_000,
      keepAliveTimeout: 65_000,
      maxHeaderSize: MAX_HEADER_BYTES,
    },
    onRequest,
  );
  const url = urlOf(await listen(server, config));

  return {
    url,
    attach(ready) {
      application = ready;
      phase = 'ready';
    },
    async drain(deadlineMs) {
      phase = 'draining';
      await drain(server, open, application, deadlineMs);
    },
  };
}
