import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { auditServer } from 'graphql-http';
import { ConflictError, InvalidInputError } from '../../../src/kernel/errors.js';
import { EmailTakenError } from '../../../src/features/accounts/account.errors.js';
import { createGraphQL, type GraphQLModuleDeps } from '../../../src/graphql/graphql.module.js';
import { MAX_BATCH } from '../../../src/graphql/limits.js';
import type { HttpContext } from '../../../src/http/application.js';
import { currentRealm } from '../../../src/realms/current-realm.js';
import { ACCOUNT_ID, startFakeGraphQL, type FakeServer } from './fake-graphql.js';

const account = {
  id: ACCOUNT_ID,
  kind: 'USER',
  email: 'ada@example.com',
  status: 'ACTIVE',
  attributes: { level: 3 },
  version: 1,
  createdAt: new Date('2026-01-02T03:04:05Z'),
  updatedAt: new Date('2026-01-02T03:04:05Z'),
};

class UnlistedError extends ConflictError {
  readonly code = 'UNLISTED';
}

const services = {
  accounts: {
    getMany: (_ctx: unknown, ids: string[]) => Promise.resolve(ids.map(() => account)),
    create: (_ctx: unknown, { email }: { email: string }) => {
      if (email === 'taken@example.com') return Promise.reject(new EmailTakenError());
      if (email === 'odd@example.com') return Promise.reject(new UnlistedError('Odd.'));
      if (email === 'broken@example.com') return Promise.reject(new Error('E11000 of the driver'));
      return Promise.resolve({ ...account, email, name: currentRealm().slug });
    },
  },
  sessions: { get: () => Promise.reject(new InvalidInputError([{ path: ['id'], message: 'must be nice' }])) },
};

let server: FakeServer;
beforeAll(
  async () => (server = await startFakeGraphQL({ services, corsOrigins: ['https://app.example.com'] })),
);
afterAll(() => server.close());

interface GraphQLBody {
  readonly data?: Record<string, unknown> | null;
  readonly errors?: readonly { message: string; extensions: Record<string, unknown>; path?: unknown }[];
}

const headers = { 'content-type': 'application/json', 'x-realm': 'acme', authorization: 'Bearer good' };

