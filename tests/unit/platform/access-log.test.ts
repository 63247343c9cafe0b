import { describe, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { createAccessLog, type AccessFields } from '../../../src/platform/logger/access-log.js';
import { gatherLines } from '../../../src/platform/logger/output.js';

const FIELDS: AccessFields = {
  requestId: '018f4c7e-2a6b-7c3d-8e9f-0a1b2c3d4e5f',
  traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
  realm: 'acme',
  method: 'POST',
  path: '/realms/acme/access/v1/evaluation',
  status: 200,
  durationMs: 0.17,
  clientAddress: '192.0.2.1',
  aborted: false,
};

type Level = Parameters<typeof createAccessLog>[0]['log']['level'];

function written(
  fields: AccessFields,
  { level = 'info', quiet = false }: { level?: Level; quiet?: boolean } = {},
): string {
  let lines = '';
  createAccessLog({ log: { level } }, { write: (line) => (lines += line) })(fields, quiet);
  return lines;
}

/** The same line by pino; a time of day is the only thing in which two lines may differ. */
function byPino({ aborted, ...fields }: AccessFields): string {
  let line = '';
  const logger = pino(
    {
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    { write: (text) => (line += text) },
  );
  logger.info({ ...fields, ...(aborted && { aborted }) }, 'request');
  return line;
}

const timeless = (line: string): string => line.replace(/"time":"[^"]{24}"/, '"time":""');

describe('the access line', () => {
  test.each<[string, Partial<AccessFields>]>([
    ['of an answer', {}],
    ['of a request that names no realm and no trace', { realm: undefined, traceId: undefined }],
    ['of an abandoned one', { aborted: true, status: 499, durationMs: 12_345 }],
    ['of a quotation mark', { path: '/a"b' }],
    ['of a backslash', { path: '/a\\b' }],
    ['of a line break and NUL', { path: '/a\nb\u0000' }],
    ['of what is not ASCII', { path: '/caf\u00e9/\u{1f600}\u2028', realm: '\u00fc' }],
    ['of DEL', { path: '/\u007f' }],
    ['of a long path', { path: `/${'x'.repeat(9000)}"` }],
  ])('%s is what pino would write', (_name, some) => {
    const fields = { ...FIELDS, ...some };
    expect(timeless(written(fields))).toBe(timeless(byPino(fields)));
  });

  test('keeps to the level', () => {
    expect(written(FIELDS, { level: 'warn' })).toBe('');
    expect(written(FIELDS, { level: 'silent' })).toBe('');
    expect(written(FIELDS, { quiet: true })).toBe('');
    expect(written(FIELDS, { level: 'debug', quiet: true })).toContain('"level":"debug"');
  });
});

describe('gathered lines', () => {
  function gathered(): { output: ReturnType<typeof gatherLines>; calls: string[] } {
    const calls: string[] = [];
    const output = gatherLines({
      write: (lines) => void calls.push(lines),
      flush: (done) => {
        calls.push('flush');
        done?.();
      },
      flushSync: () => void calls.push('flushSync'),
    });
    return { output, calls };
  }

  test('are handed on before what asks for it', () => {
    const { output, calls } = gathered();
    output.write('a\n');
    output.write('b\n');
    expect(calls).toEqual([]);
    output.flush(() => calls.push('done'));
    output.write('c\n');
    output.flushSync();
    expect(calls).toEqual(['a\nb\n', 'flush', 'done', 'c\n', 'flushSync']);
  });

  test('are handed on when they are many, and by themselves', async () => {
    const { output, calls } = gathered();
    const line = `${'x'.repeat(20_000)}\n`;
    output.write(line);
    output.write(line);
    expect(calls).toEqual([line + line]);
    output.write('later\n');
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(calls).toEqual([line + line, 'later\n']);
  });
});
