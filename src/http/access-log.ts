import type { ServerResponse } from 'node:http';
import type { AccessLog } from '../platform/logger/access-log.js';
import { metrics } from '../platform/telemetry/metrics.js';
import type { Exchange } from './exchange.js';

/** The path without its query: queries may carry what a log must not. */
function pathOf(url: string): string {
  const query = url.indexOf('?');
  return query === -1 ? url : url.slice(0, query);
}

/** Answers to probes say nothing; they are counted, and logged only at `debug`. */
const QUIET: ReadonlySet<string> = new Set(['/livez', '/readyz', '/metrics']);

/** Writes one line for the answered (or abandoned) request, and counts it. */
export function recordRequest(accessLog: AccessLog, exchange: Exchange, outgoing: ServerResponse): void {
  const milliseconds = performance.now() - exchange.startedAt;
  const aborted = !outgoing.writableFinished;
  const { method = '', url = '' } = outgoing.req;
  const status = aborted && !outgoing.headersSent ? 499 : outgoing.statusCode;
  metrics.request(exchange.route, method, status, milliseconds / 1000);
  accessLog(
    {
      requestId: exchange.requestId,
      traceId: exchange.traceId,
      realm: exchange.realm,
      method,
      path: pathOf(url),
      status,
      durationMs: Math.round(milliseconds * 100) / 100,
      clientAddress: exchange.clientAddress,
      aborted,
    },
    QUIET.has(exchange.route),
  );
}
