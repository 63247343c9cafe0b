import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { allRoutes, routeRecords } from '../../src/features/gateways/gateway-route.store.js';
import { createGatewayRouteService } from '../../src/features/gateways/gateway-route.service.js';
import { createRouteTables } from '../../src/features/gateways/route-tables.js';
import { systemClock } from '../../src/kernel/clock.js';
import { newId } from '../../src/kernel/ids.js';
import { STRONG_PASSWORD } from '../support/passwords.js';
import { createScenario, type Scenario } from '../support/scenario.js';
import { startServer, type TestServer } from '../support/server.js';
import { twoProcesses } from '../support/two-processes.js';

const HOST = 'shop.example.com';

let server: TestServer;
let make: Scenario;
let acme: string;
/** May read orders that begin with 1, and not 13, in `acme`. */
let ann: { readonly id: string; readonly token: string };
let othersToken: string;

beforeAll(async () => {
  server = await startServer({ env: { REEVE_RATE_LIMIT: 'off', REEVE_TRUSTED_PROXIES: '127.0.0.1' } });
  make = createScenario(server);
  acme = await make.realm();
  const other = await make.realm();
  ann = await user(acme, 'ann+orders@example.com');
  othersToken = (await user(other, 'ann+orders@example.com')).token;
  const group = await make.mutate<{ id: string }>(
    acme,
    'createGroup',
    { name: 'Ä, B' },
    '... on Group { id }',
  );
  await make.mutate(acme, 'addGroupMembers', { groupId: group.id, memberIds: [ann.id] });
  await make.mutate(acme, 'putInlinePolicy', {
    targetId: ann.id,
    name: 'orders',
    document: {
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Action: 'orders:Read', Resource: `rn:${acme}:orders:order/1*` },
        { Effect: 'Deny', Action: 'orders:Read', Resource: `rn:${acme}:orders:order/13` },
        {
          Effect: 'Allow',
          Action: 'orders:Nearby',
          Resource: '*',
          Condition: { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } },
        },
      ],
    },
  });
  await route({
    path: '/orders/{id}',
    methods: ['GET'],
    action: 'orders:Read',
    resource: 'orders:order/{id}',
  });
  await route({ path: '/nearby', action: 'orders:Nearby', resource: 'orders:nearby' });
  await route({ path: '/health', methods: ['GET'], public: true });
}, 60_000);
afterAll(async () => {
  await server.stop();
});

async function user(realm: string, email: string): Promise<{ id: string; token: string }> {
  const id = await make.user(realm, email);
  const { body } = await server.login(realm, email, STRONG_PASSWORD);
  return { id, token: body.access_token };
}

/** Adds a route for HOST; answers its id. */
async function route(input: { resource?: string; [field: string]: unknown }): Promise<string> {
  const resource = input.resource === undefined ? {} : { resource: `rn:${acme}:${input.resource}` };
  const fields = '... on GatewayRoute { id }';
  const { id } = await make.mutate<{ id: string }>(
    acme,
    'createGatewayRoute',
    { host: HOST, ...input, ...resource },
    fields,
  );
  return id;
}

interface Answered {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly code: string | undefined;
}

/** One request with its path as it is written, which `fetch` would put right. */
async function send(
  path: string,
  { method = 'GET', headers = {} }: { method?: string; headers?: Record<string, string | string[]> },
): Promise<Answered> {
  const outgoing = request(server.url, { path, method, headers, agent: false });
  outgoing.end();
  const [incoming] = (await once(outgoing, 'response')) as [IncomingMessage];
  let text = '';
  for await (const chunk of incoming) text += String(chunk);
  const code = text === '' ? undefined : (JSON.parse(text) as { code: string }).code;
  return { status: incoming.statusCode ?? 0, headers: incoming.headers, code };
}

interface Original {
  readonly method?: string;
  readonly host?: string;
  readonly target: string;
  readonly token?: string | undefined;
  readonly realm?: string;
  readonly headers?: Record<string, string>;
}

