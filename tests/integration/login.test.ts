import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createLocalJWKSet, decodeProtectedHeader, jwtVerify, type JSONWebKeySet } from 'jose';
import type { Answer, TokenAnswer } from '../support/client.js';
import {
  COMMON_PASSWORD,
  OTHER_STRONG_PASSWORD,
  STRONG_PASSWORD,
  WRONG_PASSWORD,
} from '../support/passwords.js';
import { createScenario, type Scenario } from '../support/scenario.js';
import { startServer, type TestServer } from '../support/server.js';

let server: TestServer;
let scenario: Scenario;
let realm: string;

beforeAll(async () => {
  server = await startServer();
  scenario = createScenario(server);
  realm = await scenario.realm();
});
afterAll(() => server.stop());

interface Problem {
  readonly code: string;
  readonly detail: string;
  readonly passwordChangeToken: string;
  readonly expiresIn: number;
  readonly errors?: readonly { readonly path: readonly string[]; readonly message: string }[];
}

async function loggedIn(email: string, password = STRONG_PASSWORD, scope?: string): Promise<TokenAnswer> {
  const { status, body } = await server.login(realm, email, password, scope);
  expect(status).toBe(200);
  return body;
}

const userinfo = async (token: string): Promise<number> =>
  (await server.get(`/realms/${realm}/userinfo`, { token })).status;

const refresh = (token: string): Promise<Answer<TokenAnswer>> =>
  server.postForm(`/realms/${realm}/token`, { grant_type: 'refresh_token', refresh_token: token });

const changePassword = (token: string, body: object): Promise<Answer<Problem>> =>
  server.postJson(`/realms/${realm}/password`, body, { token });

