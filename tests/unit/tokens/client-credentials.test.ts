import { expect, test } from '@jest/globals';
import { readClientCredentials } from '../../../src/features/oauth/client-credentials.js';
import { newId } from '../../../src/kernel/ids.js';
import { OAuthError } from '../../../src/features/oauth/oauth.errors.js';

/** Of no account. */
const secret = newId();

const basic = (pair: string): string => `Basic ${Buffer.from(pair).toString('base64')}`;

function errorOf(work: () => unknown): string | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    return error instanceof OAuthError ? error.error : String(error);
  }
}

test('a client names itself by the header, by parameters, or not at all', () => {
  const robot = { clientId: 'robot', secret };
  expect(readClientCredentials(basic(`robot:${secret}`), {})).toEqual(robot);
  expect(readClientCredentials(basic(`robot:${secret}`), { client_id: 'robot' })).toEqual(robot);
  expect(readClientCredentials(undefined, { client_id: 'robot', client_secret: secret })).toEqual(robot);
  expect(readClientCredentials(undefined, { client_id: 'reeve' })).toEqual({
    clientId: 'reeve',
    secret: undefined,
  });
  expect(readClientCredentials(basic('reeve:'), {})).toEqual({ clientId: 'reeve', secret: undefined });
  expect(readClientCredentials(undefined, {})).toBeUndefined();
});

test('id and secret are form-encoded inside Basic', () => {
  expect(readClientCredentials(basic('a%3Ab:c+d%25'), {})).toEqual({ clientId: 'a:b', secret: 'c d%' });
  expect(readClientCredentials(basic('a:b:c'), {})).toEqual({ clientId: 'a', secret: 'b:c' });
});

test('two ways at once, and two names, are a wrong request', () => {
  expect(errorOf(() => readClientCredentials(basic(`a:${secret}`), { client_secret: secret }))).toBe(
    'invalid_request',
  );
  expect(errorOf(() => readClientCredentials(basic('a:b'), { client_id: 'c' }))).toBe('invalid_request');
});

test.each(['', 'Basic', 'Basic !', 'Bearer abc', basic('nocolon'), basic('%:a'), basic('a:%zz')])(
  '%p is no authentication',
  (header) => {
    expect(errorOf(() => readClientCredentials(header, {}))).toBe('invalid_client');
  },
);

test('a secret without an id is no authentication', () => {
  expect(errorOf(() => readClientCredentials(undefined, { client_secret: secret }))).toBe('invalid_client');
});
