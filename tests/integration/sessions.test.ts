import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { decodeJwt } from 'jose';
import type { Answer, TokenAnswer } from '../support/client.js';
import { STRONG_PASSWORD } from '../support/passwords.js';
import { createScenario, startTwoServers, type Scenario } from '../support/scenario.js';
import type { TestServer } from '../support/server.js';

let server: TestServer;
let second: TestServer;
let scenario: Scenario;
let realm: string;
let count = 0;

beforeAll(async () => {
  [server, second] = await startTwoServers();
  scenario = createScenario(server);
  realm = await scenario.realm();
});
afterAll(async () => {
  await second.stop();
  await server.stop();
});

interface Login extends TokenAnswer {
  readonly email: string;
  readonly accountId: string;
}

async function loggedIn(): Promise<Login> {
  const email = `user-${++count}@example.com`;
  const accountId = await scenario.user(realm, email);
  return { email, accountId, ...(await again(email)) };
}

async function again(email: string): Promise<TokenAnswer> {
  const { status, body } = await server.login(realm, email, STRONG_PASSWORD);
  expect(status).toBe(200);
  return body;
}

const refresh = (token: string, at = server): Promise<Answer<TokenAnswer & { readonly error?: string }>> =>
  at.postForm(`/realms/${realm}/token`, { grant_type: 'refresh_token', refresh_token: token });

const userinfo = async (token: string, at = server): Promise<number> =>
  (await at.get(`/realms/${realm}/userinfo`, { token })).status;

const sessionOf = (token: string): string => decodeJwt<{ sid: string }>(token).sid;

async function refreshed(token: string): Promise<TokenAnswer> {
  const { status, body } = await refresh(token);
  expect(status).toBe(200);
  return body;
}

describe('refresh tokens', () => {
  test('50 uses at once, in two processes, are all answered with one successor', async () => {
    const { refresh_token, access_token } = await loggedIn();
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) => refresh(refresh_token, index % 2 === 0 ? server : second)),
    );
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    const [successor, ...others] = new Set(answers.map(({ body }) => body.refresh_token));
    expect(others).toEqual([]);
    expect(successor).not.toBe(refresh_token);
    expect(new Set(answers.map(({ body }) => sessionOf(body.access_token)))).toEqual(
      new Set([sessionOf(access_token)]),
    );
    await refreshed(successor ?? '');
  });

  test('a used token after the grace ends the session and all of its tokens', async () => {
    const login = await loggedIn();
    const next = await refreshed(login.refresh_token);
    await sleep(10_500);
    expect(await userinfo(next.access_token)).toBe(200);
    expect((await refresh(login.refresh_token)).body.error).toBe('invalid_grant');
    expect(await userinfo(next.access_token)).toBe(401);
    expect(await userinfo(login.access_token)).toBe(401);
    expect((await refresh(next.refresh_token)).body.error).toBe('invalid_grant');
    await again(login.email);
  });

  test('a token two generations back answers with its successor within the grace', async () => {
    const login = await loggedIn();
    const next = await refreshed(login.refresh_token);
    const last = await refreshed(next.refresh_token);
    expect((await refreshed(login.refresh_token)).refresh_token).toBe(next.refresh_token);
    expect((await refreshed(next.refresh_token)).refresh_token).toBe(last.refresh_token);
    expect(await userinfo(last.access_token)).toBe(200);
  });

  test('a token that was used up many rotations ago ends the session', async () => {
    const login = await loggedIn();
    let last = await refreshed(login.refresh_token);
    for (let use = 1; use < 5; use += 1) last = await refreshed(last.refresh_token);
    expect((await refresh(login.refresh_token)).body.error).toBe('invalid_grant');
    expect((await refresh(last.refresh_token)).body.error).toBe('invalid_grant');
    expect(await userinfo(last.access_token)).toBe(401);
  });

  test('knowing a session is not enough to end it', async () => {
    const login = await loggedIn();
    const bytes = Buffer.from(login.refresh_token.slice(3), 'base64url');
    for (const from of [16, 32]) {
      const forged = Buffer.from(bytes);
      forged.fill(7, from, from === 16 ? 64 : 33);
      const { body } = await refresh(`rt_${forged.toString('base64url')}`);
      expect(body.error).toBe('invalid_grant');
      if (from === 16) expect(await userinfo(login.access_token)).toBe(200);
    }
  });
});

