import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { STRONG_PASSWORD } from '../support/passwords.js';
import { startServer, type TestServer } from '../support/server.js';

const ACCESS = '/realms/acme/access/v1';
/** The one origin from which pages may call `acme`. */
const APP = 'https://app.example.com';

let server: TestServer;
/** Of an administrator of `acme`, and of somebody who holds nothing. */
let alice: { readonly id: string; readonly token: string };
let mallory: { readonly id: string; readonly token: string };

beforeAll(async () => {
  server = await startServer({
    env: { REEVE_RATE_LIMIT: 'off', PUBLIC_URL: 'https://id.example.com' },
  });
  const system = { realm: 'system', token: await server.adminToken() };
  await server.graphql(
    'mutation ($input: CreateRealmInput!) { createRealm(input: $input) { ... on Realm { slug } } }',
    { input: { slug: 'acme', name: 'Acme', settings: { corsOrigins: [APP] } } },
    system,
  );
  alice = await account('alice@acmecorp.com', 'crm-7');
  mallory = await account('mallory@example.com');
  const acme = { ...system, realm: 'acme' };
  const { roles } = await server.graphql<{ roles: { edges: { node: { id: string; name: string } }[] } }>(
    '{ roles { edges { node { id name } } } }',
    {},
    acme,
  );
  const roleId = roles.edges.find(({ node }) => node.name === 'administrator')?.node.id;
  await server.graphql(
    'mutation ($input: AssignRoleInput!) { assignRole(input: $input) { __typename } }',
    { input: { roleId, subjectId: alice.id } },
    acme,
  );
  await server.graphql(
    'mutation ($input: RegisterResourcesInput!) { registerResources(input: $input) { __typename } }',
    { input: { resources: ['123', '456', '789'].map((id) => ({ type: 'account', id })) } },
    acme,
  );
}, 60_000);
afterAll(async () => {
  await server.stop();
});

async function account(email: string, externalId?: string): Promise<{ id: string; token: string }> {
  const { createAccount } = await server.graphql<{ createAccount: { id: string } }>(
    'mutation ($input: CreateAccountInput!) { createAccount(input: $input) { ... on Account { id } ... on Error { message } } }',
    { input: { email, password: STRONG_PASSWORD, externalId } },
    { realm: 'acme', token: await server.adminToken() },
  );
  const { body } = await server.login('acme', email, STRONG_PASSWORD);
  return { id: createAccount.id, token: body.access_token };
}

const user = (id: string) => ({ type: 'user', id });
const document = (id: string) => ({ type: 'document', id });
const read = { name: 'can_read' };
const denied = (reason = 'No policy allows it.') => ({ decision: false, context: { reason } });

async function ask(route: string, body: unknown, token = alice.token, headers = {}) {
  return server.postJson(`${ACCESS}/${route}`, body, { token, headers });
}

