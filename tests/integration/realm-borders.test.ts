import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { buildSchema } from 'graphql';
import { forgeries } from '../support/forge.js';
import { everyOperation, type Operation } from '../support/operations.js';
import { STRONG_PASSWORD } from '../support/passwords.js';
import { everyRoute, SOME_ID, type RestRoute } from '../support/routes.js';
import { startServer, type TestServer } from '../support/server.js';

const operations = everyOperation(buildSchema(readFileSync('schema/schema.graphql', 'utf8')));
const routes = everyRoute();

let server: TestServer;
/** What is offered as the token of a request in realm `alpha`, by what is wrong with it. */
let badTokens: Record<string, string | undefined>;
let goodToken: string;

beforeAll(async () => {
  server = await startServer({ env: { REEVE_RATE_LIMIT: 'off' } });
  for (const slug of ['alpha', 'beta']) await createRealmWithAdministrator(slug);
  const alpha = await login('alpha');
  const beta = await login('beta');
  goodToken = alpha.access_token;
  badTokens = {
    none: undefined,
    "another realm's administrator": beta.access_token,
    'an id token': alpha.id_token,
    'a refresh token': alpha.refresh_token,
    nonsense: 'nonsense',
    ...(await forgeries(server, 'alpha', goodToken)),
  };
}, 60_000);
afterAll(async () => {
  await server.stop();
});

async function createRealmWithAdministrator(slug: string): Promise<void> {
  const token = await server.adminToken();
  const created = await server.graphql<{ createRealm: unknown }>(
    'mutation ($input: CreateRealmInput!) { createRealm(input: $input) { ... on Realm { slug } ... on Error { code } } }',
    { input: { slug, name: slug } },
    { realm: 'system', token },
  );
  expect(created.createRealm).toEqual({ slug });
  const { createAccount } = await server.graphql<{ createAccount: { id: string } }>(
    'mutation ($input: CreateAccountInput!) { createAccount(input: $input) { ... on Account { id } ... on Error { code message } } }',
    { input: { email: `admin@${slug}.example`, password: STRONG_PASSWORD } },
    { realm: slug, token },
  );
  const { roles } = await server.graphql<{ roles: { edges: { node: { id: string; name: string } }[] } }>(
    '{ roles { edges { node { id name } } } }',
    {},
    { realm: slug, token },
  );
  const administrator = roles.edges.find(({ node }) => node.name === 'administrator');
  const assigned = await server.graphql<{ assignRole: { __typename: string } }>(
    'mutation ($input: AssignRoleInput!) { assignRole(input: $input) { __typename ... on Error { code message } } }',
    { input: { roleId: administrator?.node.id, subjectId: createAccount.id } },
    { realm: slug, token },
  );
  expect(assigned.assignRole).not.toHaveProperty('code');
}

async function login(
  slug: string,
): Promise<{ access_token: string; refresh_token: string; id_token?: string }> {
  const { status, body } = await server.login(slug, `admin@${slug}.example`, STRONG_PASSWORD, 'openid');
  expect(status).toBe(200);
  return body;
}

async function sendGraphql(operation: Operation, token: string | undefined) {
  const response = await server.request('/graphql', {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json',
      'x-realm': 'alpha',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify({ query: operation.document, variables: operation.variables }),
  });
  const text = await response.text();
  return { status: response.status, text };
}

/** The bodies that the documents allow, as each media type writes them. */
function bodyOf(route: RestRoute): string {
  if (route.mediaType?.includes('form') !== true) return JSON.stringify(route.body);
  return new URLSearchParams({ token: 'x', grant_type: 'client_credentials' }).toString();
}

