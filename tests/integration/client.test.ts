import { execFile } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import { serve } from '@hono/node-server';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import express from 'express';
import { Hono, type Context } from 'hono';
import {
  createGuard,
  createReeve,
  expressGuard,
  honoGuard,
  type Principal,
  type Reeve,
} from '../../src/client/public.js';
import { forgeries } from '../support/forge.js';
import { STRONG_PASSWORD } from '../support/passwords.js';
import { startServer, type TestServer } from '../support/server.js';

let server: TestServer;
let reeve: Reeve;
let ann: { readonly id: string; readonly token: string };
let service: { readonly clientId: string; readonly clientSecret: string };

const graphql = async <T>(query: string, input: unknown): Promise<T> => {
  const token = await server.adminToken();
  const data = await server.graphql<Record<string, T>>(query, { input }, { realm: 'acme', token });
  const [result] = Object.values(data);
  if (result === undefined) throw new Error('There is no result.');
  return result;
};
const create = (input: object) =>
  graphql<{ id: string }>(
    'mutation ($input: CreateAccountInput!) { createAccount(input: $input) { ... on Account { id } ... on Error { message } } }',
    input,
  );

async function allow(accountId: string, statement: object): Promise<void> {
  await graphql(
    'mutation ($input: PutInlinePolicyInput!) { putInlinePolicy(input: $input) { __typename ... on Error { message } } }',
    {
      targetId: accountId,
      name: 'Given',
      document: { Version: '2012-10-17', Statement: { Effect: 'Allow', ...statement } },
    },
  );
}

/** The realm's revision, as an answer names it. */
async function revisionNow(): Promise<number> {
  const { headers } = await server.postJson(
    '/realms/acme/access/v1/evaluation',
    { subject: { type: 'account', id: ann.id }, action: { name: 'Read' }, resource: read('eu-1').resource },
    { token: ann.token },
  );
  return Number(headers.get('x-reeve-revision'));
}

async function login(email: string): Promise<{ readonly token: string; readonly refreshToken: string }> {
  const { body } = await server.login('acme', email, STRONG_PASSWORD);
  return { token: body.access_token, refreshToken: body.refresh_token };
}

beforeAll(async () => {
  server = await startServer({ env: { REEVE_RATE_LIMIT: 'off' } });
  await server.graphql(
    'mutation ($input: CreateRealmInput!) { createRealm(input: $input) { ... on Realm { slug } } }',
    { input: { slug: 'acme', name: 'Acme' } },
    { realm: 'system', token: await server.adminToken() },
  );
  const { id } = await create({ email: 'ann@example.com', password: STRONG_PASSWORD });
  ann = { id, token: (await login('ann@example.com')).token };
  await allow(id, { Action: 'orders:Read', Resource: 'rn:acme:orders:order/eu-*' });
  const { id: clientId } = await create({ kind: 'SERVICE', name: 'shop' });
  await allow(clientId, { Action: ['iam:Evaluate', 'iam:SupplyContext'], Resource: '*' });
  const { secret } = await graphql<{ secret: string }>(
    'mutation ($input: CreateAccountSecretInput!) { createAccountSecret(input: $input) { ... on NewAccountSecret { secret } } }',
    { accountId: clientId },
  );
  service = { clientId, clientSecret: secret };
  reeve = createReeve({ issuer: `${server.url}/realms/acme`, credentials: service });
}, 60_000);
afterAll(async () => {
  await server.stop();
});

const read = (id: string) => ({ action: 'Read', resource: { type: 'orders/order', id } });