describe('evaluation (AuthZEN 1.0, 6)', () => {
  test("the specification's example", async () => {
    const { status, headers, body } = await ask(
      'evaluation',
      {
        subject: user('alice@acmecorp.com'),
        resource: { type: 'account', id: '123' },
        action: { name: 'can_read', properties: { method: 'GET' } },
        context: { time: '1985-10-26T01:22-07:00' },
      },
      alice.token,
      { 'x-request-id': 'bfe9eb29-ab87-4ca3-be83-a1d5d8305716' },
    );
    expect({ status, body }).toEqual({ status: 200, body: { decision: true } });
    expect(headers.get('content-type')).toBe('application/json');
    expect(headers.get('x-request-id')).toBe('bfe9eb29-ab87-4ca3-be83-a1d5d8305716');
    expect(headers.get('cache-control')).toBe('no-store');
  });

  test("echoes a request id that is not of Reeve's own form", async () => {
    const body = { subject: user(alice.id), resource: document('1'), action: read };
    const { headers } = await ask('evaluation', body, alice.token, { 'x-request-id': 'a/b+c' });
    expect(headers.get('x-request-id')).toBe('a/b+c');
    for (const id of ['two words', '{"id": 7}', 'x'.repeat(300)]) {
      const routes = ['evaluation', 'evaluations', 'search/subject', 'search/resource', 'search/action'];
      const answers = await Promise.all(
        routes.map((route) => ask(route, { ...body, action: read }, alice.token, { 'x-request-id': id })),
      );
      expect(answers.map((one) => one.headers.get('x-request-id'))).toEqual(routes.map(() => id));
      const refused = await ask('search/subject', {}, 'no token', { 'x-request-id': id });
      expect({ status: refused.status, id: refused.headers.get('x-request-id') }).toEqual({
        status: 401,
        id,
      });
    }
  });

  test('finds a subject by id, external id and e-mail address; nobody is allowed nothing', async () => {
    const decisions = await Promise.all(
      [
        alice.id,
        'crm-7',
        'Alice@ACMEcorp.com',
        mallory.id,
        'mallory@example.com',
        'nobody@example.com',
        'crm-8',
        '0192d1f0-0000-7000-8000-000000000001',
      ].map(
        async (id) =>
          (await ask('evaluation', { subject: user(id), resource: document('1'), action: read })).body[
            'decision'
          ],
      ),
    );
    expect(decisions).toEqual([true, true, true, false, false, false, false, false]);
  });

  test('an e-mail address that moves to another account is that account at once', async () => {
    const question = { subject: user('moving@acmecorp.com'), resource: document('1'), action: read };
    const rename = async (id: string, email: string): Promise<void> => {
      const { updateAccount } = await server.graphql<{ updateAccount: object }>(
        'mutation ($input: UpdateAccountInput!) { updateAccount(input: $input) { __typename ... on Error { message } } }',
        { input: { id, email } },
        { realm: 'acme', token: await server.adminToken() },
      );
      expect(updateAccount).toEqual({ __typename: 'Account' });
    };
    await rename(alice.id, 'moving@acmecorp.com');
    expect((await ask('evaluation', question)).body).toEqual({ decision: true });
    await rename(alice.id, 'alice@acmecorp.com');
    await rename(mallory.id, 'moving@acmecorp.com');
    expect((await ask('evaluation', question)).body).toEqual(denied());
    await rename(mallory.id, 'mallory@example.com');
  });

  test('an external id that moves to another account is that account at once', async () => {
    const question = { subject: user('crm-9'), resource: document('1'), action: read };
    const name = async (id: string, externalId: string | null): Promise<void> => {
      const { updateAccount } = await server.graphql<{ updateAccount: object }>(
        'mutation ($input: UpdateAccountInput!) { updateAccount(input: $input) { __typename ... on Error { message } } }',
        { input: { id, externalId } },
        { realm: 'acme', token: await server.adminToken() },
      );
      expect(updateAccount).toEqual({ __typename: 'Account' });
    };
    await name(alice.id, 'crm-9');
    expect((await ask('evaluation', question)).body).toEqual({ decision: true });
    await name(alice.id, 'crm-7');
    await name(mallory.id, 'crm-9');
    expect((await ask('evaluation', question)).body).toEqual(denied());
    await name(mallory.id, null);
  });

  test('one asks for himself freely, for others with iam:Evaluate, with context with iam:SupplyContext', async () => {
    const question = (id: string, more = {}) => ({
      subject: user(id),
      resource: document('1'),
      action: read,
      ...more,
    });
    const outcomes = await Promise.all(
      [
        question(mallory.id),
        question('mallory@example.com'),
        question(mallory.id, { context: {} }),
        question(mallory.id, { context: { time: 'now' } }),
        question(mallory.id, { subject: { ...user(mallory.id), properties: { a: 1 } } }),
        question(alice.id),
        question('alice@acmecorp.com'),
        question('nobody@example.com'),
      ].map(async (body) => (await ask('evaluation', body, mallory.token)).status),
    );
    expect(outcomes).toEqual([200, 200, 200, 403, 403, 403, 403, 403]);
  });

  test('what is supplied is read only for those who may supply it, and has bounds', async () => {
    const long = 'x'.repeat(500_000);
    const members = Object.fromEntries(Array.from({ length: 20_000 }, (_none, at) => [`m${at}`, 1]));
    const context = { [long]: members };
    const question = (id: string) => ({ subject: user(id), resource: document('1'), action: read, context });
    expect((await ask('evaluation', question(mallory.id), mallory.token)).status).toBe(403);
    expect(
      (await ask('search/action', { ...question(mallory.id), action: undefined }, mallory.token)).status,
    ).toBe(403);
    const refused = await ask('evaluation', question(alice.id));
    expect(refused).toMatchObject({ status: 400, body: { code: 'BAD_USER_INPUT' } });
    expect(JSON.stringify(refused.body).length).toBeLessThan(1000);
    const search = { ...question(alice.id), resource: { type: 'account' } };
    expect((await ask('search/resource', search)).status).toBe(400);
    const evaluations = Array.from({ length: 1000 }, (_none, at) => ({ resource: document(String(at)) }));
    const { status, body } = await ask('evaluations', { ...question(alice.id), evaluations });
    const answers = body['evaluations'] as { context: { error?: { status: number } } }[];
    expect(status).toBe(200);
    expect(new Set(answers.map(({ context: { error } }) => error?.status))).toEqual(new Set([400]));
    expect(answers).toHaveLength(1000);
  });

  test('says nothing of who asks on the word of the caller', async () => {
    for (const key of ['aws:PrincipalArn', 'aws:userid', 'reeve:Groups', 'aws:MultiFactorAuthPresent']) {
      const context = { [key]: 'x' };
      const { status } = await ask('evaluation', {
        subject: user(alice.id),
        resource: document('1'),
        action: read,
        context,
      });
      expect(status).toBe(400);
    }
  });

  test('takes names as they are, but none of another realm', async () => {
    const about = (resource: object, name = 'can_read') => ({
      subject: user(alice.id),
      resource,
      action: { name },
    });
    const statuses = await Promise.all(
      [
        about({ type: 'shop/order', id: '42' }),
        about({ type: 'order', id: 'rn:acme:shop:order/42' }, 'shop:Read'),
        about({ type: 's3/object', id: 'arn:aws:s3:::photos/a' }, 's3:GetObject'),
        about({ type: 'order', id: 'rn:system:shop:order/42' }),
        about({ type: 'order', id: 'rn:acme' }),
        about({ type: 'a/b/c', id: '1' }),
      ].map(async (body) => (await ask('evaluation', body)).status),
    );
    expect(statuses).toEqual([200, 200, 200, 400, 400, 400]);
  });

  test('malformed questions are a 400 that says where', async () => {
    const good = { subject: user(alice.id), resource: document('1'), action: read };
    for (const body of [
      {},
      [],
      { ...good, action: {} },
      { ...good, subject: { id: '1' } },
      { ...good, subject: 'alice' },
    ]) {
      const answer = await ask('evaluation', body);
      expect(answer).toMatchObject({ status: 400, body: { code: 'BAD_USER_INPUT' } });
    }
    const post = (init: { readonly body: string; readonly headers?: Readonly<Record<string, string>> }) =>
      server.request(`${ACCESS}/evaluation`, {
        method: 'POST',
        ...init,
        headers: {
          authorization: `Bearer ${alice.token}`,
          'content-type': 'application/json',
          ...init.headers,
        },
      });
    expect((await post({ body: '{' })).status).toBe(400);
    expect((await post({ body: '{"__proto__": {}}' })).status).toBe(400);
    expect((await post({ body: '' })).status).toBe(400);
    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'application/json; charset=utf-16',
    ]) {
      const init = { body: JSON.stringify(good), headers: { 'content-type': type } };
      expect((await post(init)).status).toBe(400);
      const search = await ask('search/subject', good, alice.token, { 'content-type': type });
      expect(search.status).toBe(400);
    }
    for (const type of [
      'application/json',
      'application/json;charset=UTF-8',
      'Application/JSON; charset="utf-8"',
    ]) {
      expect((await ask('evaluation', good, alice.token, { 'content-type': type })).status).toBe(200);
      expect((await ask('search/subject', good, alice.token, { 'content-type': type })).status).toBe(200);
    }
    expect(
      (await post({ body: JSON.stringify({ ...good, context: { x: 'x'.repeat(1_100_000) } }) })).status,
    ).toBe(413);
    expect((await post({ body: JSON.stringify(good), headers: { 'x-realm': 'system' } })).status).toBe(400);
  });

  test('only POST asks', async () => {
    for (const route of ['evaluation', 'evaluations', 'search/subject', 'search/resource', 'search/action']) {
      for (const method of ['GET', 'PUT', 'DELETE', 'OPTIONS']) {
        const { status, headers } = await server.request(`${ACCESS}/${route}`, { method });
        expect({ route, method, status, allow: headers.get('allow') }).toEqual({
          route,
          method,
          status: 405,
          allow: 'POST',
        });
      }
    }
    expect((await server.request(`${ACCESS}/search`, { method: 'GET' })).status).toBe(404);
  });

  test('a page of a listed origin may read every answer, also that its token is none', async () => {
    const body = { subject: user(alice.id), resource: document('1'), action: read };
    const allowed = async (route: string, origin: string, authorization?: string) => {
      const sent = authorization === undefined ? {} : { authorization };
      const { status, headers } = await server.postJson(`${ACCESS}/${route}`, body, {
        headers: { origin, ...sent },
      });
      return { status, origin: headers.get('access-control-allow-origin') };
    };
    const bearers = [undefined, 'Basic YTpi', 'Bearer nonsense', `Bearer ${alice.token}`];
    for (const route of ['evaluation', 'evaluations', 'search/subject']) {
      for (const bearer of bearers) {
        const { status, origin } = await allowed(route, APP, bearer);
        expect({ route, bearer, origin }).toEqual({ route, bearer, origin: APP });
        if (bearer !== bearers.at(-1)) expect(status).toBe(401);
        expect((await allowed(route, 'https://evil.example.com', bearer)).origin).toBeNull();
      }
    }
    const nowhere = await server.postJson('/realms/nowhere/access/v1/evaluation', body, {
      headers: { origin: APP },
    });
    expect(nowhere.status).toBe(401);
  });

  test('a token of another realm is none, and a revoked session ends it at once', async () => {
    const body = { subject: user(alice.id), resource: document('1'), action: read };
    const foreign = await server.adminToken();
    expect((await ask('evaluation', body, foreign)).status).toBe(401);
    expect(
      (await server.postJson('/realms/nowhere/access/v1/evaluation', body, { token: alice.token })).status,
    ).toBe(401);
    expect((await server.postJson(`${ACCESS}/evaluation`, body)).status).toBe(401);

    const { body: session } = await server.login('acme', 'alice@acmecorp.com', STRONG_PASSWORD);
    expect((await ask('evaluation', body, session.access_token)).status).toBe(200);
    await server.postJson('/realms/acme/logout', {}, { token: session.access_token });
    expect((await ask('evaluation', body, session.access_token)).status).toBe(401);
  });

  test('is as new as the revision that it names, or says that it is not', async () => {
    const body = { subject: user(alice.id), resource: document('1'), action: read };
    expect((await ask('evaluation', body, alice.token, { 'x-reeve-at-least': '1' })).status).toBe(200);
    expect(
      (await ask('evaluation', body, alice.token, { 'x-reeve-at-least': '999999' })).status,
    ).toBeGreaterThanOrEqual(400);
    expect((await ask('evaluation', body, alice.token, { 'x-reeve-at-least': 'soon' })).status).toBe(400);
  });

  test('is logged and counted under its route', async () => {
    const requestId = 'authzen-logged-0001';
    const body = { subject: user(alice.id), resource: document('1'), action: read };
    await ask('evaluation', body, alice.token, { 'x-request-id': requestId });
    const metrics = await (await server.request('/metrics')).text();
    expect(metrics).toContain('/realms/{realm}/access/v1/evaluation"');
    const logged = (): string | undefined =>
      server
        .output()
        .split('\n')
        .find((one) => one.includes(requestId) && one.includes('"msg":"request"'));
    // The log is written behind the answer.
    for (let attempt = 0; attempt < 50 && logged() === undefined; attempt += 1) await setTimeout(20);
    expect(JSON.parse(logged() ?? '{}')).toMatchObject({
      realm: 'acme',
      status: 200,
      path: `${ACCESS}/evaluation`,
    });
  });
});

