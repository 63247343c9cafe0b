import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ADMIN_PASSWORD, FOREIGN_HASHES, STRONG_PASSWORD } from '../support/passwords.js';
import { ADMIN_EMAIL, startServer, type TestServer } from '../support/server.js';

const ACCOUNTS = 100_000;
const FEW = 100;
const BATCH = 1000;
const ROUNDS = 200;

let server: TestServer;
let token: string;

beforeAll(async () => {
  server = await startServer({ env: { LOG_LEVEL: 'info' } });
  token = (await server.login('system', ADMIN_EMAIL, ADMIN_PASSWORD)).body.access_token;
  for (const slug of ['few', 'many']) {
    await server.graphql(
      'mutation ($input: CreateRealmInput!) { createRealm(input: $input) { __typename } }',
      { input: { slug, name: slug } },
      { realm: 'system', token },
    );
  }
}, 60_000);
afterAll(async () => {
  await server.stop();
});

/** Addresses in no order, as people have them. */
function emailOf(index: number): string {
  return `${createHash('sha256').update(String(index)).digest('hex').slice(0, 16)}@example.com`;
}

async function importAccounts(slug: string, count: number): Promise<void> {
  for (let start = 0; start < count; start += BATCH) {
    const accounts = Array.from({ length: Math.min(BATCH, count - start) }, (_, offset) => ({
      email: emailOf(start + offset),
      name: `Person ${start + offset}`,
      passwordHash: FOREIGN_HASHES.bcrypt2b,
    }));
    const { status, body } = await server.postJson<{ results: { accountId?: string }[] }>(
      `/realms/${slug}/accounts/import`,
      { accounts },
      { token },
    );
    expect(status).toBe(200);
    expect(body.results.every(({ accountId }) => accountId !== undefined)).toBe(true);
  }
}

interface AccountsPage {
  readonly accounts: {
    readonly edges: readonly { readonly node: { readonly id: string } }[];
    readonly pageInfo: { readonly endCursor: string; readonly hasNextPage: boolean };
  };
}

function page(slug: string, after: string | null, sort = {}, first = 50): Promise<AccountsPage> {
  return server.graphql<AccountsPage>(
    `query ($first: Int, $after: String, $sort: AccountSort) {
      accounts(first: $first, after: $after, sort: $sort) { edges { node { id email } } pageInfo { endCursor hasNextPage } }
    }`,
    { first, after, sort },
    { realm: slug, token },
  );
}

/** Median milliseconds of one call among many. */
async function timed(work: (index: number) => Promise<unknown>, rounds = ROUNDS): Promise<number> {
  const took: number[] = [];
  for (let index = 0; index < rounds; index += 1) {
    const started = performance.now();
    await work(index);
    took.push(performance.now() - started);
  }
  return took.sort((a, b) => a - b)[Math.floor(rounds / 2)] ?? Number.NaN;
}

/** Walks the whole list; the cursor after which only the last accounts come. */
async function cursorBeforeTheEnd(slug: string): Promise<string | null> {
  let before: string | null = null;
  for (;;) {
    const { accounts } = await page(slug, before, {}, 100);
    if (!accounts.pageInfo.hasNextPage) return before;
    before = accounts.pageInfo.endCursor;
  }
}

/** What a list, a search and a login cost in a realm of `count` accounts. */
async function costs(slug: string, count: number): Promise<Record<string, number>> {
  const deepest = await cursorBeforeTheEnd(slug);
  return {
    firstPage: await timed(() => page(slug, null)),
    deepPage: await timed(() => page(slug, deepest)),
    lastPage: await timed(() => page(slug, null, { field: 'CREATED_AT', direction: 'DESC' })),
    search: await timed((index) =>
      server.graphql(
        'query ($prefix: String!) { accounts(first: 5, filter: { emailPrefix: $prefix }) { edges { node { id } } } }',
        { prefix: emailOf((index * 7919) % count).slice(0, 12) },
        { realm: slug, token },
      ),
    ),
    login: await timed(async (index) => {
      const { status } = await server.login(slug, emailOf((index * 7919) % count), STRONG_PASSWORD);
      expect(status).toBe(200);
    }, 40),
  };
}

test(
  `${ACCOUNTS} accounts: import, pages, search and login`,
  async () => {
    await importAccounts('few', FEW);
    const started = performance.now();
    await importAccounts('many', ACCOUNTS);
    const perSecond = ACCOUNTS / ((performance.now() - started) / 1000);
    const few = await costs('few', FEW);
    token = (await server.login('system', ADMIN_EMAIL, ADMIN_PASSWORD)).body.access_token;
    const many = await costs('many', ACCOUNTS);
    const ratios = Object.fromEntries(
      Object.entries(many).map(([name, value]) => [name, value / (few[name] ?? Number.NaN)]),
    );
    console.log(JSON.stringify({ perSecond, few, many, ratios }));
    expect(perSecond).toBeGreaterThan(1000);
    // A scan of 100,000 accounts instead of 100 would cost hundreds of times as much.
    for (const ratio of Object.values(ratios)) expect(ratio).toBeLessThan(3);
  },
  20 * 60_000,
);
