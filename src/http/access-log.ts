import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AccessLog } from '../platform/logger/logger.js';
import { metrics } from '../platform/telemetry/metrics.js';
import type { HttpContext } from './application.js';

/** The path without its query: queries may carry what a log must not. */
function pathOf(url: string): string {
  const query = url.indexOf('?');
  return query === -1 ? url : url.slice(0, query);
}

/** Answers to probes say nothing; they are counted, and logged only at `debug`. */
const QUIET: ReadonlySet<string> = new Set(['/livez', '/readyz', '/metrics']);

/** Writes one line for the answered (or abandoned) request, and counts it. */
export function recordRequest(
  accessLog: AccessLog,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  http: HttpContext,
  startedAt: number,
): void {
  const milliseconds = performance.now() - startedAt;
  const aborted = !outgoing.writableFinished;
  const method = incoming.method ?? '';
  const status = aborted && !outgoing.headersSent ? 499 : outgoing.statusCode;
  metrics.request(http.route, method, status, milliseconds / 1000);
  accessLog(
    {
      requestId: http.requestId,
      traceId: http.scope.traceId,
      realm: http.scope.realm,
      method,
      path: pathOf(incoming.url ?? ''),
      status,
      durationMs: Math.round(milliseconds * 100) / 100,
      clientAddress: http.clientAddress,
      ...(aborted ? { aborted } : undefined),
    },
    QUIET.has(http.route),
  );
}
