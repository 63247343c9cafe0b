import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createLocalJWKSet, decodeJwt, jwtVerify, type JSONWebKeySet } from 'jose';
import type { Answer, TokenAnswer } from '../support/client.js';
import { STRONG_PASSWORD } from '../support/passwords.js';
import { basicOf, createScenario, type Scenario, type ServiceAccount } from '../support/scenario.js';
import { startServer, type TestServer } from '../support/server.js';

let server: TestServer;
let scenario: Scenario;
let realm: string;
let robot: ServiceAccount;
let login: TokenAnswer;

beforeAll(async () => {
  server = await startServer();
  scenario = createScenario(server);
  realm = await scenario.realm();
  robot = await scenario.service(realm);
  await scenario.user(realm, 'ada@example.com', { name: 'Ada' });
  login = await loggedIn();
});
afterAll(() => server.stop());

async function loggedIn(scope?: string): Promise<TokenAnswer> {
  return (await server.login(realm, 'ada@example.com', STRONG_PASSWORD, scope)).body;
}

interface OAuthAnswer {
  readonly error?: string;
  readonly access_token: string;
  readonly expires_in?: number;
  readonly active?: boolean;
  readonly scope?: string;
  readonly sub?: string;
}

function post(
  route: 'token' | 'revoke' | 'introspect',
  form: Readonly<Record<string, string>>,
  authorization?: string,
): Promise<Answer<OAuthAnswer>> {
  const headers = authorization === undefined ? {} : { authorization };
  return server.postForm(`/realms/${realm}/${route}`, form, { headers });
}

const GRANT = { grant_type: 'client_credentials' } as const;

async function serviceToken({ basic } = robot): Promise<string> {
  const { status, body } = await post('token', GRANT, basic);
  expect(status).toBe(200);
  return body.access_token;
}

const userinfo = async (token: string, of = realm): Promise<number> =>
  (await server.get(`/realms/${of}/userinfo`, { token })).status;

const introspect = async (token: string, { basic } = robot): Promise<OAuthAnswer> =>
  (await post('introspect', { token }, basic)).body;

describe('client_credentials', () => {
  test('by client_secret_basic and client_secret_post answers an access token alone', async () => {
    const answers = [
      await post('token', GRANT, robot.basic),
      await post('token', { ...GRANT, client_id: robot.id, client_secret: robot.secret }),
    ];
    for (const { status, headers, body } of answers) {
      expect(status).toBe(200);
      expect(headers.get('cache-control')).toBe('no-store');
      expect(Object.keys(body).sort()).toEqual(['access_token', 'expires_in', 'token_type']);
      expect(decodeJwt(body.access_token)).toMatchObject({ sub: robot.id, client_id: robot.id });
      expect(await userinfo(body.access_token)).toBe(200);
    }
  });

  test.each<[string, () => readonly [Readonly<Record<string, string>>, string?]]>([
    ['a wrong secret', () => [GRANT, basicOf(robot.id, `${robot.secret}x`)]],
    ['an unknown client', () => [GRANT, basicOf('019ab2d2-0000-7000-8000-000000000000', robot.secret)]],
    ['a client that is no id', () => [{ ...GRANT, client_id: 'reeve', client_secret: robot.secret }]],
    ['no secret', () => [{ ...GRANT, client_id: robot.id }]],
    ['nobody', () => [GRANT]],
    ['a bearer token', () => [GRANT, `Bearer ${login.access_token}`]],
  ])('refuses %s as invalid_client', async (_what, request) => {
    const { status, headers, body } = await post('token', ...request());
    expect(status).toBe(401);
    expect(body.error).toBe('invalid_client');
    expect(headers.get('www-authenticate')).toMatch(/^Basic /);
    expect(headers.get('cache-control')).toBe('no-store');
  });

  test('grants the scopes that are asked for if it knows them, else refuses', async () => {
    const { body } = await post('token', { ...GRANT, scope: 'profile openid' }, robot.basic);
    expect(body.scope).toBe('openid profile');
    expect(decodeJwt(body.access_token)).toMatchObject({ scope: 'openid profile' });
    expect((await post('token', GRANT, robot.basic)).body.scope).toBeUndefined();
    expect(await post('token', { ...GRANT, scope: 'orders:read' }, robot.basic)).toMatchObject({
      status: 400,
      body: { error: 'invalid_scope' },
    });
  });

  test('refuses what is no request', async () => {
    const both = { ...GRANT, client_id: robot.id, client_secret: robot.secret };
    expect((await post('token', both, robot.basic)).body.error).toBe('invalid_request');
    expect((await post('token', { grant_type: 'password' }, robot.basic)).body.error).toBe(
      'unsupported_grant_type',
    );
    expect(await post('token', {}, robot.basic)).toMatchObject({
      status: 400,
      body: { error: 'invalid_request' },
    });
    const send = (body: string, type: string): Promise<Response> =>
      server.request(`/realms/${realm}/token`, {
        method: 'POST',
        headers: { 'content-type': type, authorization: robot.basic },
        body,
      });
    const twice = await send(
      'grant_type=client_credentials&grant_type=client_credentials',
      'application/x-www-form-urlencoded',
    );
    expect(twice.status).toBe(400);
    expect(await twice.json()).toMatchObject({ error: 'invalid_request' });
    const json = await send('{"grant_type":"client_credentials"}', 'application/json');
    expect(json.status).toBe(415);
    expect(await json.json()).toMatchObject({ error: 'invalid_request' });
  });

  test('an unknown realm is a 404', async () => {
    expect((await server.postForm('/realms/nowhere/token', GRANT)).status).toBe(404);
  });

  test('a revoked secret takes its own tokens along and no others', async () => {
    const service = await scenario.service(realm);
    const next = await scenario.secret(realm, service.id);
    const old = await serviceToken(service);
    const young = await serviceToken({ ...service, basic: basicOf(service.id, next.secret) });
    expect([await userinfo(old), await userinfo(young)]).toEqual([200, 200]);
    await scenario.mutate(realm, 'revokeAccountSecret', {
      accountId: service.id,
      secretId: service.secretId,
    });
    expect([await userinfo(old), await userinfo(young)]).toEqual([401, 200]);
    expect((await post('token', GRANT, service.basic)).body.error).toBe('invalid_client');
  });

  test('a disabled service has no tokens, and gets none', async () => {
    const service = await scenario.service(realm);
    const token = await serviceToken(service);
    await scenario.mutate(realm, 'disableAccount', { id: service.id });
    expect(await userinfo(token)).toBe(401);
    expect(await introspect(token)).toEqual({ active: false });
    expect((await post('token', GRANT, service.basic)).body.error).toBe('invalid_client');
    await scenario.mutate(realm, 'enableAccount', { id: service.id });
    expect(await userinfo(token)).toBe(200);
  });
});

