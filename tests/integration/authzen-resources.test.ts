import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startServer, type TestServer } from '../support/server.js';

let server: TestServer;
let token: string;

beforeAll(async () => {
  server = await startServer();
  token = await server.adminToken();
}, 60_000);
afterAll(async () => {
  await server.stop();
});

interface Registration {
  readonly registerResources: {
    readonly code?: string;
    readonly registeredCount: number;
    readonly results: readonly {
      readonly resource: { name: string; resourceId: string; tags: object; owner: string | null } | null;
      readonly error: { code: string } | null;
    }[];
  };
}

async function register(resources: readonly object[]): Promise<Registration['registerResources']> {
  const answer = await server.graphql<Registration>(
    `mutation ($input: RegisterResourcesInput!) { registerResources(input: $input) {
      ... on ResourcesRegistration { registeredCount results { resource { name resourceId tags owner } error { code } } }
      ... on Error { code message } } }`,
    { input: { resources } },
    { realm: 'system', token },
  );
  return answer.registerResources;
}

async function names(args: string): Promise<string[]> {
  const { resources } = await server.graphql<{ resources: { edges: { node: { name: string } }[] } }>(
    `{ resources${args} { edges { node { name } } pageInfo { endCursor } } }`,
    {},
    { realm: 'system', token },
  );
  return resources.edges.map(({ node }) => node.name);
}

describe('registered resources', () => {
  test('have the names that policies use, and are listed by type and by name', async () => {
    const { registeredCount, results } = await register([
      { type: 'book', id: '1', tags: { team: 'a', 'with.dots$and:colons': 'x' } },
      { type: 'shop/order', id: '42' },
      { type: 'shop/order', id: 'rn:system:shop:order/43' },
      { type: 's3/bucket', id: 'arn:aws:s3:::photos' },
    ]);
    expect(registeredCount).toBe(4);
    expect(results.map(({ resource }) => [resource?.name, resource?.resourceId])).toEqual([
      ['rn:system:book:1', '1'],
      ['rn:system:shop:order/42', '42'],
      ['rn:system:shop:order/43', '43'],
      ['arn:aws:s3:::photos', 'arn:aws:s3:::photos'],
    ]);
    expect(results[0]?.resource?.tags).toEqual({ team: 'a', 'with.dots$and:colons': 'x' });
    expect(await names('(filter: { type: "shop/order" })')).toEqual([
      'rn:system:shop:order/42',
      'rn:system:shop:order/43',
    ]);
    expect(await names('(filter: { namePrefix: "rn:system:shop:" }, first: 1)')).toEqual([
      'rn:system:shop:order/42',
    ]);
    const after = Buffer.from('rn:system:shop:order/42').toString('base64url');
    expect(await names(`(filter: { namePrefix: "rn:system:shop:" }, after: "${after}")`)).toEqual([
      'rn:system:shop:order/43',
    ]);
  });

  test('are refused one by one', async () => {
    const { registeredCount, results } = await register([
      { type: 'book', id: 'ok' },
      { type: 'a/b/c', id: '1' },
      { type: 'book', id: 'rn:elsewhere:book:1' },
      { type: 'book', id: 'rn:system' },
      { type: 'book', id: '1', tags: { Team: 'a', team: 'b' } },
      { type: 'book', id: '1', tags: { team: 3 } },
      { type: 'book', id: '1', owner: '0192d1f0-0000-7000-8000-000000000001' },
      { type: 'book', id: 'x'.repeat(513) },
      { type: 'iam/account', id: '0192d1f0-0000-7000-8000-000000000001', tags: { protected: 'yes' } },
    ]);
    expect(registeredCount).toBe(1);
    expect(results.map(({ error }) => error?.code)).toEqual([
      undefined,
      'BAD_USER_INPUT',
      'BAD_USER_INPUT',
      'BAD_USER_INPUT',
      'BAD_USER_INPUT',
      'BAD_USER_INPUT',
      'NOT_FOUND',
      'BAD_USER_INPUT',
      'BAD_USER_INPUT',
    ]);
  });

  test('are changed by registering them again, and forgotten', async () => {
    const { accounts } = await server.graphql<{ accounts: { edges: { node: { id: string } }[] } }>(
      '{ accounts { edges { node { id } } } }',
      {},
      { realm: 'system', token },
    );
    const owner = accounts.edges[0]?.node.id;
    const longest = 'é'.repeat(512);
    await register([{ type: 'note', id: longest, tags: { a: '1' }, owner }]);
    const [again] = (await register([{ type: 'note', id: longest, tags: { b: '2' } }])).results;
    expect(again?.resource).toMatchObject({ tags: { b: '2' }, owner: null });

    const name = `rn:system:note:${longest}`;
    const forgotten = await server.graphql(
      'mutation ($input: DeregisterResourcesInput!) { deregisterResources(input: $input) { ... on ResourcesDeregistration { names } } }',
      { input: { names: [name, 'rn:system:note:never'] } },
      { realm: 'system', token },
    );
    expect(forgotten).toEqual({ deregisterResources: { names: [name] } });
    expect(
      await server.graphql(
        'query ($name: String!) { resource(name: $name) { name } }',
        { name },
        { realm: 'system', token },
      ),
    ).toEqual({ resource: null });
  });

  test('come in thousands', async () => {
    const many = Array.from({ length: 1000 }, (_none, at) => ({
      type: 'bulk',
      id: String(at),
      tags: { at: String(at) },
    }));
    expect((await register(many)).registeredCount).toBe(1000);
    expect((await register([...many, { type: 'bulk', id: 'more' }])).code).toBe('BAD_USER_INPUT');
  });
});
