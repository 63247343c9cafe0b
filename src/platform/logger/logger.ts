import { pino, type DestinationStream, type Logger as PinoLogger } from 'pino';
import type { Config } from '../../config/config.js';
import { requestScope } from '../request-scope.js';
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

/** Standard output, buffered: a line reaches it within 100 ms, at once with `flush`, and at exit. */
export function standardOutput(): DestinationStream {
  return pino.destination({ dest: 1, sync: false, minLength: 8192, periodicFlush: 100 });
}

let writtenAt = 0;
let written = '';

/** As pino's own isoTime, but made once a millisecond: under load many lines share one. */
function isoTime(): string {
  const now = Date.now();
  if (now !== writtenAt) {
    writtenAt = now;
    written = `,"time":"${new Date(now).toISOString()}"`;
  }
  return written;
}

const levelName = (label: string): object => ({ level: label });

/** The server's logger. */
export function createLogger(
  config: Pick<Config, 'log'>,
  destination: DestinationStream = standardOutput(),
): Logger {
  return pino(
    {
      level: config.log.level,
      base: null,
      mixin,
      serializers: { err: serializeError, error: serializeError },
      formatters: { level: levelName, log: redactFields },
      timestamp: isoTime,
    },
    destination,
  );
}

/** What the access log says of a request: these fields and no others, so that none needs to be searched for secrets. */
export interface AccessFields {
  readonly requestId: string;
  readonly traceId: string | undefined;
  readonly realm: string | undefined;
  readonly method: string;
  /** Without its query. */
  readonly path: string;
  readonly status: number;
  readonly durationMs: number;
  readonly clientAddress: string;
  /** The caller went away before the answer was out. */
  readonly aborted?: true;
}

/** Writes the line of an answered request; `quiet` ones only at `debug`. */
export type AccessLog = (fields: AccessFields, quiet: boolean) => void;

/** The access log, beside the logger on the same destination: one line a request, so it does nothing else. */
export function createAccessLog(config: Pick<Config, 'log'>, destination: DestinationStream): AccessLog {
  const lines = pino(
    {
      level: config.log.level,
      base: null,
      formatters: { level: levelName },
      timestamp: isoTime,
    },
    destination,
  );
  return (fields, quiet) => (quiet ? lines.debug(fields, 'request') : lines.info(fields, 'request'));
}