describe('evaluations (AuthZEN 1.0, 7)', () => {
  const both = [
    { subject: user('alice@acmecorp.com') },
    { subject: user('mallory@example.com') },
    { subject: user('alice@acmecorp.com') },
  ];
  const defaults = {
    action: read,
    resource: document('boxcarring.md'),
    context: { time: '2024-05-31T15:22-07:00' },
  };

  test("the specification's examples: no defaults, some, and one that is overridden", async () => {
    const subject = user('alice@acmecorp.com');
    const context = { time: '2024-05-31T15:22-07:00' };
    const ids = ['boxcarring.md', 'subject-search.md', 'resource-search.md'];
    const bodies = [
      { evaluations: ids.map((id) => ({ subject, action: read, resource: document(id), context })) },
      { subject, context, evaluations: ids.map((id) => ({ action: read, resource: document(id) })) },
      {
        subject,
        context,
        action: read,
        evaluations: ids.map((id, at) => ({
          resource: document(id),
          ...(at === 2 && { action: { name: 'can_edit' } }),
        })),
      },
    ];
    for (const body of bodies) {
      expect((await ask('evaluations', body)).body).toEqual({
        evaluations: ids.map(() => ({ decision: true })),
      });
    }
  });

  test.each([
    [undefined, [true, false, true]],
    ['execute_all', [true, false, true]],
    ['deny_on_first_deny', [true, false]],
    ['permit_on_first_permit', [true]],
  ] as const)('%s', async (semantic, expected) => {
    const options = { evaluations_semantic: semantic, another_option: 'value' };
    const { status, body } = await ask('evaluations', { ...defaults, options, evaluations: both });
    expect(status).toBe(200);
    expect((body['evaluations'] as { decision: boolean }[]).map(({ decision }) => decision)).toEqual(
      expected,
    );
  });

  test('without items it is one evaluation', async () => {
    const one = { ...defaults, subject: user(alice.id) };
    expect((await ask('evaluations', one)).body).toEqual({ decision: true });
    expect((await ask('evaluations', { ...one, evaluations: [] })).body).toEqual({ decision: true });
  });

  test('what goes wrong with one item is a deny that says so', async () => {
    const evaluations = [
      { subject: user(alice.id) },
      { subject: user(alice.id), resource: document('rn:system:x:1') },
    ];
    const { body } = await ask('evaluations', { ...defaults, evaluations });
    expect(body).toMatchObject({
      evaluations: [{ decision: true }, { decision: false, context: { error: { status: 400 } } }],
    });
    const others = await ask(
      'evaluations',
      { ...defaults, context: undefined, evaluations: both },
      mallory.token,
    );
    expect(others.body).toMatchObject({
      evaluations: [
        { decision: false, context: { error: { status: 403 } } },
        { decision: false },
        { decision: false, context: { error: { status: 403 } } },
      ],
    });
  });

  test('an item that lacks something is a deny; without any item, or with too many, it is a 400', async () => {
    const evaluations = [{ resource: document('1') }, {}, 'x', { resource: { type: 'a b', id: '1' } }];
    const { status, body } = await ask('evaluations', {
      subject: user(alice.id),
      action: read,
      resource: {},
      evaluations,
    });
    expect({ status, body }).toMatchObject({
      status: 200,
      body: {
        evaluations: [
          { decision: true },
          { decision: false, context: { error: { status: 400, code: 'BAD_USER_INPUT' } } },
          { decision: false, context: { error: { status: 400 } } },
          { decision: false, context: { error: { status: 400 } } },
        ],
      },
    });
    const first = { evaluations_semantic: 'deny_on_first_deny' };
    const stopped = await ask('evaluations', { ...defaults, options: first, evaluations: [{}, ...both] });
    expect(stopped.body['evaluations']).toHaveLength(1);
    expect((await ask('evaluations', { ...defaults, evaluations: [] })).status).toBe(400);
    expect((await ask('evaluations', { ...defaults, subject: 'alice', evaluations: both })).status).toBe(400);
    const many = Array.from({ length: 1001 }, () => ({ subject: user(alice.id) }));
    expect((await ask('evaluations', { ...defaults, evaluations: many })).status).toBe(400);
    expect(
      (await ask('evaluations', { ...defaults, options: { evaluations_semantic: 'x' }, evaluations: both }))
        .status,
    ).toBe(400);
  });

  test('a deny says no more than that', async () => {
    const { body } = await ask('evaluations', { ...defaults, evaluations: both });
    expect(body).toEqual({ evaluations: [{ decision: true }, { decision: false }, { decision: true }] });
  });
});

