import { describe, expect, test } from '@jest/globals';
import { acceptedRequestId, duplicateHeader, traceIdOf } from '../../../src/http/headers.js';

describe('duplicateHeader', () => {
  test.each([
    [['Host', 'a', 'Authorization', 'x', 'authorization', 'y'], 'authorization'],
    [['X-Realm', 'a', 'X-Other', 'b', 'x-realm', 'c'], 'x-realm'],
    [['Content-Type', 'a', 'CONTENT-TYPE', 'a'], 'content-type'],
    [['Host', 'a', 'Cookie', 'x', 'Cookie', 'y', 'Accept', 'b', 'Accept', 'c'], undefined],
    [[], undefined],
  ])('%o', (raw, expected) => {
    // As Node has them: by name in lower case, each once.
    const headers = Object.fromEntries(
      raw.flatMap((name, at) => (at % 2 === 0 ? [[name.toLowerCase(), '']] : [])),
    );
    expect(duplicateHeader({ headers, rawHeaders: raw })).toBe(expected);
  });
});

describe('acceptedRequestId', () => {
  test.each(['7', 'req-1', 'a'.repeat(128), 'req-2024.11_23', '018f4c7e-2a6b-7c3d-8e9f-0a1b2c3d4e5f'])(
    '%s is kept',
    (id) => {
      expect(acceptedRequestId(id)).toBe(id);
    },
  );
  test.each(['', 'a'.repeat(129), 'with space here', 'line\nbreak-here', '<script>alert', undefined])(
    '%j is replaced',
    (id) => {
      expect(acceptedRequestId(id)).toBeUndefined();
    },
  );
});

describe('traceIdOf', () => {
  const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
  test('reads the trace id', () => {
    expect(traceIdOf(`00-${TRACE}-00f067aa0ba902b7-01`)).toBe(TRACE);
  });
  test.each([
    `ff-${TRACE}-00f067aa0ba902b7-01`,
    `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`,
    `00-${TRACE}-${'0'.repeat(16)}-01`,
    `00-${TRACE.toUpperCase()}-00f067aa0ba902b7-01`,
    'nonsense',
    undefined,
  ])('%s is none', (header) => {
    expect(traceIdOf(header)).toBeUndefined();
  });
});
