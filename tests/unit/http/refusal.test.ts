import { describe, expect, test } from '@jest/globals';
import { asTakenAt } from '../../../src/http/refusal.js';
import { problemOf } from '../../../src/http/problem.js';
import { MalformedRequestError } from '../../../src/http/errors.js';
import { ForbiddenError, UnauthenticatedError, UnavailableError } from '../../../src/kernel/errors.js';

const shown = (url: string, error: unknown) => {
  const { status, code } = problemOf(asTakenAt(url, error), '');
  return { status, code };
};

describe("at the address of nginx's auth_request", () => {
  test.each([
    ['the store is away', new UnavailableError(), { status: 403, code: 'UNAVAILABLE' }],
    ['the request is malformed', new MalformedRequestError('x'), { status: 403, code: 'MALFORMED_REQUEST' }],
    ['something is broken', new Error('secret'), { status: 403, code: 'INTERNAL' }],
    ['nobody asks', new UnauthenticatedError(), { status: 401, code: 'UNAUTHENTICATED' }],
    ['it is refused', new ForbiddenError(), { status: 403, code: 'FORBIDDEN' }],
  ])('%s', (_what, error, expected) => {
    expect(shown('/realms/acme/gateway/nginx', error)).toEqual(expected);
    expect(shown('/realms/acme/gateway/nginx?a', error)).toEqual(expected);
  });

  test('what went wrong inside is not told', () => {
    expect(problemOf(asTakenAt('/realms/acme/gateway/nginx', new Error('secret')), '').detail).not.toContain(
      'secret',
    );
  });
});

test.each(['/realms/acme/gateway/forward', '/realms/acme/gateway/nginx/x', '/graphql'])(
  'at %s an error stays what it is',
  (url) => {
    const error = new UnavailableError();
    expect(asTakenAt(url, error)).toBe(error);
  },
);