describe('refresh_token', () => {
  const refresh = (token: string, more = {}, authorization?: string): Promise<Answer<OAuthAnswer>> =>
    post('token', { grant_type: 'refresh_token', refresh_token: token, ...more }, authorization);

  test('answers new tokens of the same session, to the public client alone', async () => {
    const { refresh_token } = await loggedIn('openid email');
    expect((await refresh(refresh_token, {}, robot.basic)).body.error).toBe('invalid_grant');
    expect((await refresh(refresh_token, { client_id: 'another' })).body.error).toBe('invalid_client');
    const { status, body } = await refresh(refresh_token, { client_id: 'reeve' });
    expect(status).toBe(200);
    expect(body).toMatchObject({ scope: 'openid email', id_token: expect.any(String) });
  });

  test('may ask for fewer scopes, not for others', async () => {
    const { refresh_token } = await loggedIn('openid email');
    const fewer = await refresh(refresh_token, { scope: 'email' });
    expect(fewer.body).toMatchObject({ scope: 'email' });
    expect(fewer.body).not.toHaveProperty('id_token');
    const { refresh_token: other } = await loggedIn('email');
    expect((await refresh(other, { scope: 'email profile' })).body.error).toBe('invalid_scope');
  });

  test('is not used up by a request for too much', async () => {
    const { access_token: token, refresh_token } = await loggedIn('email');
    const { sid } = decodeJwt<{ sid: string }>(token);
    const unused = async (): Promise<boolean> => {
      const query = 'query ($id: ID!) { node(id: $id) { ... on Session { createdAt lastUsedAt } } }';
      type Data = { node: { createdAt: string; lastUsedAt: string } };
      const { node } = await server.graphql<Data>(query, { id: sid }, { realm, token });
      return node.createdAt === node.lastUsedAt;
    };
    expect((await refresh(refresh_token, { scope: 'profile' })).body.error).toBe('invalid_scope');
    expect(await unused()).toBe(true);
    expect((await refresh(refresh_token)).status).toBe(200);
    expect(await unused()).toBe(false);
  });

  test.each(['', 'rt_', 'x', `rt_${'A'.repeat(86)}`])('%p is no refresh token', async (token) => {
    const { status, body } = await refresh(token);
    expect(status).toBe(400);
    expect(body.error).toBe(token === '' ? 'invalid_request' : 'invalid_grant');
  });

  test('is refused in another realm, and for a disabled account', async () => {
    const email = 'leaving@example.com';
    const id = await scenario.user(realm, email);
    const { body } = await server.login(realm, email, STRONG_PASSWORD);
    const other = await scenario.realm();
    const form = { grant_type: 'refresh_token', refresh_token: body.refresh_token };
    expect((await server.postForm(`/realms/${other}/token`, form)).status).toBe(400);
    await scenario.mutate(realm, 'disableAccount', { id });
    expect(await userinfo(body.access_token)).toBe(401);
    expect((await refresh(body.refresh_token)).body.error).toBe('invalid_grant');
  });
});