describe('searches (AuthZEN 1.0, 8)', () => {
  const account = (id?: string) => ({ type: 'account', ...(id !== undefined && { id }) });

  test('subjects who may', async () => {
    const { status, body } = await ask('search/subject', {
      subject: { type: 'user' },
      action: read,
      resource: account('123'),
      context: { time: '2024-10-26T01:22-07:00' },
    });
    expect({ status, body }).toEqual({
      status: 200,
      // By her external id, which is what applications call her.
      body: { results: [{ type: 'user', id: 'crm-7' }] },
    });
    const found = async (type: string, resourceId = '123') =>
      (await ask('search/subject', { subject: { type }, action: read, resource: account(resourceId) })).body;
    expect(await found('account')).toEqual({ results: [{ type: 'account', id: 'crm-7' }] });
    expect(await found('spaceship')).toEqual({ results: [] });
    expect(await found('constructor')).toEqual({ results: [] });
    expect(
      (await ask('search/subject', { subject: { type: 'service' }, action: read, resource: account('123') }))
        .body,
    ).toMatchObject({ results: [] });
    expect(
      (
        await ask(
          'search/subject',
          { subject: { type: 'user' }, action: read, resource: account('123') },
          mallory.token,
        )
      ).status,
    ).toBe(403);
  });

  test('resources on which they may, page by page', async () => {
    const search = { subject: user('alice@acmecorp.com'), action: read, resource: account() };
    const pages: unknown[] = [];
    let token = '';
    do {
      const { body } = await ask('search/resource', {
        ...search,
        page: { limit: 2, ...(token !== '' && { token }) },
      });
      const { results, page } = body as unknown as { results: unknown[]; page: { next_token: string } };
      pages.push(results);
      token = page.next_token;
    } while (token !== '' && pages.length < 5);
    expect(pages).toEqual([[account('123'), account('456')], [account('789')]]);
    expect((await ask('search/resource', { ...search, subject: user(mallory.id) })).body).toMatchObject({
      results: [],
    });
    expect((await ask('search/resource', { ...search, page: { token: '!' } })).status).toBe(400);

    const { body: first } = await ask('search/resource', { ...search, page: { limit: 1 } });
    const { next_token: token1 } = first['page'] as { next_token: string };
    // Another search is not the one that the token goes on with (8.2).
    const other = { ...search, action: { name: 'can_write' }, page: { token: token1 } };
    expect((await ask('search/resource', other)).status).toBe(400);
    const { subject, action } = search;
    const same = { page: { token: token1 }, resource: account('ignored'), action, subject, future: 1 };
    expect((await ask('search/resource', same)).body).toEqual({
      page: { next_token: '', count: 2 },
      results: [account('456'), account('789')],
    });
    const { body: none } = await ask('search/resource', { ...search, page: { limit: 0 } });
    expect(none).toEqual({ page: { next_token: expect.any(String), count: 0 }, results: [] });
    const from = (none['page'] as { next_token: string }).next_token;
    expect((await ask('search/resource', { ...search, page: { token: from, limit: 5000 } })).body).toEqual({
      page: { next_token: '', count: 3 },
      results: [account('123'), account('456'), account('789')],
    });
    expect((await ask('search/resource', { ...search, page: { limit: -1 } })).status).toBe(400);
    expect((await ask('search/resource', search, mallory.token)).status).toBe(403);
  });

  test('actions that policies name', async () => {
    const body = { subject: user(mallory.id), resource: { type: 'iam/account', id: mallory.id } };
    const { status, body: found } = await ask('search/action', body, mallory.token);
    expect(status).toBe(200);
    const names = (found as unknown as { results: { name: string }[] }).results.map(({ name }) => name);
    expect(names).toContain('GetAccount');
    expect(names).not.toContain('DeleteAccount');
  });
});