/** How each gateway asks about a request. */
const GATEWAYS = {
  nginx: ({ method = 'GET', host = HOST, target, token, realm = acme, headers = {} }) =>
    send(`/realms/${realm}/gateway/nginx`, {
      headers: {
        'X-Original-URI': target,
        'X-Original-Method': method,
        'X-Original-Host': host,
        ...bearer(token),
        ...headers,
      },
    }),
  'Traefik and Caddy': ({ method = 'GET', host = HOST, target, token, realm = acme, headers = {} }) =>
    send(`/realms/${realm}/gateway/forward`, {
      headers: {
        'X-Forwarded-Method': method,
        'X-Forwarded-Proto': 'https',
        'X-Forwarded-Host': host,
        'X-Forwarded-Uri': target,
        'X-Forwarded-For': '198.51.100.7',
        ...bearer(token),
        ...headers,
      },
    }),
  Envoy: ({ method = 'GET', host = HOST, target, token, realm = acme, headers = {} }) =>
    send(`/realms/${realm}/gateway/envoy${target}`, {
      method,
      headers: { Host: host, 'Content-Length': '0', ...bearer(token), ...headers },
    }),
} as const satisfies Record<string, (original: Original) => Promise<Answered>>;

function bearer(token: string | undefined): Record<string, string> {
  return token === undefined ? {} : { Authorization: `Bearer ${token}` };
}

