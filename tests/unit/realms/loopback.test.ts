import { expect, test } from '@jest/globals';
import { isLoopback } from '../../../src/bootstrap/loopback.js';

test.each(['127.0.0.1', '127.8.8.8', '::1', 'localhost'])(
  '%s is reached from the same machine only',
  (host) => {
    expect(isLoopback(host)).toBe(true);
  },
);

test.each(['0.0.0.0', '::', '10.0.0.1', 'example.com', ''])('%j may be reached from elsewhere', (host) => {
  expect(isLoopback(host)).toBe(false);
});