describe('sessions over GraphQL', () => {
  const LIST = `query ($first: Int, $after: String) {
    sessions(first: $first, after: $after) {
      edges { node { id userAgent clientAddress } }
      pageInfo { hasNextPage endCursor }
    }
  }`;

  interface Listed {
    readonly sessions: {
      readonly edges: readonly { readonly node: { readonly id: string; readonly clientAddress: string } }[];
      readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
    };
  }

  test('are listed newest first, page by page, to their owner', async () => {
    const first = await loggedIn();
    const logins = [first, await again(first.email), await again(first.email)];
    const ids = logins.map(({ access_token }) => sessionOf(access_token)).reverse();
    const token = first.access_token;
    const page = await server.graphql<Listed>(LIST, { first: 2 }, { realm, token });
    expect(page.sessions.edges.map(({ node }) => node.id)).toEqual(ids.slice(0, 2));
    expect(page.sessions.edges[0]?.node.clientAddress).toBe('127.0.0.1');
    expect(page.sessions.pageInfo.hasNextPage).toBe(true);
    const after = page.sessions.pageInfo.endCursor;
    const rest = await server.graphql<Listed>(LIST, { first: 2, after }, { realm, token });
    expect(rest.sessions.edges.map(({ node }) => node.id)).toEqual(ids.slice(2));
    expect(rest.sessions.pageInfo.hasNextPage).toBe(false);
  });

  test("are not another account's to see or to end", async () => {
    const [ada, eve] = [await loggedIn(), await loggedIn()];
    const id = sessionOf(ada.access_token);
    const { revokeSession } = await server.graphql<{ revokeSession: { code: string } }>(
      `mutation ($input: RevokeSessionInput!) { revokeSession(input: $input) { ... on Error { code } } }`,
      { input: { id } },
      { realm, token: eve.access_token },
    );
    expect(revokeSession.code).toBe('NOT_FOUND');
    expect(await userinfo(ada.access_token)).toBe(200);
  });

  test('all of an account end at once, and no other', async () => {
    const ada = await loggedIn();
    const other = await again(ada.email);
    const eve = await loggedIn();
    await scenario.mutate(realm, 'revokeAllSessions', { accountId: ada.accountId });
    expect([await userinfo(ada.access_token), await userinfo(other.access_token)]).toEqual([401, 401]);
    expect(await userinfo(eve.access_token)).toBe(200);
  });
});

describe('two processes', () => {
  /** Until the second process refuses the token; the limit is one second. */
  async function refusedWithinASecond(token: string): Promise<void> {
    const began = performance.now();
    while ((await userinfo(token, second)) !== 401) {
      expect(performance.now() - began).toBeLessThan(1000);
      await sleep(20);
    }
  }

  async function knownToBoth(): Promise<Login> {
    const login = await loggedIn();
    expect([await userinfo(login.access_token), await userinfo(login.access_token, second)]).toEqual([
      200, 200,
    ]);
    return login;
  }

  test('a revoked session: refused here at once, there within a second', async () => {
    const { access_token } = await knownToBoth();
    await scenario.mutate(realm, 'revokeSession', { id: sessionOf(access_token) });
    expect(await userinfo(access_token)).toBe(401);
    await refusedWithinASecond(access_token);
  });

  test('a disabled account: refused here at once, there within a second', async () => {
    const { access_token, accountId } = await knownToBoth();
    await scenario.mutate(realm, 'disableAccount', { id: accountId });
    expect(await userinfo(access_token)).toBe(401);
    await refusedWithinASecond(access_token);
  });

  test('a deleted account: refused here at once, there within a second', async () => {
    const { access_token, accountId, refresh_token } = await knownToBoth();
    await scenario.mutate(realm, 'deleteAccount', { id: accountId });
    expect(await userinfo(access_token)).toBe(401);
    await refusedWithinASecond(access_token);
    expect((await refresh(refresh_token, second)).body.error).toBe('invalid_grant');
  });

  test('a revoked secret: refused here at once, there within a second', async () => {
    const robot = await scenario.service(realm);
    const headers = { authorization: robot.basic };
    const form = { grant_type: 'client_credentials' };
    const ask = (at: TestServer): Promise<Answer<TokenAnswer>> =>
      at.postForm(`/realms/${realm}/token`, form, { headers });
    const { access_token } = (await ask(second)).body;
    expect([await userinfo(access_token), await userinfo(access_token, second)]).toEqual([200, 200]);
    await scenario.mutate(realm, 'revokeAccountSecret', { accountId: robot.id, secretId: robot.secretId });
    expect(await userinfo(access_token)).toBe(401);
    expect((await ask(server)).status).toBe(401);
    await refusedWithinASecond(access_token);
    expect((await ask(second)).status).toBe(401);
  });
});