describe.each(Object.entries(GATEWAYS))('%s', (name, ask) => {
  const order = '/orders/12';

  test('an allowed request passes, with who it is in headers', async () => {
    const { status, headers, code } = await ask({ target: `${order}?verbose`, token: ann.token });
    expect({ status, code }).toEqual({ status: 200, code: undefined });
    expect(headers).toMatchObject({
      'x-reeve-subject': ann.id,
      'x-reeve-realm': acme,
      'x-reeve-email': 'ann+orders@example.com',
      'x-reeve-groups': '%C3%84%2C%20B',
      'x-reeve-roles': '',
      'x-reeve-truncated': '',
      'x-reeve-revision': expect.stringMatching(/^[1-9]\d*$/) as unknown,
      'content-length': '0',
      'cache-control': 'no-store',
    });
  });

  test('what is not allowed is a 403 and says nothing of who it is', async () => {
    for (const target of ['/orders/13', '/orders/2', '/orders/*']) {
      const { status, code, headers } = await ask({ target, token: ann.token });
      expect({ target, status, code }).toEqual({ target, status: 403, code: 'FORBIDDEN' });
      expect(Object.keys(headers).filter((header) => header.startsWith('x-reeve'))).toEqual([]);
    }
  });

  test('no token is a 401 that asks for one, a bad one a 401 that says so', async () => {
    const none = await ask({ target: order });
    expect({ status: none.status, challenge: none.headers['www-authenticate'] }).toEqual({
      status: 401,
      challenge: `Bearer realm="${acme}"`,
    });
    const system = await server.adminToken();
    for (const token of ['nonsense', othersToken, system, `${ann.token}x`]) {
      const { status, headers } = await ask({ target: order, token });
      expect({ status, challenge: headers['www-authenticate'] }).toEqual({
        status: 401,
        challenge: `Bearer realm="${acme}", error="invalid_token"`,
      });
    }
    const basic = await ask({ target: '/health', headers: { Authorization: 'Basic YTpi' } });
    expect(basic.status).toBe(401);
  });

  test('what no route is for is a 403, without a token a 401', async () => {
    for (const target of ['/', '/orders', '/orders/12/items', '/else']) {
      const { status, code } = await ask({ target, token: ann.token });
      expect({ target, status, code }).toEqual({ target, status: 403, code: 'NO_ROUTE' });
      expect((await ask({ target })).status).toBe(401);
    }
    expect((await ask({ target: order, token: ann.token, host: 'other.example.com' })).code).toBe('NO_ROUTE');
    expect((await ask({ target: order, token: ann.token, host: `${HOST.toUpperCase()}:8443` })).status).toBe(
      200,
    );
  });

  test('another method than the route has is a 403', async () => {
    for (const method of ['POST', 'HEAD', 'DELETE', 'OPTIONS']) {
      const { status } = await ask({ method, target: order, token: ann.token });
      expect({ method, status }).toEqual({ method, status: 403 });
    }
  });

  test('a public route needs no token, and tells whose a good one is; a bad one is refused', async () => {
    const nobody = await ask({ target: '/health' });
    expect(nobody).toMatchObject({
      status: 200,
      headers: { 'x-reeve-subject': '', 'x-reeve-email': '', 'x-reeve-groups': '', 'x-reeve-realm': acme },
    });
    const known = await ask({ target: '/health', token: ann.token });
    expect(known).toMatchObject({ status: 200, headers: { 'x-reeve-subject': ann.id } });
    expect((await ask({ target: '/health', token: othersToken })).status).toBe(401);
    expect((await ask({ target: '/health', method: 'POST' })).status).toBe(401);
  });

  test('a path that can be read in two ways is a 403, public or not', async () => {
    for (const target of [
      '//orders/12',
      '/health/../orders/12',
      '/health/%2e%2e/orders/12',
      '/health/..%2forders/12',
      '/health/..%5corders/12',
      '/health/..;/orders/12',
      '/health;x',
      '/health%2Forders',
      '/health%252F..',
      '/health%00',
      '/orders/12%0a',
      '/orders/%c0%ae%c0%ae',
      '/orders/12%',
      '/Orders/12',
    ]) {
      const { status, code } = await ask({ target, token: ann.token });
      expect({ target, status, code }).toEqual({ target, status: 403, code: 'AMBIGUOUS_REQUEST' });
      expect({ target, status: (await ask({ target })).status }).toEqual({ target, status: 401 });
    }
  });

  test('identity headers that a caller sends count for nothing', async () => {
    const { headers } = await ask({
      target: '/health',
      headers: { 'X-Reeve-Subject': 'root', 'X-Reeve-Roles': 'administrator' },
    });
    expect(headers).toMatchObject({ 'x-reeve-subject': '', 'x-reeve-roles': '' });
  });

  test('the address of who asks is what trusted proxies say', async () => {
    const from = async (address: string): Promise<number> =>
      (await ask({ target: '/nearby', token: ann.token, headers: { 'X-Forwarded-For': address } })).status;
    expect(await from('203.0.113.9')).toBe(200);
    expect(await from('198.51.100.9')).toBe(403);
    // The last one that no proxy of ours wrote.
    expect(await from('203.0.113.9, 198.51.100.9')).toBe(403);
  });

  test('a realm that does not exist is the 401 of a bad token', async () => {
    for (const realm of ['nowhere', 'No-Realm', '%2e%2e']) {
      const { status } = await ask({ realm, target: order, token: ann.token });
      expect({ realm, status }).toEqual({ realm, status: 401 });
      expect((await ask({ realm, target: '/health' })).status).toBe(401);
    }
  });

  test('another realm in X-Realm is refused', async () => {
    const { status, code } = await ask({ target: order, token: ann.token, headers: { 'X-Realm': 'beta' } });
    expect({ status, code }).toEqual({ status: name === 'nginx' ? 403 : 400, code: 'REALM_MISMATCH' });
  });

  test('a session that was ended is refused at the next request', async () => {
    const { token } = await user(acme, `${name.replaceAll(' ', '-')}@example.com`);
    const target = '/health';
    expect((await ask({ target, token })).headers['x-reeve-email']).toBe(
      `${name.replaceAll(' ', '-')}@example.com`,
    );
    expect((await server.postJson(`/realms/${acme}/logout`, {}, { token })).status).toBeLessThan(300);
    expect((await ask({ target, token })).status).toBe(401);
  });

  test('a route that comes, changes and goes counts at the next request', async () => {
    const target = `/${name.slice(0, 3)}/1`;
    const path = target.replace('1', '{id}');
    const status = async (): Promise<number> => (await ask({ target, token: ann.token })).status;
    expect(await status()).toBe(403);
    const id = await route({ path, action: 'orders:Read', resource: 'orders:order/{id}' });
    expect(await status()).toBe(200);
    await make.mutate(acme, 'updateGatewayRoute', { id, action: 'orders:Write' });
    expect(await status()).toBe(403);
    await make.mutate(acme, 'updateGatewayRoute', { id, public: true });
    expect(await status()).toBe(200);
    await make.mutate(acme, 'deleteGatewayRoute', { id });
    expect(await status()).toBe(403);
  });
});