async function sendRest(
  route: RestRoute,
  realm: string,
  authorization: string | undefined,
  headers: Readonly<Record<string, string>> = {},
): Promise<Response> {
  return server.request(route.path.replace('{realm}', realm).replace(/\{[^}]+\}/g, SOME_ID), {
    method: route.method,
    headers: {
      ...headers,
      ...(authorization === undefined ? {} : { authorization }),
      ...(route.mediaType === undefined ? {} : { 'content-type': route.mediaType }),
    },
    ...(route.mediaType === undefined ? {} : { body: bodyOf(route) }),
  });
}

describe('every GraphQL operation', () => {
  test('there are operations to try', () => {
    expect(operations.length).toBeGreaterThan(20);
  });

  test.each(operations.map((operation) => [operation.field, operation] as const))(
    '%s refuses every token that is not a live access token of the realm',
    async (_field, operation) => {
      for (const [what, token] of Object.entries(badTokens)) {
        const { text } = await sendGraphql(operation, token);
        expect({ what, refused: /"UNAUTHENTICATED"/.test(text), text }).toMatchObject({
          what,
          refused: true,
        });
        expect({ what, text }).not.toMatchObject({ text: expect.stringContaining('INTERNAL') as unknown });
      }
      // The same request with a good token is not refused for its token, so the refusals above were for the tokens.
      // From a login of its own: some operations end the sessions of the one who asks.
      const good = await sendGraphql(operation, (await login('alpha')).access_token);
      expect(good.text).not.toContain('UNAUTHENTICATED');
      expect(good.text).not.toContain('INTERNAL');
      expect(good.text).not.toContain('GRAPHQL_VALIDATION_FAILED');
    },
  );
});

describe('every REST route that takes an access token', () => {
  const guarded = routes.filter(({ security }) => security.includes('accessToken'));

  test.each(guarded.map((route) => [`${route.method} ${route.path}`, route] as const))(
    '%s refuses every token that is not a live access token of the realm',
    async (_name, route) => {
      for (const [what, token] of Object.entries(badTokens)) {
        const response = await sendRest(route, 'alpha', token === undefined ? undefined : `Bearer ${token}`);
        // Without any token, a route that also accepts something else in its body may call the request malformed.
        const expected = token === undefined ? [400, 401] : [401];
        expect({ what, refused: expected.includes(response.status), status: response.status }).toMatchObject({
          what,
          refused: true,
        });
      }
    },
  );

  test('a token of system crosses no border at login, token and identity routes', async () => {
    const token = await server.adminToken();
    const response = await server.get('/realms/alpha/userinfo', { token });
    expect(response.status).toBe(401);
  });
});

describe('every REST route that takes client authentication', () => {
  const guarded = routes.filter(({ security }) => security.includes('clientSecret'));

  test.each(guarded.map((route) => [`${route.method} ${route.path}`, route] as const))(
    '%s refuses no client, an unknown one, and an access token in place of a secret',
    async (_name, route) => {
      const basic = (id: string, secret: string): string =>
        `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`;
      for (const authorization of [
        undefined,
        basic('0192d1f0-0000-7000-8000-000000000001', 'rs_unknown'),
        basic('0192d1f0-0000-7000-8000-000000000001', goodToken),
      ]) {
        const response = await sendRest(route, 'alpha', authorization);
        expect(response.status).toBe(401);
      }
    },
  );
});

describe('a realm that does not exist', () => {
  test.each(routes.map((route) => [`${route.method} ${route.path}`, route] as const))(
    '%s is a 404 in public, and the 401 of a bad token elsewhere',
    async (_name, route) => {
      const open = route.security.length === 0;
      const authorization = open ? undefined : `Bearer ${goodToken}`;
      const response = await sendRest(route, 'nowhere', authorization);
      const expected = open ? [404] : route.security.includes('clientSecret') ? [401, 404] : [401];
      expect({ status: response.status, right: expected.includes(response.status) }).toMatchObject({
        right: true,
      });
      const toPage = await sendRest(route, 'nowhere', authorization, { origin: 'https://app.example.com' });
      expect(toPage.status).toBe(response.status);
    },
  );
});