describe('POST /introspect', () => {
  test('says what a good access token says', async () => {
    const answer = await introspect(login.access_token);
    expect(answer).toMatchObject({ active: true, token_type: 'Bearer' });
    expect(answer).toMatchObject(decodeJwt(login.access_token));
    expect(await introspect(await serviceToken())).toMatchObject({ active: true, sub: robot.id });
  });

  test('says nothing of anything else', async () => {
    const { id_token = '', refresh_token } = await loggedIn('openid');
    const foreign = await server.adminToken();
    for (const token of [id_token, refresh_token, foreign, 'x', `${login.access_token}x`]) {
      expect(await introspect(token)).toEqual({ active: false });
    }
  });

  test('needs a service account of the realm', async () => {
    const token = login.access_token;
    expect((await post('introspect', { token })).status).toBe(401);
    expect((await post('introspect', { token }, `Bearer ${token}`)).status).toBe(401);
    expect((await post('introspect', { token, client_id: 'reeve' })).status).toBe(401);
    const elsewhere = await scenario.service(await scenario.realm());
    expect((await post('introspect', { token }, elsewhere.basic)).status).toBe(401);
    expect((await post('introspect', {}, robot.basic)).body.error).toBe('invalid_request');
  });
});

describe('POST /revoke', () => {
  const revoke = async (token: string, { basic } = robot): Promise<number> =>
    (await post('revoke', { token }, basic)).status;

  test('ends an access token of its own and no other', async () => {
    const [gone, stays] = [await serviceToken(), await serviceToken()];
    expect(await revoke(gone)).toBe(200);
    expect([await userinfo(gone), await userinfo(stays)]).toEqual([401, 200]);
    expect(await introspect(gone)).toEqual({ active: false });
    expect(await revoke(gone)).toBe(200);
  });

  test("ends a login's access token alone, and with its refresh token the session", async () => {
    const { access_token, refresh_token } = await loggedIn();
    expect(await revoke(access_token)).toBe(200);
    expect(await userinfo(access_token)).toBe(401);
    const { status, body } = await post('token', { grant_type: 'refresh_token', refresh_token });
    expect(status).toBe(200);
    const next = body as unknown as TokenAnswer;
    expect(await userinfo(next.access_token)).toBe(200);
    expect(await revoke(next.refresh_token)).toBe(200);
    expect(await userinfo(next.access_token)).toBe(401);
    const again = await post('token', { grant_type: 'refresh_token', refresh_token: next.refresh_token });
    expect(again.body.error).toBe('invalid_grant');
  });

  test("does not end another service's token", async () => {
    const token = await serviceToken(await scenario.service(realm));
    expect((await post('revoke', { token }, robot.basic)).body.error).toBe('invalid_grant');
    expect(await userinfo(token)).toBe(200);
  });

  test('has nothing against tokens that are none, and needs a client', async () => {
    expect(await revoke('x')).toBe(200);
    expect((await post('revoke', { token: login.access_token })).body.error).toBe('invalid_client');
    expect(await userinfo(login.access_token)).toBe(200);
  });
});