describe('a gateway that does not say what it asks about', () => {
  test('is told so, nginx in the words that it knows', async () => {
    const headers = bearer(ann.token);
    const forward = await send(`/realms/${acme}/gateway/forward`, { headers });
    expect({ status: forward.status, code: forward.code }).toEqual({ status: 400, code: 'GATEWAY_HEADER' });
    const nginx = await send(`/realms/${acme}/gateway/nginx`, { headers });
    expect({ status: nginx.status, code: nginx.code }).toEqual({ status: 403, code: 'GATEWAY_HEADER' });
  });

  test('a header of another kind of gateway is not looked at', async () => {
    const spoofed = { 'X-Original-URI': '/health', 'X-Forwarded-Uri': '/health', 'X-Rewrite-URL': '/health' };
    const ask = (token?: string) =>
      GATEWAYS.Envoy({ target: '/orders/13', headers: spoofed, token }).then(({ status }) => status);
    expect([await ask(), await ask(ann.token)]).toEqual([401, 403]);
  });

  test('one that says it twice is refused', async () => {
    const twice = await send(`/realms/${acme}/gateway/forward`, {
      headers: {
        ...bearer(ann.token),
        'X-Forwarded-Host': HOST,
        'X-Forwarded-Method': 'GET',
        'X-Forwarded-Uri': ['/orders/12', '/orders/12'],
      },
    });
    expect({ status: twice.status, code: twice.code }).toEqual({ status: 403, code: 'AMBIGUOUS_REQUEST' });
  });
});

describe('nginx', () => {
  test('hears 200, 401 or 403, whatever is wrong with the request', async () => {
    const path = `/realms/${acme}/gateway/nginx`;
    const original = { 'X-Original-URI': '/orders/12', 'X-Original-Method': 'GET', 'X-Original-Host': HOST };
    const statuses = await Promise.all(
      [
        {},
        { headers: original },
        { headers: { ...original, Authorization: 'Bearer' } },
        { headers: { ...original, ...bearer(ann.token), 'Content-Type': ['text/plain', 'text/html'] } },
        { headers: { ...original, ...bearer(ann.token), 'X-Original-URI': `/${'a'.repeat(9000)}` } },
        { headers: { ...original, ...bearer('x'.repeat(9000)), 'X-Original-URI': `/${'a'.repeat(9000)}` } },
        { headers: { ...original, ...bearer(ann.token), 'X-Original-Method': 'get' } },
        { headers: { ...original, ...bearer(ann.token), 'X-Original-Host': 'a b' } },
        { headers: { ...original, ...bearer(ann.token) }, method: 'POST' },
        { headers: { ...original, ...bearer(ann.token) }, method: 'PURGE' },
      ].map(async (asked) => (await send(path, asked)).status),
    );
    expect(statuses).toEqual([401, 401, 401, 403, 403, 401, 403, 403, 200, 200]);
    expect((await send('/realms/!/gateway/nginx', {})).status).toBe(401);
  });
});

describe('Envoy', () => {
  test.each(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND'])(
    'asks with the method of the request: %s',
    async (method) => {
      const target = `/any/${method}`;
      const id = await route({ path: target, methods: [method], public: true });
      expect((await GATEWAYS.Envoy({ method, target })).status).toBe(200);
      expect((await GATEWAYS.Envoy({ method: method === 'GET' ? 'POST' : 'GET', target })).status).toBe(401);
      await make.mutate(acme, 'deleteGatewayRoute', { id });
    },
  );

  test('gets its answer before the body that it announces, and the connection ends', async () => {
    const { hostname, port } = new URL(server.url);
    const socket = connect(Number(port), hostname);
    socket.write(
      `GET /realms/${acme}/gateway/envoy/health HTTP/1.1\r\nHost: ${HOST}\r\nContent-Length: 1000000\r\n\r\nno more`,
    );
    let answer = '';
    for await (const chunk of socket) answer += String(chunk);
    // Another question on that connection would be taken for the rest of the body.
    expect(answer).toMatch(/^HTTP\/1\.1 200 .*\r\nConnection: close\r\n/s);
  });

  test('an address beside the prefix is none', async () => {
    expect((await send(`/realms/${acme}/gateway/envoyhealth`, {})).status).toBe(404);
    expect((await send(`/realms/${acme}/gateway/nginx/health`, {})).status).toBe(404);
  });
});