async function post(
  body: unknown,
  extra: Record<string, string> = {},
): Promise<{ status: number; body: GraphQLBody }> {
  const response = await fetch(server.url, {
    method: 'POST',
    headers: { ...headers, ...extra },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return { status: response.status, body: (await response.json()) as GraphQLBody };
}

async function problem(init: RequestInit & { path?: string }): Promise<unknown[]> {
  const response = await fetch(server.url + (init.path ?? ''), init);
  const { code, requestId } = (await response.json()) as Record<string, unknown>;
  return [response.status, response.headers.get('content-type'), code, requestId];
}

const CREATE = `mutation ($input: CreateAccountInput!) {
  createAccount(input: $input) {
    __typename
    ... on Account { id email name }
    ... on Error { code message requestId }
    ... on InvalidInputError { issues { path message } }
  }
}`;

describe('what comes before GraphQL', () => {
  const type = 'application/problem+json';

  test('a request without a realm is a 400', async () => {
    const without = { 'content-type': headers['content-type'] };
    const body = JSON.stringify({ query: '{ __typename }' });
    expect(await problem({ method: 'POST', headers: without, body })).toEqual([
      400,
      type,
      'REALM_REQUIRED',
      'request-1',
    ]);
  });

  test('an unknown realm, and a bad token, are a 401', async () => {
    const body = JSON.stringify({ query: '{ __typename }' });
    const unauthenticated = [401, type, 'UNAUTHENTICATED', 'request-1'];
    expect(await problem({ method: 'POST', headers: { ...headers, 'x-realm': 'other' }, body })).toEqual(
      unauthenticated,
    );
    expect(
      await problem({ method: 'POST', headers: { ...headers, authorization: 'Bearer bad' }, body }),
    ).toEqual(unauthenticated);
    expect(
      await problem({ method: 'POST', headers: { ...headers, authorization: 'Basic x' }, body }),
    ).toEqual(unauthenticated);
  });

  test.each(['application/x-www-form-urlencoded', 'text/plain', 'multipart/form-data; boundary=x', ''])(
    'a body of type "%s" is a 415',
    async (contentType) => {
      const init = {
        method: 'POST',
        headers: { ...headers, 'content-type': contentType },
        body: 'query={__typename}',
      };
      expect(await problem(init)).toEqual([415, type, 'UNSUPPORTED_MEDIA_TYPE', 'request-1']);
    },
  );

  test.each([
    ['compressed', { 'content-encoding': 'gzip' }],
    ['in another charset', { 'content-type': 'application/json; charset=latin1' }],
  ])('a body that is %s is a 415', async (_what, extra) => {
    const init = { method: 'POST', headers: { ...headers, ...extra }, body: '{"query":"{__typename}"}' };
    expect(await problem(init)).toEqual([415, type, 'UNSUPPORTED_MEDIA_TYPE', 'request-1']);
  });

  test('a body of 10 MB is a 413', async () => {
    const body = JSON.stringify({ query: '{ __typename }', variables: { x: 'x'.repeat(10_000_000) } });
    expect(await problem({ method: 'POST', headers, body })).toEqual([
      413,
      type,
      'PAYLOAD_TOO_LARGE',
      'request-1',
    ]);
  });

  test('a body that is no JSON is a 400', async () => {
    expect(await problem({ method: 'POST', headers, body: '{' })).toEqual([
      400,
      type,
      'MALFORMED_REQUEST',
      'request-1',
    ]);
    expect(await problem({ method: 'GET', headers, path: '?query={__typename}&variables={' })).toEqual([
      400,
      type,
      'MALFORMED_REQUEST',
      'request-1',
    ]);
  });

  test('another method is a 405', async () => {
    expect(await problem({ method: 'DELETE', headers })).toEqual([
      405,
      type,
      'METHOD_NOT_ALLOWED',
      'request-1',
    ]);
    expect((await fetch(server.url, { method: 'DELETE', headers })).headers.get('allow')).toBe('GET, POST');
  });

  test('browsers of listed origins may read answers, of others not', async () => {
    const ask = async (origin: string): Promise<unknown[]> => {
      const url = server.url.replace('/graphql', '/realms/acme/graphql');
      const preflight = await fetch(url, { method: 'OPTIONS', headers: { origin } });
      const answer = await fetch(`${url}?query={__typename}`, { headers: { origin } });
      return [preflight, answer].map(({ headers }) => headers.get('access-control-allow-origin'));
    };
    expect(await ask('https://app.example.com')).toEqual([
      'https://app.example.com',
      'https://app.example.com',
    ]);
    expect(await ask('https://evil.example.com')).toEqual([null, null]);
  });

  test('browsers of listed origins may read why they were refused', async () => {
    const origin = 'https://app.example.com';
    const refused = [
      { ...headers, origin, authorization: 'Bearer expired' },
      { ...headers, origin, 'content-type': 'text/plain' },
    ];
    const allowed = await Promise.all(
      refused.map(async (sent) => {
        const answer = await fetch(server.url, { method: 'POST', headers: sent, body: '{}' });
        return [answer.status, answer.headers.get('access-control-allow-origin')];
      }),
    );
    expect(allowed).toEqual([
      [401, origin],
      [415, origin],
    ]);
    const elsewhere = { ...headers, origin, 'x-realm': 'nowhere' };
    expect((await fetch(server.url, { method: 'POST', headers: elsewhere, body: '{}' })).status).toBe(401);
  });

  test('lets go of the realm, whatever happens', () => {
    expect(server.held()).toBe(0);
  });
});

describe('operations', () => {
  test('answer the thing itself, with the realm as the current one', async () => {
    const { body } = await post({ query: CREATE, variables: { input: { email: 'ada@example.com' } } });
    expect(body).toEqual({
      data: {
        createAccount: { __typename: 'Account', id: ACCOUNT_ID, email: 'ada@example.com', name: 'acme' },
      },
    });
  });

  test('answer a typed error', async () => {
    const { body } = await post({ query: CREATE, variables: { input: { email: 'taken@example.com' } } });
    expect(body.data?.['createAccount']).toMatchObject({
      __typename: 'EmailTakenError',
      code: 'EMAIL_TAKEN',
      requestId: 'request-1',
    });
  });

  test('answer what is wrong with an input, by field', async () => {
    const { body } = await post({
      query: CREATE,
      variables: { input: { email: 'no address', name: 'a\0b' } },
    });
    expect(body.data?.['createAccount']).toMatchObject({
      __typename: 'InvalidInputError',
      code: 'BAD_USER_INPUT',
      issues: [{ path: ['input', 'email'] }, { path: ['input', 'name'] }],
    });
  });

  test('give a domain error that is no member of the union its code', async () => {
    const { status, body } = await post({
      query: CREATE,
      variables: { input: { email: 'odd@example.com' } },
    });
    expect(status).toBe(200);
    expect(body.errors).toMatchObject([
      { message: 'Odd.', extensions: { code: 'UNLISTED', requestId: 'request-1' } },
    ]);
  });

  test('never show what went wrong inside, and log it', async () => {
    const { body } = await post({ query: CREATE, variables: { input: { email: 'broken@example.com' } } });
    expect(body.errors).toMatchObject([{ extensions: { code: 'INTERNAL', requestId: 'request-1' } }]);
    expect(JSON.stringify(body)).not.toMatch(/E11000|stack|node_modules/);
    expect(server.logged).toMatchObject([
      { err: { message: 'E11000 of the driver' }, requestId: 'request-1' },
    ]);
  });

  test('say which variable is wrong without repeating its value', async () => {
    const variables = { input: { email: 17, password: 'canary', what: 1 } };
    const { body } = await post({ query: CREATE, variables });
    expect(body.errors).toMatchObject([
      {
        extensions: {
          code: 'BAD_USER_INPUT',
          issues: [
            { path: ['input', 'email'], message: 'String cannot represent a non string value' },
            { path: ['input'], message: 'Field "what" is not defined by type "CreateAccountInput".' },
          ],
        },
      },
    ]);
    expect(JSON.stringify(body)).not.toContain('canary');
    const missing = await post({ query: CREATE });
    expect(missing.body.errors).toMatchObject([
      {
        extensions: {
          code: 'BAD_USER_INPUT',
          issues: [{ path: ['input'], message: 'is missing: CreateAccountInput!' }],
        },
      },
    ]);
  });

  test('tell the code and issues of an error outside a union', async () => {
    const { body } = await post({ query: `{ session(id: "${ACCOUNT_ID}") { id } }` });
    expect(body).toMatchObject({
      data: { session: null },
      errors: [
        { extensions: { code: 'BAD_USER_INPUT', issues: [{ path: ['id'], message: 'must be nice' }] } },
      ],
    });
  });

  test('need a token for everything but introspection', async () => {
    const nobody = { 'content-type': headers['content-type'], 'x-realm': headers['x-realm'] };
    const ask = async (query: string): Promise<GraphQLBody> => {
      const answer = await fetch(server.url, {
        method: 'POST',
        headers: nobody,
        body: JSON.stringify({ query }),
      });
      return (await answer.json()) as GraphQLBody;
    };
    expect(await ask('{ viewer { id } }')).toMatchObject({
      errors: [{ extensions: { code: 'UNAUTHENTICATED' } }],
    });
    expect(await ask('mutation { createAccount(input: { email: "x" }) { __typename } }')).toMatchObject({
      errors: [{ extensions: { code: 'UNAUTHENTICATED' } }],
    });
    expect(await ask('{ __schema { queryType { name } } }')).toEqual({
      data: { __schema: { queryType: { name: 'Query' } } },
    });
  });

  test('with a wrong page name the argument and what is allowed', async () => {
    for (const first of [0, 101, -1]) {
      const { body } = await post({ query: `{ viewer { groups(first: ${first}) { edges { cursor } } } }` });
      expect(body.errors).toMatchObject([
        {
          extensions: { code: 'BAD_USER_INPUT', issues: [{ path: ['first'], message: 'must be 1 to 100' }] },
        },
      ]);
    }
  });
});

describe('limits', () => {
  test('on complexity count pages in full, also through fragments and variables', async () => {
    const query = `query ($n: Int) {
      accounts(first: $n) { edges { node { ...G } } }
    }
    fragment G on Account { groups(first: $n) { edges { node { members(first: $n) { edges { cursor } } } } } }`;
    const { status, body } = await post({ query, variables: { n: 100 } });
    expect([status, body.errors?.map(({ extensions }) => extensions['code'])]).toEqual([
      400,
      ['QUERY_TOO_COMPLEX'],
    ]);
  });

  test('on a batch', async () => {
    const batch = (count: number) => post(Array.from({ length: count }, () => ({ query: '{ __typename }' })));
    expect((await batch(MAX_BATCH)).body).toHaveLength(MAX_BATCH);
    expect((await batch(MAX_BATCH + 1)).status).toBe(413);
  });

  test('on aliases carry a code, and are a 400 in every media type', async () => {
    const aliases = Array.from({ length: 60 }, (_, index) => `a${index}: id`).join(' ');
    const { status, body } = await post({ query: `{ viewer { ${aliases} } }` });
    expect([status, body.errors?.[0]?.extensions['code']]).toEqual([400, 'TOO_MANY_ALIASES']);
  });

  test('keep mutations out of GET', async () => {
    const query = encodeURIComponent('mutation { deleteGroup(input: { id: "x" }) { __typename } }');
    const response = await fetch(`${server.url}?query=${query}`, { headers });
    expect(response.status).toBe(405);
  });
});

describe('introspection switched off', () => {
  let closed: FakeServer;
  beforeAll(async () => (closed = await startFakeGraphQL({ introspection: false })));
  afterAll(() => closed.close());

  test('refuses introspection, and suggests no names', async () => {
    const ask = async (query: string): Promise<GraphQLBody> => {
      const response = await fetch(closed.url, { method: 'POST', headers, body: JSON.stringify({ query }) });
      return (await response.json()) as GraphQLBody;
    };
    expect((await ask('{ __schema { queryType { name } } }')).errors).toHaveLength(2);
    const [error] = (await ask('{ acounts { edges { cursor } } }')).errors ?? [];
    expect(error?.message).toBe('Cannot query field "acounts" on type "Query".');
  });
});

describe('GraphiQL', () => {
  test('opens without realm and token, and loads nothing from elsewhere', async () => {
    const response = await fetch(server.url, { headers: { accept: 'text/html' } });
    const page = await response.text();
    expect([response.status, response.headers.get('content-type')]).toEqual([
      200,
      'text/html; charset=utf-8',
    ]);
    const markup = page.replace(/<script>[\s\S]*<\/script>/, '').replace(/<style>[\s\S]*<\/style>/, '');
    expect(markup.match(/(?:src|href)="(?!data:)[^"]*"/g)).toBeNull();
    expect(response.headers.get('content-security-policy')).toContain("connect-src 'self'");
    expect(page.includes('WhoAmI')).toBe(true);
  });

  test('that cannot be sent is a logged 500, and not the end of the server', async () => {
    const logged: unknown[] = [];
    const handle = createGraphQL({ introspection: true, graphiql: true }, {
      logger: { error: (fields: unknown) => void logged.push(fields) },
    } as unknown as GraphQLModuleDeps);
    const incoming = new IncomingMessage(new Socket());
    Object.assign(incoming, { method: 'GET', url: '/graphql', headers: { accept: 'text/html' } });
    const outgoing = new ServerResponse(incoming);
    const writeHead = jest.spyOn(outgoing, 'writeHead').mockImplementationOnce(() => {
      throw new Error('EMFILE: too many open files');
    });
    handle(incoming, outgoing, { requestId: 'request-1', route: '' } as HttpContext);
    while (!outgoing.writableEnded) await new Promise((resolve) => setTimeout(resolve, 10));
    expect(writeHead.mock.lastCall?.[0]).toBe(500);
    expect(logged).toMatchObject([{ requestId: 'request-1' }]);
  });
});

test("passes graphql-http's audit", async () => {
  const fetchFn = (url: string, init: RequestInit = {}): Promise<Response> =>
    fetch(url, { ...init, headers: { ...(init.headers as Record<string, string>), 'x-realm': 'acme' } });
  const results = await auditServer({ url: server.url, fetchFn });
  expect(results.filter(({ status }) => status !== 'ok')).toEqual([]);
});