describe('/userinfo', () => {
  test('says who it is, as it is now, by GET and by POST (OpenID Connect Core, 5.3.1)', async () => {
    const id = await scenario.user(realm, 'renamed@example.com', { name: 'Before' });
    const { body } = await server.login(realm, 'renamed@example.com', STRONG_PASSWORD);
    const ask = async (method: 'GET' | 'POST', form?: URLSearchParams): Promise<unknown> => {
      const headers = { authorization: `Bearer ${body.access_token}` };
      const init = { method, headers, ...(form !== undefined && { body: form }) };
      return (await server.request(`/realms/${realm}/userinfo`, init)).json();
    };
    const before = { sub: id, name: 'Before', email: 'renamed@example.com' };
    expect(await Promise.all([ask('GET'), ask('POST'), ask('POST', new URLSearchParams())])).toEqual([
      before,
      before,
      before,
    ]);
    await scenario.mutate(realm, 'updateAccount', { id, name: 'After' });
    expect(await ask('GET')).toMatchObject({ name: 'After' });
    expect(await ask('POST')).toMatchObject({ name: 'After' });
  });

  test('refuses every token that is not a good access token of the realm', async () => {
    const { id_token = '', refresh_token } = await loggedIn('openid');
    const [header = '', payload = '', signature = ''] = login.access_token.split('.');
    const encode = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url');
    const kid = (JSON.parse(Buffer.from(header, 'base64url').toString()) as { kid: string }).kid;
    const hs256 = `${encode({ alg: 'HS256', typ: 'at+jwt', kid })}.${payload}`;
    const other = await scenario.realm();
    await scenario.user(other, 'ada@example.com');
    const foreign = (await server.login(other, 'ada@example.com', STRONG_PASSWORD)).body.access_token;
    const bad: Record<string, string> = {
      'of system': await server.adminToken(),
      'of another realm': foreign,
      'an id token': id_token,
      'a refresh token': refresh_token,
      'alg none': `${encode({ alg: 'none', typ: 'at+jwt', kid })}.${payload}.`,
      'alg HS256': `${hs256}.${createHmac('sha256', kid).update(hs256).digest('base64url')}`,
      'another payload': `${header}.${encode({ ...decodeJwt(login.access_token), sub: robot.id })}.${signature}`,
      'no signature': `${header}.${payload}.`,
    };
    for (const [what, token] of Object.entries(bad))
      expect([what, await userinfo(token)]).toEqual([what, 401]);
    const none = await server.get(`/realms/${realm}/userinfo`);
    expect(none.status).toBe(401);
    expect(await userinfo(login.access_token, 'nowhere')).toBe(401);
    expect(await userinfo(login.access_token, other)).toBe(401);
  });

  test('refuses two Authorization headers', async () => {
    const headers = new Headers();
    headers.append('authorization', `Bearer ${login.access_token}`);
    headers.append('authorization', `Bearer ${login.access_token}`);
    expect([400, 401]).toContain((await server.request(`/realms/${realm}/userinfo`, { headers })).status);
  });
});

describe('discovery', () => {
  test('names routes that are there, and the issuer that tokens name', async () => {
    const url = `/realms/${realm}/.well-known/openid-configuration`;
    const { body } = await server.get<Record<string, string>>(url);
    expect(body['issuer']).toBe(decodeJwt(login.access_token).iss);
    for (const name of ['token', 'userinfo', 'introspection', 'revocation'].map(
      (route) => `${route}_endpoint`,
    )) {
      const path = (body[name] ?? '').slice(server.url.length);
      expect([401, 415]).toContain((await server.request(path, { method: 'POST' })).status);
    }
    const { body: jwks } = await server.get<JSONWebKeySet>((body['jwks_uri'] ?? '').slice(server.url.length));
    await jwtVerify(login.access_token, createLocalJWKSet(jwks));
    for (const key of jwks.keys) for (const secret of ['d', 'p', 'q']) expect(key).not.toHaveProperty(secret);
  });

  test('what a shared cache keeps, it keeps for each origin', async () => {
    for (const route of ['jwks', '.well-known/openid-configuration', '.well-known/authzen-configuration']) {
      for (const headers of [{}, { origin: 'https://app.example.com' }]) {
        const answer = await server.request(`/realms/${realm}/${route}`, { headers });
        expect([route, answer.headers.get('vary')]).toEqual([route, 'Origin']);
        expect(answer.headers.get('cache-control')).toMatch(/^public/);
      }
    }
  });

  test('does not believe the Host header', async () => {
    const { request } = await import('node:http');
    const body = await new Promise<string>((resolve, reject) => {
      request(
        `${server.url}/realms/${realm}/.well-known/openid-configuration`,
        { headers: { host: 'evil.example' } },
        (response) => {
          let text = '';
          response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
          response.on('end', () => resolve(text));
        },
      )
        .on('error', reject)
        .end();
    });
    expect(body).not.toContain('evil.example');
  });

  test.each(['jwks', '.well-known/openid-configuration'])(
    '%s of an unknown realm is a 404',
    async (route) => {
      expect((await server.get(`/realms/nowhere/${route}`)).status).toBe(404);
    },
  );
});
