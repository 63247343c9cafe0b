import { pino } from 'pino';
import type { Config } from '../../config/config.js';
import { isoTime } from './iso-time.js';

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
  readonly aborted: boolean;
}

/** Writes the line of an answered request; `quiet` ones only at `debug`. */
export type AccessLog = (fields: AccessFields, quiet: boolean) => void;

/** The access log, beside the logger on the same destination: one line a request, so it does nothing else. */
export function createAccessLog(
  config: Pick<Config, 'log'>,
  destination: { write(line: string): void },
): AccessLog {
  const { level } = config.log;
  const writes = (label: 'info' | 'debug'): boolean =>
    level !== 'silent' && (pino.levels.values[label] ?? 0) >= (pino.levels.values[level] ?? 0);
  const loud = writes('info');
  const all = writes('debug');
  return (fields, quiet) => {
    if (quiet ? all : loud) destination.write(accessLine(fields, quiet ? 'debug' : 'info'));
  };
}

/** The line as pino would write it (a test compares the two), put together by hand at a fifth of the cost. */
function accessLine(fields: AccessFields, level: string): string {
  const { requestId, traceId, realm, method, path, status, durationMs, clientAddress, aborted } = fields;
  return (
    `{"level":"${level}"${isoTime()},"requestId":${quoted(requestId)}` +
    (traceId === undefined ? '' : `,"traceId":${quoted(traceId)}`) +
    (realm === undefined ? '' : `,"realm":${quoted(realm)}`) +
    `,"method":${quoted(method)},"path":${quoted(path)},"status":${status},"durationMs":${durationMs}` +
    `,"clientAddress":${quoted(clientAddress)}${aborted ? ',"aborted":true' : ''},"msg":"request"}\n`
  );
}

/** Printable ASCII without quotation marks and backslashes: JSON has it as it is. */
const PLAIN = /^[ !#-[\]-~]*$/;

function quoted(text: string): string {
  return PLAIN.test(text) ? `"${text}"` : JSON.stringify(text);
}