describe('the table of routes', () => {
  const FIELDS = 'host methods path public action resource description version';
  const order = (path: string, more: object = {}) => ({
    path,
    action: 'orders:Read',
    resource: `rn:${acme}:orders:order/1`,
    ...more,
  });

  async function attempt(name: string, input: object, token?: string): Promise<Record<string, unknown>> {
    const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`;
    const data = await server.graphql<Record<string, Record<string, unknown>>>(
      `mutation ($input: ${type}!) { ${name}(input: $input) { __typename ... on GatewayRoute { id ${FIELDS} } ... on Error { code } ... on InvalidInputError { issues { path message } } } }`,
      { input },
      { realm: acme, token: token ?? (await server.adminToken()) },
    );
    return data[name] ?? {};
  }

  test('is written, read, paged, changed and deleted', async () => {
    const created = await attempt(
      'createGatewayRoute',
      order('/a/{x}', { host: '*.test', methods: ['GET'] }),
    );
    expect(created).toMatchObject({
      host: '*.test',
      methods: ['GET'],
      path: '/a/{x}',
      public: false,
      action: 'orders:Read',
      resource: `rn:${acme}:orders:order/1`,
      description: null,
      version: 1,
    });
    const { id } = created;
    const changed = await attempt('updateGatewayRoute', {
      id,
      host: null,
      methods: null,
      description: 'For tests.',
      resource: `rn:${acme}:orders:order/{x}`,
      expectedVersion: 1,
    });
    expect(changed).toMatchObject({
      host: null,
      methods: [],
      path: '/a/{x}',
      action: 'orders:Read',
      resource: `rn:${acme}:orders:order/{x}`,
      description: 'For tests.',
      version: 2,
    });
    expect(await attempt('updateGatewayRoute', { id, path: '/b', expectedVersion: 1 })).toMatchObject({
      code: 'VERSION_CONFLICT',
    });
    // The resource would name a variable that the path has no more.
    expect(await attempt('updateGatewayRoute', { id, path: '/b' })).toMatchObject({
      issues: [{ path: ['input', 'resource'] }],
    });
    const read = await server.graphql(
      `query ($id: ID!) { gatewayRoute(id: $id) { ${FIELDS} } node(id: $id) { __typename } gatewayRoutes(first: 2) { edges { node { path } } pageInfo { hasNextPage endCursor } } }`,
      { id },
      { realm: acme, token: await server.adminToken() },
    );
    expect(read).toMatchObject({
      gatewayRoute: { description: 'For tests.', version: 2 },
      node: { __typename: 'GatewayRoute' },
      gatewayRoutes: {
        edges: [{ node: { path: '/orders/{id}' } }, { node: { path: '/nearby' } }],
        pageInfo: { hasNextPage: true },
      },
    });
    expect(await attempt('deleteGatewayRoute', { id })).toMatchObject({ id, version: 2 });
    expect(await attempt('deleteGatewayRoute', { id })).toMatchObject({ code: 'NOT_FOUND' });
    expect(await attempt('updateGatewayRoute', { id, path: '/c' })).toMatchObject({ code: 'NOT_FOUND' });
  });

  test('has one route for a host, path and method', async () => {
    const first = await attempt('createGatewayRoute', order('/t/{x}', { methods: ['GET', 'PUT'] }));
    const rest = await attempt('createGatewayRoute', order('/t/{y}'));
    const deletes = await attempt('createGatewayRoute', order('/t/{z}', { methods: ['DELETE'] }));
    expect([first, rest, deletes].map(({ __typename }) => __typename)).toEqual(Array(3).fill('GatewayRoute'));
    const taken = { code: 'GATEWAY_ROUTE_TAKEN' };
    expect(
      await attempt('createGatewayRoute', order('/t/{any}', { methods: ['POST', 'PUT'] })),
    ).toMatchObject(taken);
    expect(await attempt('createGatewayRoute', order('/t/{any}', { methods: [] }))).toMatchObject(taken);
    expect(await attempt('updateGatewayRoute', { id: deletes['id'], methods: ['GET'] })).toMatchObject(taken);
    expect(await attempt('updateGatewayRoute', { id: first['id'], methods: ['GET'] })).toMatchObject({
      version: 2,
    });
    const both = await Promise.all(
      [1, 2].map(() => attempt('createGatewayRoute', order('/t/{any}', { methods: ['PUT'] }))),
    );
    expect(both.map(({ code }) => code).sort()).toEqual(['GATEWAY_ROUTE_TAKEN', undefined]);
    for (const { id } of [first, rest, deletes, ...both]) {
      if (id !== undefined) await attempt('deleteGatewayRoute', { id });
    }
  });

  test.each([
    ['path', { path: 'orders' }],
    ['path', { path: '/orders/' }],
    ['path', { path: '/a/../b' }],
    ['path', { path: '/a/\u0000' }],
    ['host', { path: '/x', host: 'Shop.example.com' }],
    ['host', { path: '/x', host: 'shop.example.com:80' }],
    ['host', { path: '/x', host: '*' }],
    ['host', { path: '/x', host: '' }],
    ['methods', { path: '/x', methods: ['get'] }],
    ['methods', { path: '/x', methods: ['GET', 'GET'] }],
    ['action', { path: '/x', action: null }],
    ['action', { path: '/x', action: 'orders:*' }],
    ['action', { path: '/x', action: 'Read' }],
    ['resource', { path: '/x', resource: null }],
    ['resource', { path: '/x', resource: 'rn:system:orders:order/1' }],
    ['resource', { path: '/x', resource: 'order/1' }],
    ['resource', { path: '/{x}', resource: 'rn:REALM:orders:{y}' }],
    ['public', { path: '/x', public: true }],
  ])('refuses a wrong %s: %j', async (field, fields) => {
    const given = JSON.parse(JSON.stringify(fields).replace('REALM', acme)) as object;
    const refused = await attempt('createGatewayRoute', { ...order('/x'), ...given });
    expect(refused).toMatchObject({ code: 'BAD_USER_INPUT' });
    const [issue] = refused['issues'] as { path: string[] }[];
    expect(issue?.path.slice(0, 2)).toEqual(['input', field]);
  });

  test('is for those who are granted it', async () => {
    for (const [name, input] of [
      ['createGatewayRoute', order('/mine')],
      ['updateGatewayRoute', { id: ann.id, path: '/mine' }],
      ['deleteGatewayRoute', { id: ann.id }],
    ] as const) {
      expect(await attempt(name, input, ann.token)).toMatchObject({ code: 'FORBIDDEN' });
    }
    const { errors } = await server.graphqlRaw(
      '{ gatewayRoutes { edges { cursor } } }',
      {},
      { realm: acme, token: ann.token },
    );
    expect(errors?.[0]?.extensions?.['code']).toBe('FORBIDDEN');
  });
});

test('a route that another process wrote counts here too; there are at most a thousand', async () => {
  const processes = await twoProcesses();
  try {
    const [first, second] = await processes.realm();
    const service = createGatewayRouteService({ clock: systemClock });
    const tables = createRouteTables({ all: allRoutes });
    const asked = { host: 'h', method: 'GET', segments: ['x'] };
    expect((await tables.of(second.realm)).match(asked)).toBeUndefined();
    const { id } = await service.create(first.ctx, { path: '/x', public: true });
    const { revision } = await first.realm.counters();
    await second.realm.countersAtLeast(revision);
    expect((await tables.of(second.realm)).match(asked)).toMatchObject({ public: true, route: { id } });
    await service.delete(first.ctx, { id });
    await second.realm.countersAtLeast(revision + 1);
    expect((await tables.of(second.realm)).match(asked)).toBeUndefined();

    const at = new Date();
    const many = Array.from({ length: 999 }, (_, index) => {
      const path = `/many/${index}`;
      return {
        _id: newId(),
        host: '',
        methods: [],
        path,
        shape: path,
        version: 1,
        createdAt: at,
        updatedAt: at,
      };
    });
    await first.realm.model(routeRecords).insertMany(many);
    await service.create(first.ctx, { path: '/last', public: true });
    const table = await tables.of(first.realm);
    expect(table.match({ ...asked, segments: ['many', '998'] })).toMatchObject({ public: true });
    expect(table.match({ ...asked, segments: ['last'] })).toMatchObject({ public: true });
    await expect(service.create(first.ctx, { path: '/more', public: true })).rejects.toMatchObject({
      code: 'GATEWAY_ROUTE_LIMIT',
    });
  } finally {
    await processes.close();
  }
});
