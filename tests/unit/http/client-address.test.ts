import type { IncomingMessage } from 'node:http';
import { expect, test } from '@jest/globals';
import { createClientAddress } from '../../../src/http/client-address.js';

function request(remoteAddress: string, forwarded?: string): IncomingMessage {
  return {
    socket: { remoteAddress },
    headers: { 'x-forwarded-for': forwarded },
  } as unknown as IncomingMessage;
}

const behind = createClientAddress(['10.0.0.0/8', '::1/128']);

test.each([
  ['a direct caller is himself, whatever he writes', '203.0.113.9', '1.2.3.4', '203.0.113.9'],
  ['a proxy names the caller', '10.1.2.3', '203.0.113.9', '203.0.113.9'],
  [
    'the last untrusted hop counts, not the first word',
    '10.1.2.3',
    '1.2.3.4, 203.0.113.9, 10.9.9.9',
    '203.0.113.9',
  ],
  ['an all-trusted chain gives its start', '10.1.2.3', '10.4.4.4, 10.9.9.9', '10.4.4.4'],
  ['nonsense in the header leaves the proxy', '10.1.2.3', 'unknown', '10.1.2.3'],
  ['no header leaves the proxy', '10.1.2.3', undefined, '10.1.2.3'],
  [
    'an IPv4 address in IPv6 clothes is the IPv4 address',
    '::ffff:10.1.2.3',
    '::ffff:203.0.113.9',
    '203.0.113.9',
  ],
  ['a port is cut off', '::1', '203.0.113.9:4711', '203.0.113.9'],
  ['brackets are cut off', '::1', '[2001:db8::7]:4711', '2001:db8::7'],
])('%s', (_name, remote, forwarded, expected) => {
  expect(behind(request(remote, forwarded))).toBe(expected);
});

test('without trusted proxies the header is nothing', () => {
  expect(createClientAddress([])(request('127.0.0.1', '203.0.113.9'))).toBe('127.0.0.1');
});
