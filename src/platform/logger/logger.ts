import { pino, type DestinationStream, type Logger as PinoLogger } from 'pino';
import type { Config } from '../../config/config.js';
import { requestScope } from '../request-scope.js';
import { isoTime } from './iso-time.js';
import { redactFields } from './redact.js';

/** JSON lines with the request's ids. Log objects first, then a message: `logger.warn({ slug }, 'Realm closed')`. */
export type Logger = PinoLogger;

/** The message, code and stack of an error, never its own fields: a driver's error carries whole documents. */
function serializeError(error: unknown): unknown {
  if (!(error instanceof Error)) return { message: String(error) };
  const code = (error as { code?: unknown }).code;
  return {
    type: error.name,
    message: error.message,
    ...(typeof code === 'string' || typeof code === 'number' ? { code } : {}),
    stack: error.stack,
    ...(error.cause instanceof Error ? { cause: serializeError(error.cause) } : {}),
  };
}

/** The ids of the running request, on every line. */
function mixin(): object {
  const scope = requestScope();
  if (scope === undefined) return {};
  return { requestId: scope.requestId, traceId: scope.traceId, realm: scope.realm };
}

/** The server's logger. */
export function createLogger(config: Pick<Config, 'log'>, destination: DestinationStream): Logger {
  return pino(
    {
      level: config.log.level,
      base: null,
      mixin,
      serializers: { err: serializeError, error: serializeError },
      formatters: { level: (label) => ({ level: label }), log: redactFields },
      timestamp: isoTime,
    },
    destination,
  );
}