describe('POST /login', () => {
  test('answers tokens that the published keys verify', async () => {
    const id = await scenario.user(realm, 'Ada@example.com', { name: 'Ada' });
    const answer = await server.login(
      realm,
      'ada@EXAMPLE.com',
      STRONG_PASSWORD,
      'openid email profile unknown',
    );
    expect(answer.status).toBe(200);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.body).toMatchObject({
      token_type: 'Bearer',
      expires_in: 600,
      scope: 'openid profile email',
    });
    expect(answer.body.refresh_token).toMatch(/^rt_[\w-]{86}$/);

    const issuer = `${server.url}/realms/${realm}`;
    const { body: jwks } = await server.get<JSONWebKeySet>(`/realms/${realm}/jwks`);
    const keys = createLocalJWKSet(jwks);
    const access = await jwtVerify(answer.body.access_token, keys, {
      issuer,
      audience: issuer,
      typ: 'at+jwt',
    });
    expect(access.protectedHeader.alg).toBe('RS256');
    expect(access.payload).toMatchObject({ sub: id, client_id: 'reeve', realm, roles: [], groups: [] });
    const idToken = await jwtVerify(answer.body.id_token ?? '', keys, {
      issuer,
      audience: 'reeve',
      typ: 'JWT',
    });
    expect(idToken.payload).toMatchObject({
      sub: id,
      email: 'Ada@example.com',
      name: 'Ada',
      sid: access.payload['sid'],
    });
  });

  test.each(['RS256', 'ES256', 'EdDSA'])(
    'signs with %s where the realm says so',
    async (signingAlgorithm) => {
      const other = await scenario.realm({ tokens: { signingAlgorithm } });
      await scenario.user(other, 'ada@example.com');
      const { body } = await server.login(other, 'ada@example.com', STRONG_PASSWORD);
      expect(decodeProtectedHeader(body.access_token).alg).toBe(signingAlgorithm);
      const { body: jwks } = await server.get<JSONWebKeySet>(`/realms/${other}/jwks`);
      await jwtVerify(body.access_token, createLocalJWKSet(jwks));
      expect((await server.get(`/realms/${other}/userinfo`, { token: body.access_token })).status).toBe(200);
    },
  );

  test('gives an id token only where the scope asks for it', async () => {
    await scenario.user(realm, 'plain@example.com');
    expect(await loggedIn('plain@example.com')).not.toHaveProperty('id_token');
    expect(await loggedIn('plain@example.com', STRONG_PASSWORD, 'email')).not.toHaveProperty('id_token');
  });

  test('answers an unknown, a disabled and a wrong login alike', async () => {
    const id = await scenario.user(realm, 'known@example.com');
    const wrong = await server.login(realm, 'known@example.com', WRONG_PASSWORD);
    const unknown = await server.login(realm, 'unknown@example.com', STRONG_PASSWORD);
    await scenario.mutate(realm, 'disableAccount', { id });
    const disabled = await server.login(realm, 'known@example.com', STRONG_PASSWORD);
    const answers = [wrong, unknown, disabled].map(({ status, body }) => ({
      status,
      ...body,
      requestId: '',
    }));
    expect(answers[0]).toMatchObject({ status: 401, code: 'INVALID_CREDENTIALS' });
    expect(answers[1]).toEqual(answers[0]);
    expect(answers[2]).toEqual(answers[0]);
  });

  test.each<[string, number, string, unknown]>([
    ['no e-mail', 400, 'email', { password: STRONG_PASSWORD }],
    ['an object for an e-mail', 400, 'email', { email: { $gt: '' }, password: STRONG_PASSWORD }],
    ['NUL in the password', 400, '', { email: 'a@b.cd', password: 'a\0b' }],
    ['a lone surrogate', 400, 'email', { email: '\ud800', password: STRONG_PASSWORD }],
    [
      'an e-mail of 10,000 characters',
      400,
      'email',
      { email: 'a'.repeat(10_000), password: STRONG_PASSWORD },
    ],
    ['an unknown member', 400, '', { email: 'a@b.cd', password: STRONG_PASSWORD, remember: true }],
    ['a list', 400, '', []],
    ['ten megabytes', 413, '', { email: 'a'.repeat(10_000_000), password: STRONG_PASSWORD }],
  ])('refuses %s with %d', async (_what, status, field, body) => {
    const answer = await server.postJson<Problem>(`/realms/${realm}/login`, body);
    expect(answer.status).toBe(status);
    if (field !== '') expect(answer.body.errors?.[0]?.path).toEqual([field]);
  });

  test('refuses other media types, unknown realms and two names for a realm', async () => {
    const form = await server.postForm(`/realms/${realm}/login`, {
      email: 'a@b.cd',
      password: STRONG_PASSWORD,
    });
    expect(form.status).toBe(415);
    expect((await server.login('nowhere', 'a@b.cd', STRONG_PASSWORD)).status).toBe(404);
    const body = { email: 'ada@example.com', password: STRONG_PASSWORD };
    const headers = { 'x-realm': 'system' };
    expect((await server.postJson(`/realms/${realm}/login`, body, { headers })).status).toBe(400);
  });
});

describe('a password that must be changed', () => {
  test('gives a token that is good once, at POST /password only', async () => {
    await scenario.user(realm, 'new@example.com', { mustChangePassword: true });
    const refused = await server.postJson<Problem>(`/realms/${realm}/login`, {
      email: 'new@example.com',
      password: STRONG_PASSWORD,
    });
    expect(refused.status).toBe(403);
    expect(refused.body).toMatchObject({ code: 'PASSWORD_CHANGE_REQUIRED', expiresIn: 300 });
    const { passwordChangeToken: token } = refused.body;
    expect(await userinfo(token)).toBe(401);
    expect((await server.postJson(`/realms/${realm}/logout`, {}, { token })).status).toBe(401);

    const weak = await changePassword(token, { newPassword: COMMON_PASSWORD });
    expect(weak).toMatchObject({ status: 400, body: { code: 'PASSWORD_POLICY' } });
    expect((await changePassword(token, { newPassword: STRONG_PASSWORD })).status).toBe(400);

    const uses = await Promise.all([
      changePassword(token, { newPassword: OTHER_STRONG_PASSWORD }),
      changePassword(token, { newPassword: OTHER_STRONG_PASSWORD }),
    ]);
    expect(uses.map(({ status }) => status)).toContain(204);
    expect(uses.map(({ status }) => status)).not.toEqual([204, 204]);
    expect((await changePassword(token, { newPassword: WRONG_PASSWORD })).status).toBe(401);

    expect((await server.login(realm, 'new@example.com', STRONG_PASSWORD)).status).toBe(401);
    await loggedIn('new@example.com', OTHER_STRONG_PASSWORD);
  });

  test('leaves nothing of the token after a reset', async () => {
    const accountId = await scenario.user(realm, 'reset@example.com', { mustChangePassword: true });
    const { body } = await server.postJson<Problem>(`/realms/${realm}/login`, {
      email: 'reset@example.com',
      password: STRONG_PASSWORD,
    });
    await scenario.mutate(realm, 'resetPassword', { accountId, password: OTHER_STRONG_PASSWORD });
    expect((await changePassword(body.passwordChangeToken, { newPassword: WRONG_PASSWORD })).status).toBe(
      401,
    );
  });
});

