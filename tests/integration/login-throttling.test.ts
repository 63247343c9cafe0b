import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Answer } from '../support/client.js';
import { STRONG_PASSWORD, WRONG_PASSWORD } from '../support/passwords.js';
import { createScenario, type Scenario } from '../support/scenario.js';
import { startServer, type TestServer } from '../support/server.js';

let server: TestServer;
let scenario: Scenario;
let realm: string;
let hosts = 0;

beforeAll(async () => {
  // A trusted proxy names the address of each login, as tests like it.
  server = await startServer({ env: { REEVE_TRUSTED_PROXIES: '127.0.0.1/32' } });
  scenario = createScenario(server);
  realm = await scenario.realm();
});
afterAll(() => server.stop());

const newAddress = (): string => `198.51.100.${++hosts}`;

interface Problem {
  readonly code: string;
  readonly detail: string;
  readonly requestId: string;
}

function login(email: string, password: string, address: string): Promise<Answer<Problem>> {
  return server.postJson(
    `/realms/${realm}/login`,
    { email, password },
    { headers: { 'x-forwarded-for': address } },
  );
}

async function fail(email: string, times: number, address: string): Promise<void> {
  for (let time = 0; time < times; time += 1)
    expect((await login(email, WRONG_PASSWORD, address)).status).toBe(401);
}

/** The status of logins with the right password, until one is let in. */
async function waitForLogin(email: string, address: string, limitMs: number): Promise<number> {
  const began = performance.now();
  for (;;) {
    const { status } = await login(email, STRONG_PASSWORD, address);
    if (status === 200 || performance.now() - began > limitMs) return status;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

async function user(): Promise<string> {
  const email = `user${hosts}-${Math.random().toString(36).slice(2)}@example.com`;
  await scenario.user(realm, email);
  return email;
}

describe('an account', () => {
  test('is locked after five failures, with the answer of a wrong password, and opens by itself', async () => {
    const [email, address] = [await user(), newAddress()];
    await fail(email, 5, address);
    const locked = await login(email, STRONG_PASSWORD, address);
    expect([locked.status, locked.body.code]).toEqual([401, 'INVALID_CREDENTIALS']);
    expect(await waitForLogin(email, address, 6000)).toBe(200);
  });

  test('is not locked by four', async () => {
    const [email, address] = [await user(), newAddress()];
    await fail(email, 4, address);
    expect((await login(email, STRONG_PASSWORD, address)).status).toBe(200);
  });

  test('is locked by failures from many addresses, but not where it is logged in', async () => {
    const [email, home] = [await user(), newAddress()];
    expect((await login(email, STRONG_PASSWORD, home)).status).toBe(200);
    await Promise.all(Array.from({ length: 15 }, () => login(email, WRONG_PASSWORD, newAddress())));
    expect((await login(email, STRONG_PASSWORD, newAddress())).status).toBe(401);
    expect((await login(email, STRONG_PASSWORD, home)).status).toBe(200);
  });

  test('is not locked for others by one stranger who goes on failing', async () => {
    const [email, stranger] = [await user(), newAddress()];
    for (let time = 0; time < 12; time += 1) await login(email, WRONG_PASSWORD, stranger);
    expect((await login(email, STRONG_PASSWORD, newAddress())).status).toBe(200);
  });

  test('is guessed at a few times at most by guesses that come all at once', async () => {
    const [email, address] = [await user(), newAddress()];
    const guesses = Array.from({ length: 40 }, () => login(email, WRONG_PASSWORD, address));
    const right = login(email, STRONG_PASSWORD, address);
    expect((await right).status).toBe(401);
    await Promise.all(guesses);
  });
});

test('unknown, disabled and locked accounts and wrong passwords have one answer, not before 100 ms', async () => {
  const [known, disabled, locked] = [await user(), await user(), await user()];
  const { accounts } = await server.graphql<{ accounts: { edges: { node: { id: string } }[] } }>(
    `query ($prefix: String) { accounts(filter: { emailPrefix: $prefix }) { edges { node { id } } } }`,
    { prefix: disabled },
    { realm, token: await server.adminToken() },
  );
  await scenario.mutate(realm, 'disableAccount', { id: accounts.edges[0]?.node.id });
  const address = newAddress();
  await fail(locked, 5, address);
  const answers = new Set<string>();
  for (const [email, password] of [
    [locked, STRONG_PASSWORD],
    [known, WRONG_PASSWORD],
    ['nobody@example.com', STRONG_PASSWORD],
    ['no e-mail address', STRONG_PASSWORD],
    [disabled, STRONG_PASSWORD],
  ] as const) {
    const began = performance.now();
    const { status, body } = await login(email, password, address);
    expect(performance.now() - began).toBeGreaterThan(99);
    answers.add(JSON.stringify([status, { ...body, requestId: '' }]));
  }
  expect([...answers]).toHaveLength(1);
});

test('an address with a hundred failures has to wait, whatever it tries; others do not', async () => {
  const [email, address] = [await user(), newAddress()];
  const failures = Array.from({ length: 100 }, (_, index) =>
    login(`nobody${index}@example.com`, WRONG_PASSWORD, address),
  );
  expect(new Set((await Promise.all(failures)).map(({ status }) => status))).toEqual(new Set([401]));
  const limited = await login(email, STRONG_PASSWORD, address);
  expect([limited.status, limited.body.code]).toEqual([429, 'RATE_LIMITED']);
  expect(Number(limited.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
  expect((await login(email, STRONG_PASSWORD, newAddress())).status).toBe(200);
});
