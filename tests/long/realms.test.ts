import { readdir, readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ADMIN_PASSWORD } from '../support/passwords.js';
import { ADMIN_EMAIL, startServer, type TestServer } from '../support/server.js';

const REALMS = 2000;
const OPEN_REALMS = 50;

let server: TestServer;

beforeAll(async () => {
  server = await startServer({ env: { LOG_LEVEL: 'info', REEVE_MAX_OPEN_REALMS: String(OPEN_REALMS) } });
}, 60_000);
afterAll(async () => {
  await server.stop();
});

const CREATE_REALM = `mutation ($input: CreateRealmInput!) {
  createRealm(input: $input) { ... on Realm { id slug } ... on Error { code message } }
}`;
const CREATE_ACCOUNT = `mutation ($input: CreateAccountInput!) {
  createAccount(input: $input) { ... on Account { id email } ... on Error { code message } }
}`;

/** Anonymous memory in MiB: what the process itself holds, without the pages of the mapped store. */
async function anonymousMiB(): Promise<number> {
  const rollup = await readFile(`/proc/${String(server.process.pid)}/smaps_rollup`, 'utf8');
  const [, kib] = /^Anonymous:\s+(\d+) kB/m.exec(rollup) ?? [];
  return Number(kib) / 1024;
}

async function handles(): Promise<number> {
  return (await readdir(`/proc/${String(server.process.pid)}/fd`)).length;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/** An access token lives for ten minutes; a long run asks for a new one now and then. */
async function freshToken(): Promise<string> {
  return (await server.login('system', ADMIN_EMAIL, ADMIN_PASSWORD)).body.access_token;
}

/** Creates the realm and an account in it; answers how many milliseconds the realm took. */
async function createAndUse(slug: string, token: string): Promise<number> {
  const started = performance.now();
  const { createRealm } = await server.graphql<{ createRealm: { slug?: string } }>(
    CREATE_REALM,
    { input: { slug, name: `Realm ${slug}` } },
    { realm: 'system', token },
  );
  const took = performance.now() - started;
  expect(createRealm).toMatchObject({ slug });
  const { createAccount } = await server.graphql<{ createAccount: { email?: string } }>(
    CREATE_ACCOUNT,
    { input: { email: 'somebody@example.com' } },
    { realm: slug, token },
  );
  expect(createAccount.email).toBe('somebody@example.com');
  return took;
}

test(
  `${REALMS} realms created and used in turn cost no memory, no handles and no more time each`,
  async () => {
    const took: number[] = [];
    const memory: number[] = [];
    const open: number[] = [];
    let token = '';
    for (let index = 0; index < REALMS; index += 1) {
      if (index % 200 === 0) token = await freshToken();
      took.push(await createAndUse(`r${index}`, token));
      if (index % 100 === 99) {
        memory.push(await anonymousMiB());
        open.push(await handles());
      }
    }
    const early = median(took.slice(5, 15));
    const late = median(took.slice(-11));
    console.log(JSON.stringify({ early, late, memory: memory.map(Math.round), open }));
    expect(early).toBeLessThan(50);
    expect(late).toBeLessThan(50);
    // Flat once the registry is full: the second half of the run adds less than a tenth.
    expect(memory.at(-1)).toBeLessThan((memory[memory.length / 2] ?? 0) * 1.1 + 5);
    expect(Math.max(...open.slice(1))).toBeLessThanOrEqual((open[0] ?? 0) + 5);
  },
  20 * 60_000,
);