test('metadata (AuthZEN 1.0, 9): URLs of the configuration, whatever the Host says', async () => {
  const { status, body } = await server.get('/realms/acme/.well-known/authzen-configuration');
  const at = 'https://id.example.com/realms/acme';
  expect({ status, body }).toEqual({
    status: 200,
    body: {
      policy_decision_point: at,
      access_evaluation_endpoint: `${at}/access/v1/evaluation`,
      access_evaluations_endpoint: `${at}/access/v1/evaluations`,
      search_subject_endpoint: `${at}/access/v1/search/subject`,
      search_resource_endpoint: `${at}/access/v1/search/resource`,
      search_action_endpoint: `${at}/access/v1/search/action`,
    },
  });
  expect((await server.get('/realms/nowhere/.well-known/authzen-configuration')).status).toBe(404);
  // Where the specification has it: between the host and the path of the identifier (9.2).
  const standard = await server.get('/.well-known/authzen-configuration/realms/acme');
  expect(standard).toMatchObject({ status: 200, body });
  expect(standard.headers.get('content-type')).toBe('application/json');
  expect((await server.get('/.well-known/authzen-configuration/realms/nowhere')).status).toBe(404);
  expect((await server.get('/.well-known/authzen-configuration/realms/acme/x')).status).toBe(404);
  expect((await server.get('/.well-known/authzen-configuration')).status).toBe(404);
});

test('the headers by which an answer is bound to a revision are documented', async () => {
  interface Operation {
    readonly parameters: readonly {
      readonly in: string;
      readonly name: string;
      readonly required: boolean;
    }[];
    readonly responses: { readonly 200: { readonly headers?: Readonly<Record<string, object>> } };
  }
  const { body } = await server.get<{ paths: Record<string, { post: Operation }> }>('/openapi.json');
  for (const route of ['evaluation', 'evaluations']) {
    const operation = body.paths[`/realms/{realm}/access/v1/${route}`]?.post;
    expect(operation?.parameters).toContainEqual(
      expect.objectContaining({ in: 'header', name: 'X-Reeve-At-Least', required: false }),
    );
    expect(Object.keys(operation?.responses[200].headers ?? {})).toEqual(['X-Reeve-Revision']);
  }
  const asked = await ask(
    'evaluation',
    { subject: user(alice.id), resource: document('1'), action: read },
    alice.token,
    {
      'x-reeve-at-least': '999999999',
    },
  );
  expect(asked.status).toBe(409);
});