describe('POST /password', () => {
  test('needs the current password, and ends the other sessions but not its own', async () => {
    await scenario.user(realm, 'changes@example.com');
    const mine = await loggedIn('changes@example.com');
    const other = await loggedIn('changes@example.com');
    const token = mine.access_token;
    expect(await userinfo(other.access_token)).toBe(200);

    const newPassword = OTHER_STRONG_PASSWORD;
    const missing = await changePassword(token, { newPassword });
    expect(missing).toMatchObject({ status: 400, body: { errors: [{ path: ['currentPassword'] }] } });
    const wrong = await changePassword(token, { currentPassword: WRONG_PASSWORD, newPassword });
    expect(wrong).toMatchObject({ status: 401, body: { code: 'INVALID_CREDENTIALS' } });
    expect(await userinfo(other.access_token)).toBe(200);

    expect((await changePassword(token, { currentPassword: STRONG_PASSWORD, newPassword })).status).toBe(204);
    expect(await userinfo(other.access_token)).toBe(401);
    expect((await refresh(other.refresh_token)).status).toBe(400);
    expect(await userinfo(token)).toBe(200);
    expect((await refresh(mine.refresh_token)).status).toBe(200);
    await loggedIn('changes@example.com', newPassword);
  });

  test('of an administrator ends all sessions', async () => {
    const accountId = await scenario.user(realm, 'forgot@example.com');
    const { access_token: token, refresh_token } = await loggedIn('forgot@example.com');
    await scenario.mutate(realm, 'resetPassword', { accountId, password: OTHER_STRONG_PASSWORD });
    expect(await userinfo(token)).toBe(401);
    expect((await refresh(refresh_token)).status).toBe(400);
  });
});

describe('POST /logout', () => {
  test.each(['access token', 'refresh token'])('with the %s ends the session', async (kind) => {
    const email = `leaves-${kind.charAt(0)}@example.com`;
    await scenario.user(realm, email);
    const tokens = await loggedIn(email);
    const out = (): Promise<Answer> =>
      kind === 'access token'
        ? server.postJson(`/realms/${realm}/logout`, {}, { token: tokens.access_token })
        : server.postJson(`/realms/${realm}/logout`, { refresh_token: tokens.refresh_token });
    expect((await out()).status).toBe(204);
    expect(await userinfo(tokens.access_token)).toBe(401);
    expect((await refresh(tokens.refresh_token)).status).toBe(400);
    expect((await out()).status).toBe(kind === 'access token' ? 401 : 204);
  });

  test('without a body is enough with an access token, and nothing without any token', async () => {
    await scenario.user(realm, 'bare@example.com');
    const { access_token: token } = await loggedIn('bare@example.com');
    const bare = await server.request(`/realms/${realm}/logout`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
    });
    expect(bare.status).toBe(204);
    expect((await server.postJson(`/realms/${realm}/logout`, {})).status).toBe(401);
  });

  test('leaves the other sessions of the account alone', async () => {
    await scenario.user(realm, 'two@example.com');
    const [one, two] = [await loggedIn('two@example.com'), await loggedIn('two@example.com')];
    await server.postJson(`/realms/${realm}/logout`, {}, { token: one.access_token });
    expect(await userinfo(two.access_token)).toBe(200);
  });
});
