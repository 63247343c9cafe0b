import { describe, expect, test } from '@jest/globals';
import { createLogger } from '../../../src/platform/logger/logger.js';
import { runInRequestScope } from '../../../src/platform/request-scope.js';

function logged(write: (logger: ReturnType<typeof createLogger>) => void): Record<string, unknown> {
  const lines: string[] = [];
  write(createLogger({ log: { level: 'info' } }, { write: (line) => void lines.push(line) }));
  expect(lines).toHaveLength(1);
  return JSON.parse(lines[0] ?? '') as Record<string, unknown>;
}

describe('redaction', () => {
  test.each([
    [{ password: 'x' }, { password: '[redacted]' }],
    [{ input: { newPassword: 'x', email: 'a' } }, { input: { newPassword: '[redacted]', email: 'a' } }],
    [{ a: { b: [{ refresh_token: 'x' }] } }, { a: { b: [{ refresh_token: '[redacted]' }] } }],
    [
      { headers: { Authorization: 'x', 'Set-Cookie': 'y' } },
      { headers: { Authorization: '[redacted]', 'Set-Cookie': '[redacted]' } },
    ],
    [{ key: Buffer.from('x') }, { key: '[bytes]' }],
    [
      { tokens: 3, secretId: 'id' },
      { tokens: 3, secretId: 'id' },
    ],
  ])('%j', (fields, expected) => {
    expect(logged((logger) => logger.info(fields, 'x'))).toMatchObject(expected);
  });

  test('a document is logged by its JSON, and that without secrets', () => {
    class Document {
      readonly #inner = { hash: 'x', id: 'i' };
      toJSON(): object {
        return this.#inner;
      }
    }
    expect(logged((logger) => logger.info({ document: new Document() }, 'x'))).toMatchObject({
      document: { hash: '[redacted]', id: 'i' },
    });
  });

  test('an error is its name, message, code and stack, and nothing that it carries', () => {
    const error = Object.assign(new Error('boom', { cause: new Error('inner') }), {
      code: 11000,
      document: { secret: 'x' },
    });
    const { err } = logged((logger) => logger.error({ err: error }, 'x')) as { err: Record<string, unknown> };
    expect(Object.keys(err).sort()).toEqual(['cause', 'code', 'message', 'stack', 'type']);
  });
});

test('a line carries the ids of the running request', () => {
  const line = runInRequestScope({ requestId: 'request-1', traceId: 'trace-1', realm: 'acme' }, () =>
    logged((logger) => logger.warn('x')),
  );
  expect(line).toMatchObject({
    level: 'warn',
    requestId: 'request-1',
    traceId: 'trace-1',
    realm: 'acme',
    msg: 'x',
  });
});