describe('verify', () => {
  test('says who it is', async () => {
    await expect(reeve.verify(ann.token)).resolves.toMatchObject({
      id: ann.id,
      realm: 'acme',
      roles: [],
      groups: [],
    });
  });

  test('refuses what is not an access token of the realm', async () => {
    const forged = await forgeries(server, 'acme', ann.token);
    const others = { 'of another realm': await server.adminToken(), nonsense: 'a.b.c', nothing: '' };
    for (const [what, token] of Object.entries({ ...forged, ...others })) {
      await expect(reeve.verify(token).then(() => what)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    }
  });

  test('says that it cannot know while the keys are out of reach', async () => {
    const away = createReeve({ issuer: 'http://127.0.0.1:9/realms/acme' });
    await expect(away.verify(ann.token)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  });
});

describe('can', () => {
  test('a principal asks for itself', async () => {
    const principal = await reeve.verify(ann.token);
    await expect(reeve.can(principal, read('eu-1'))).resolves.toBe(true);
    await expect(reeve.can(principal, read('us-1'))).resolves.toBe(false);
    await expect(reeve.can(principal, { ...read('eu-1'), action: 'orders:Delete' })).resolves.toBe(false);
  });

  test('the service asks about others, and says what the circumstances are', async () => {
    await expect(reeve.can(ann.id, read('eu-1'))).resolves.toBe(true);
    await expect(reeve.can(ann.id, { ...read('eu-1'), context: { channel: 'web' } })).resolves.toBe(true);
    await expect(reeve.can('nobody@example.com', read('eu-1'))).resolves.toBe(false);
  });

  test('what a principal may not ask is refused', async () => {
    const principal = await reeve.verify(ann.token);
    const question = { ...read('eu-1'), context: { 'aws:MultiFactorAuthPresent': true } };
    await expect(
      reeve.can(principal, { ...read('eu-1'), context: { channel: 'web' } }),
    ).rejects.toMatchObject({
      code: 'FORBIDDEN',
    });
    await expect(reeve.can(ann.id, question)).rejects.toMatchObject({ code: 'BAD_QUESTION' });
  });

  test('a change is seen at once by whoever names its revision', async () => {
    const { id } = await create({ email: 'bob@example.com', password: STRONG_PASSWORD });
    await expect(reeve.can(id, read('eu-2'))).resolves.toBe(false);
    await allow(id, { Action: 'orders:Read', Resource: '*' });
    const revision = await revisionNow();
    await expect(reeve.can(id, read('eu-2'), { atLeast: revision })).resolves.toBe(true);
    await expect(reeve.can(id, read('eu-2'))).resolves.toBe(true);
  });
});

describe('guards', () => {
  const question = (id: string) => read(id);
  const servers: Server[] = [];
  const sites: Record<string, (path: string, headers?: Record<string, string>) => Promise<Response>> = {};

  beforeAll(async () => {
    const guard = createGuard<Request>(reeve, (request) => question(new URL(request.url).pathname.slice(1)));
    sites['fetch'] = async (path, headers = {}) => {
      const guarded = await guard(new Request(`http://shop.example${path}`, { headers }));
      return guarded.allowed ? Response.json({ id: guarded.principal.id }) : guarded.response;
    };

    const app = express();
    app.get(
      '/:id',
      expressGuard<express.Request<{ id: string }>>(reeve, ({ params }) => question(params.id)),
      (request: express.Request & { principal?: Principal }, response) => {
        response.json({ id: request.principal?.id });
      },
    );
    sites['express'] = await siteOf(createServer(app));

    const hono = new Hono<{ Variables: { principal: Principal } }>();
    hono.get(
      '/:id',
      honoGuard(reeve, (c: Context) => question(c.req.param('id') ?? '')),
      (c) => c.json({ id: c.get('principal').id }),
    );
    sites['hono'] = await new Promise((resolve) => {
      const listening = serve({ fetch: hono.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) => {
        resolve((path, headers = {}) => fetch(`http://127.0.0.1:${port}${path}`, { headers }));
      });
      servers.push(listening as Server);
    });
  });
  afterAll(() => {
    for (const one of servers) one.close();
  });

  async function siteOf(
    site: Server,
  ): Promise<(path: string, headers?: Record<string, string>) => Promise<Response>> {
    await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
    servers.push(site);
    const { port } = site.address() as AddressInfo;
    return (path, headers = {}) => fetch(`http://127.0.0.1:${port}${path}`, { headers });
  }

  describe.each(['fetch', 'express', 'hono'])('for %s', (name) => {
    const ask = async (path: string, headers?: Record<string, string>) => {
      const answer = await sites[name]?.(path, headers);
      if (answer === undefined) throw new Error(`There is no site ${name}.`);
      return {
        status: answer.status,
        headers: answer.headers,
        body: (await answer.json()) as Record<string, unknown>,
      };
    };

    test('lets in who may', async () => {
      await expect(ask('/eu-1', { authorization: `Bearer ${ann.token}` })).resolves.toMatchObject({
        status: 200,
        body: { id: ann.id },
      });
    });

    test('403 for who may not', async () => {
      const { status, headers, body } = await ask('/us-1', { authorization: `Bearer ${ann.token}` });
      expect({ status, code: body['code'] }).toEqual({ status: 403, code: 'FORBIDDEN' });
      expect(headers.get('content-type')).toBe('application/problem+json');
    });

    test.each([
      [{}, 'Bearer realm="reeve"'],
      [{ authorization: 'Basic YTpi' }, 'Bearer realm="reeve"'],
      [{ authorization: 'Bearer nonsense' }, 'Bearer realm="reeve", error="invalid_token"'],
    ])('401 for %j', async (given, challenge) => {
      const { status, headers } = await ask('/eu-1', given);
      expect([status, headers.get('www-authenticate')]).toEqual([401, challenge]);
    });
  });

  test('a revoked session is out as soon as what was answered is a second old', async () => {
    await create({ email: 'cid@example.com', password: STRONG_PASSWORD });
    const { token, refreshToken } = await login('cid@example.com');
    const principal = await reeve.verify(token);
    await expect(reeve.can(principal, read('eu-1'))).resolves.toBe(false);
    const { status } = await server.postJson(
      '/realms/acme/logout',
      { refresh_token: refreshToken },
      { token },
    );
    expect(status).toBe(204);
    await setTimeout(1000);
    const guarded = await sites['fetch']?.('/eu-1', { authorization: `Bearer ${token}` });
    expect(guarded?.status).toBe(401);
  });

  test('503, and nobody in, while Reeve is away', async () => {
    const alone = createReeve({
      issuer: `${server.url}/realms/acme`,
      fetch: (url, init) =>
        (url as URL | string).toString().endsWith('/jwks')
          ? fetch(url, init)
          : Promise.reject(new Error('away')),
    });
    const guard = createGuard<Request>(alone, () => question('eu-1'));
    const guarded = await guard(
      new Request('http://shop.example/', { headers: { authorization: `Bearer ${ann.token}` } }),
    );
    expect(guarded.allowed ? 200 : guarded.response.status).toBe(503);
  });
});

test('the built package exports it, with jose and nothing else of ours behind it', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--input-type=module',
    '--eval',
    "import * as client from 'reeve/client'; console.log(Object.keys(client).sort().join(' '));",
  ]);
  expect(stdout.trim()).toBe('ClientError createGuard createReeve expressGuard honoGuard');
});
