import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { MongoClient } from 'mongodb';
import type { Answer } from '../support/client.js';
import {
  FOREIGN_HASHES,
  LONG_PASSWORD,
  LONG_PASSWORD_BCRYPT,
  LONG_PASSWORD_OTHER_END,
  OTHER_STRONG_PASSWORD,
  SHORT_PASSWORD,
  STRONG_PASSWORD,
  TOO_COSTLY_HASHES,
  UNICODE_PASSWORD,
  UNICODE_PASSWORD_NFKC,
  UNKNOWN_HASHES,
  WRONG_PASSWORD,
} from '../support/passwords.js';
import { createScenario, type Scenario } from '../support/scenario.js';
import { startServer, type TestServer } from '../support/server.js';

interface Account {
  readonly id: string;
  readonly email?: string;
  readonly name?: string;
  readonly externalId?: string;
  readonly status: string;
  readonly version: number;
  readonly attributes: Readonly<Record<string, unknown>>;
}
interface Problem {
  readonly code: string;
  readonly errors?: readonly { readonly path: readonly string[]; readonly message: string }[];
}
interface Page {
  readonly accounts: readonly Account[];
  readonly hasNextPage: boolean;
  readonly endCursor?: string;
  readonly totalCount?: number;
}
type Outcome = { readonly accountId: string } | { readonly code: string };

let server: TestServer;
let scenario: Scenario;
let token: string;
let realm: string;

beforeAll(async () => {
  server = await startServer({ env: { REEVE_RATE_LIMIT: 'off' } });
  scenario = createScenario(server);
  token = await server.adminToken();
  realm = await scenario.realm();
});
afterAll(() => server.stop());

/** A request below /realms/{realm}/accounts, by the administrator of `system` unless told. */
async function call<T>(method: string, suffix: string, body?: unknown, bearer = token): Promise<Answer<T>> {
  const headers = { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' };
  const init = { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
  const response = await server.request(`/realms/${realm}/accounts${suffix}`, init);
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    body: (text === '' ? undefined : JSON.parse(text)) as T,
  };
}

async function create(input: object): Promise<Account> {
  const { status, body } = await call<Account>('POST', '', input);
  expect(status).toBe(201);
  return body;
}

const loginStatus = async (email: string, password = STRONG_PASSWORD): Promise<number> =>
  (await server.login(realm, email, password)).status;

async function accessToken(email: string): Promise<string> {
  const { status, body } = await server.login(realm, email, STRONG_PASSWORD);
  expect(status).toBe(200);
  return body.access_token;
}

/** What the server's store holds, through a connection of our own. */
async function stored<T>(collection: string, filter: object): Promise<T[]> {
  const given = process.env['MONGODB_URI'];
  const uri = given ?? (await readFile(path.join(server.dataDir, 'store.uri'), 'utf8')).trim();
  const client = new MongoClient(uri);
  try {
    const { databases } = await client.db().admin().listDatabases({ nameOnly: true });
    const name = databases.map((database) => database.name).find((each) => each.endsWith(`_${realm}`));
    return (await client.db(name).collection(collection).find(filter).toArray()) as T[];
  } finally {
    await client.close();
  }
}

describe('creating', () => {
  test('answers the account, which is found by id, e-mail in any spelling, and external id', async () => {
    const input = {
      email: 'Jörg@München.example',
      name: 'Jörg',
      externalId: 'hr-17',
      attributes: { team: ['a'] },
    };
    const { status, headers, body } = await call<Account>('POST', '', {
      ...input,
      password: STRONG_PASSWORD,
    });
    expect(status).toBe(201);
    expect(body).toMatchObject({ ...input, kind: 'USER', status: 'ACTIVE', version: 1 });
    expect(headers.get('location')).toBe(`/realms/${realm}/accounts/${body.id}`);
    expect((await call('GET', `/${body.id}`)).body).toEqual(body);
    for (const query of ['email=JÖRG@xn--mnchen-3ya.example', 'externalId=hr-17']) {
      expect((await call<Page>('GET', `?${encodeURI(query)}`)).body.accounts).toEqual([body]);
    }
    expect(await loginStatus('jörg@MÜNCHEN.example')).toBe(200);
  });

  test('200 at once with one e-mail makes one account', async () => {
    const answers = await Promise.all(
      Array.from({ length: 200 }, (_, index) =>
        call<Problem>('POST', '', {
          email: index % 2 === 0 ? 'race@example.com' : 'RACE@Example.com',
          password: STRONG_PASSWORD,
        }),
      ),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ status, body }) => status === 409 && body.code === 'EMAIL_TAKEN')).toHaveLength(
      199,
    );
    const [account] = await stored<{ _id: string }>('accounts', { loginKey: 'race@example.com' });
    expect(await stored('credentials', { accountId: account?._id })).toHaveLength(1);
  });

  test('with a taken external id is refused, and leaves nothing', async () => {
    await create({ email: 'first@example.com', externalId: 'shared' });
    const second = { email: 'second@example.com', externalId: 'shared', password: STRONG_PASSWORD };
    expect((await call<Problem>('POST', '', second)).body.code).toBe('EXTERNAL_ID_TAKEN');
    await create({ email: 'second@example.com' });
  });

  test("with a password that breaks the realm's policy is refused, and leaves nothing", async () => {
    const weak = await call<Problem>('POST', '', { email: 'weak@example.com', password: SHORT_PASSWORD });
    expect([weak.status, weak.body.code]).toEqual([400, 'PASSWORD_POLICY']);
    await create({ email: 'weak@example.com', password: STRONG_PASSWORD });
  });

  test.each<[string, unknown, readonly string[]]>([
    ['an e-mail of the wrong type', { email: 5 }, ['email']],
    ['an operator for an e-mail', { email: { $gt: '' } }, ['email']],
    ['NUL', { email: 'a\0@example.com' }, ['email']],
    ['a lone surrogate', { email: 'x@example.com', name: '\ud800' }, ['name']],
    ['an over-long name', { email: 'x@example.com', name: 'x'.repeat(300) }, ['name']],
    [
      'an operator for an attribute',
      { email: 'x@example.com', attributes: { $set: 1 } },
      ['attributes', '$set'],
    ],
    ['a dotted attribute', { email: 'x@example.com', attributes: { 'a.b': 1 } }, ['attributes', 'a.b']],
    ['a nested attribute', { email: 'x@example.com', attributes: { a: { b: 1 } } }, ['attributes', 'a']],
    [
      'an attribute in two spellings',
      { email: 'x@example.com', attributes: { team: 'a', Team: 'b' } },
      ['attributes', 'Team'],
    ],
    ['an external id like an e-mail', { email: 'x@example.com', externalId: 'a@b' }, ['externalId']],
    ['a SERVICE with e-mail', { kind: 'SERVICE', email: 'x@example.com' }, ['email']],
  ])('%s is told', async (_, input, where) => {
    const { status, body } = await call<Problem>('POST', '', input);
    expect([status, body.code]).toEqual([400, 'BAD_USER_INPUT']);
    expect(body.errors?.map((error) => error.path)).toEqual([where]);
  });
});

describe('changing', () => {
  test('sets what is named, removes what is null, and leaves the rest', async () => {
    const { id } = await create({
      email: 'change@example.com',
      name: 'Before',
      externalId: 'c-1',
      attributes: { a: 1, b: 2 },
    });
    const { body } = await call<Account>('PATCH', `/${id}`, { name: null, attributes: { a: null, c: true } });
    expect(body).toMatchObject({
      email: 'change@example.com',
      externalId: 'c-1',
      attributes: { b: 2, c: true },
      version: 2,
    });
    expect(body).not.toHaveProperty('name');
    expect(body.attributes).not.toHaveProperty('a');
  });

  test('with a stale version is refused; at the same time without one all are made', async () => {
    const { id } = await create({ email: 'versions@example.com' });
    await call('PATCH', `/${id}`, { name: 'One', expectedVersion: 1 });
    const stale = await call<Problem>('PATCH', `/${id}`, { name: 'Two', expectedVersion: 1 });
    expect([stale.status, stale.body.code]).toEqual([409, 'VERSION_CONFLICT']);
    const answers = await Promise.all(
      ['a', 'b', 'c', 'd', 'e'].map((key) => call('PATCH', `/${id}`, { attributes: { [key]: 1 } })),
    );
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    const { body } = await call<Account>('GET', `/${id}`);
    expect(body).toMatchObject({ name: 'One', version: 7, attributes: { a: 1, b: 1, c: 1, d: 1, e: 1 } });
  });

  test('an attribute keeps its spelling until it is removed', async () => {
    const { id } = await create({ email: 'spelling@example.com', attributes: { team: 'a' } });
    const change = (attributes: object) => call<Problem>('PATCH', `/${id}`, { attributes });
    const { status, body } = await change({ Team: 'b' });
    expect([status, body.code, body.errors?.[0]?.path]).toEqual([
      400,
      'BAD_USER_INPUT',
      ['attributes', 'Team'],
    ]);
    expect((await change({ Team: 'b', team: null })).status).toBe(200);
    expect((await call<Account>('GET', `/${id}`)).body.attributes).toEqual({ Team: 'b' });
  });

  test('an import refuses the account whose attributes are called alike, and no other', async () => {
    const { status, body } = await call<{ results: Outcome[] }>('POST', '/import', {
      accounts: [
        { email: 'alike@example.com', attributes: { team: 'a', Team: 'b' } },
        { email: 'unlike@example.com', attributes: { team: 'a', teams: 'b' } },
      ],
    });
    expect(status).toBe(200);
    expect(body.results).toMatchObject([
      { code: 'BAD_USER_INPUT' },
      { accountId: expect.any(String) as unknown },
    ]);
  });

  test('the e-mail changes the login; a taken one is refused', async () => {
    const { id } = await create({ email: 'old@example.com', password: STRONG_PASSWORD });
    await create({ email: 'taken@example.com' });
    expect((await call<Problem>('PATCH', `/${id}`, { email: 'Taken@example.com' })).body.code).toBe(
      'EMAIL_TAKEN',
    );
    expect((await call('PATCH', `/${id}`, { email: 'new@example.com' })).status).toBe(200);
    expect([await loginStatus('old@example.com'), await loginStatus('new@example.com')]).toEqual([401, 200]);
  });

  test('attributes over the limit in sum are refused', async () => {
    const { id } = await create({ email: 'large@example.com', attributes: { a: 'x'.repeat(2000) } });
    const more = Object.fromEntries(Array.from({ length: 8 }, (_, index) => [`k${index}`, 'x'.repeat(1900)]));
    expect((await call<Problem>('PATCH', `/${id}`, { attributes: more })).body.code).toBe('BAD_USER_INPUT');
    expect((await call<Account>('GET', `/${id}`)).body.version).toBe(1);
  });

  test('an account changes its own name and listed attributes, and nothing else', async () => {
    realm = await scenario.realm({ selfWritableAttributes: ['locale'] });
    const { id } = await create({ email: 'self@example.com', password: STRONG_PASSWORD });
    const other = await create({ email: 'other@example.com' });
    const own = await accessToken('self@example.com');
    const change = async (input: object, target = id) =>
      (await call<Problem>('PATCH', `/${target}`, input, own)).status;
    expect(await change({ name: 'Me', attributes: { locale: 'de' } })).toBe(200);
    expect(await change({ attributes: { locale: 'fr', admin: true } })).toBe(403);
    expect(await change({ email: 'me@example.com' })).toBe(403);
    expect(await change({ externalId: null })).toBe(403);
    expect(await change({ name: 'You' }, other.id)).toBe(404);
    expect((await call<Account>('GET', `/${id}`, undefined, own)).body).toMatchObject({
      name: 'Me',
      attributes: { locale: 'de' },
    });
    expect((await call('GET', `/${other.id}`, undefined, own)).status).toBe(404);
    expect((await call('GET', '', undefined, own)).status).toBe(403);
    expect((await call('POST', '', { email: 'x@example.com' }, own)).status).toBe(403);
    expect((await call('DELETE', `/${id}`, undefined, own)).status).toBe(403);
    expect((await call('POST', `/${id}/disable`, undefined, own)).status).toBe(403);
    expect((await call('POST', `/${id}/password`, { password: OTHER_STRONG_PASSWORD }, own)).status).toBe(
      403,
    );
  });
});

describe('lists', () => {
  beforeAll(async () => {
    realm = await scenario.realm();
    const names = ['Zoë', 'adam', 'Ada', undefined, 'Ädam', '😀', 'adam'];
    for (const [index, name] of names.entries()) {
      const account = await create({
        email: `L${index}@Example.com`,
        ...(name === undefined ? {} : { name }),
      });
      if (index % 3 === 0) await call('POST', `/${account.id}/disable`);
    }
    await create({ kind: 'SERVICE', name: 'Adapter' });
  });

  async function all(query: string, first: number): Promise<Account[]> {
    const found: Account[] = [];
    for (let after = ''; ;) {
      const { status, body } = await call<Page>('GET', `?first=${first}${query}${after}`);
      expect(status).toBe(200);
      found.push(...body.accounts);
      if (!body.hasNextPage) return found;
      after = `&after=${body.endCursor ?? ''}`;
    }
  }

  test.each(
    ['CREATED_AT', 'EMAIL', 'NAME'].flatMap((sort) => ['ASC', 'DESC'].map((direction) => [sort, direction])),
  )('by %s %s: pages of any size are the same list', async (sort, direction) => {
    const query = `&sort=${sort}&direction=${direction}`;
    const [once, byOne, byThree] = await Promise.all([all(query, 100), all(query, 1), all(query, 3)]);
    expect(once).toHaveLength(8);
    expect(byOne).toEqual(once);
    expect(byThree).toEqual(once);
    const opposite = await all(`&sort=${sort}&direction=${direction === 'ASC' ? 'DESC' : 'ASC'}`, 100);
    expect(opposite.reverse()).toEqual(once);
  });

  test('names order without regard to case; who has none comes first', async () => {
    const names = (await all('&sort=NAME', 3)).map(({ name }) => name);
    expect(names).toEqual([undefined, 'Ada', 'adam', 'adam', 'Adapter', 'Zoë', 'Ädam', '😀']);
  });

  test.each([
    ['emailPrefix=l', 7],
    ['emailPrefix=L1@example', 1],
    ['emailPrefix=0', 0],
    ['namePrefix=ADA', 4],
    ['namePrefix=ADA&sort=NAME', 4],
    ['status=DISABLED', 3],
    ['status=ACTIVE&kind=USER', 4],
    ['kind=SERVICE', 1],
    ['kind=SERVICE&emailPrefix=l', 0],
    ['status=DISABLED&emailPrefix=l&sort=EMAIL&direction=DESC', 3],
  ])('%s holds %i, and counts them when asked', async (query, count) => {
    expect(await all(`&${query}`, 2)).toHaveLength(count);
    const { body } = await call<Page>('GET', `?${query}&count=true`);
    expect(body.totalCount).toBe(count);
  });

  test('a cursor of another list, or none at all, is refused', async () => {
    const { body } = await call<Page>('GET', '?first=1&sort=EMAIL');
    const elsewhere = [
      `sort=NAME&after=${body.endCursor ?? ''}`,
      `sort=EMAIL&direction=DESC&after=${body.endCursor ?? ''}`,
    ];
    for (const query of [
      ...elsewhere,
      'after=nonsense',
      'after=bnVsbA',
      `sort=EMAIL&emailPrefix=zz&after=${body.endCursor ?? ''}`,
    ]) {
      const answer = await call<Problem>('GET', `?${query}`);
      expect([answer.status, answer.body.errors?.[0]?.path]).toEqual([400, ['after']]);
    }
    expect((await call('GET', '?first=101')).status).toBe(400);
    expect((await call('GET', '?first=x')).status).toBe(400);
  });
});

describe('disabling and deleting', () => {
  test('a disabled account is out at once, and back when it is enabled', async () => {
    const { id } = await create({ email: 'out@example.com', password: STRONG_PASSWORD });
    const own = await accessToken('out@example.com');
    expect((await call('GET', `/${id}`, undefined, own)).status).toBe(200);
    expect((await call<Account>('POST', `/${id}/disable`)).body.status).toBe('DISABLED');
    expect((await call('GET', `/${id}`, undefined, own)).status).toBe(401);
    expect(await loginStatus('out@example.com')).toBe(401);
    expect((await call<Account>('POST', `/${id}/enable`)).body.status).toBe('ACTIVE');
    expect((await call('GET', `/${id}`, undefined, own)).status).toBe(401);
    expect(await loginStatus('out@example.com')).toBe(200);
  });

  test('a deleted account takes all that is its own with it; its e-mail is free', async () => {
    const { id } = await create({ email: 'gone@example.com', password: STRONG_PASSWORD });
    const own = await accessToken('gone@example.com');
    expect((await call('DELETE', `/${id}`)).status).toBe(204);
    expect((await call('GET', `/${id}`)).status).toBe(404);
    expect((await call('DELETE', `/${id}`)).status).toBe(404);
    expect((await call('GET', `/${id}`, undefined, own)).status).toBe(401);
    expect(await loginStatus('gone@example.com')).toBe(401);
    for (const collection of ['credentials', 'sessions'])
      expect(await stored(collection, { accountId: id })).toEqual([]);
    await create({ email: 'gone@example.com' });
    expect(await loginStatus('gone@example.com')).toBe(401);
  });

  test('the last administrator of the server stays', async () => {
    const before = realm;
    realm = 'system';
    const [administrator] = (await call<Page>('GET', '?email=admin@example.com')).body.accounts;
    for (const attempt of [
      call<Problem>('DELETE', `/${administrator?.id ?? ''}`),
      call<Problem>('POST', `/${administrator?.id ?? ''}/disable`),
    ]) {
      const { status, body } = await attempt;
      expect([status, body.code]).toEqual([409, 'LAST_ADMINISTRATOR']);
    }
    realm = before;
  });
});

describe('passwords', () => {
  test('an administrator resets one: sessions end, and the next login must choose another', async () => {
    const { id } = await create({ email: 'reset@example.com', password: STRONG_PASSWORD });
    const own = await accessToken('reset@example.com');
    expect((await call('POST', `/${id}/password`, { password: OTHER_STRONG_PASSWORD })).status).toBe(204);
    expect((await call('GET', `/${id}`, undefined, own)).status).toBe(401);
    expect(await loginStatus('reset@example.com')).toBe(401);
    expect(await loginStatus('reset@example.com', OTHER_STRONG_PASSWORD)).toBe(403);
    await call('POST', `/${id}/password`, { password: OTHER_STRONG_PASSWORD, mustChange: false });
    expect(await loginStatus('reset@example.com', OTHER_STRONG_PASSWORD)).toBe(200);
  });

  test('two spellings of one text are one password', async () => {
    await create({ email: 'unicode@example.com', password: UNICODE_PASSWORD });
    expect(await loginStatus('unicode@example.com', UNICODE_PASSWORD)).toBe(200);
    expect(await loginStatus('unicode@example.com', UNICODE_PASSWORD_NFKC)).toBe(200);
  });

  test('a realm with bcrypt reads every byte', async () => {
    const before = realm;
    realm = await scenario.realm({ passwords: { algorithm: 'BCRYPT' } });
    await create({ email: 'long@example.com', password: LONG_PASSWORD });
    expect(await loginStatus('long@example.com', LONG_PASSWORD)).toBe(200);
    expect(await loginStatus('long@example.com', LONG_PASSWORD_OTHER_END)).toBe(401);
    expect(await loginStatus('nobody@example.com', LONG_PASSWORD)).toBe(401);
    realm = before;
  });

  test('a SERVICE has none', async () => {
    const { id } = await create({ kind: 'SERVICE' });
    const { status, body } = await call<Problem>('POST', `/${id}/password`, { password: STRONG_PASSWORD });
    expect([status, body.code]).toEqual([409, 'ACCOUNT_KIND_MISMATCH']);
    expect(await loginStatus(id)).toBe(401);
  });
});

describe('secrets', () => {
  const clientToken = (id: string, secret: string): Promise<Answer<{ access_token: string }>> =>
    server.postForm(`/realms/${realm}/token`, {
      grant_type: 'client_credentials',
      client_id: id,
      client_secret: secret,
    });

  test('two live at once; a revoked one and its tokens are refused at once', async () => {
    const { id } = await create({ kind: 'SERVICE', name: 'robot' });
    const made = await Promise.all(
      [1, 2, 3, 4].map(() => call<{ id: string; secret: string } & Problem>('POST', `/${id}/secrets`)),
    );
    const secrets = made.filter(({ status }) => status === 201).map(({ body }) => body);
    expect(secrets).toHaveLength(2);
    expect(made.filter(({ body }) => body.code === 'TOO_MANY_SECRETS')).toHaveLength(2);
    const [first, second] = secrets;
    expect(first?.secret).toMatch(/^rs_[\w-]{43}$/);
    const listed = await call<{ secrets: object[] }>('GET', `/${id}/secrets`);
    expect(listed.body.secrets).toHaveLength(2);
    expect(JSON.stringify(listed.body)).not.toContain('rs_');
    const answer = await clientToken(id, first?.secret ?? '');
    expect(answer.status).toBe(200);
    expect((await call('GET', `/${id}`, undefined, answer.body.access_token)).status).toBe(200);
    expect((await call('DELETE', `/${id}/secrets/${first?.id ?? ''}`)).status).toBe(204);
    expect((await call('GET', `/${id}`, undefined, answer.body.access_token)).status).toBe(401);
    expect((await clientToken(id, first?.secret ?? '')).status).toBe(401);
    expect((await clientToken(id, second?.secret ?? '')).status).toBe(200);
    expect((await call('DELETE', `/${id}/secrets/${first?.id ?? ''}`)).status).toBe(404);
  });

  test('a USER has none', async () => {
    const { id } = await create({ email: 'person@example.com' });
    expect((await call<Problem>('POST', `/${id}/secrets`)).body.code).toBe('ACCOUNT_KIND_MISMATCH');
  });
});

describe('import', () => {
  const load = async (accounts: readonly unknown[]): Promise<readonly Outcome[]> => {
    const { status, body } = await call<{ results: readonly Outcome[] }>('POST', '/import', { accounts });
    expect(status).toBe(200);
    return body.results;
  };

  test('every kind of hash logs in, and is made anew by that', async () => {
    const kinds = Object.entries(FOREIGN_HASHES);
    const outcomes = await load(
      kinds.map(([kind, passwordHash]) => ({ email: `${kind}@import.example`, passwordHash })),
    );
    for (const [index, [kind, passwordHash]] of kinds.entries()) {
      const { accountId } = outcomes[index] as { accountId: string };
      const hash = async () =>
        (await stored<{ hash: string; foreignMs?: number }>('credentials', { accountId }))[0];
      expect(await loginStatus(`${kind}@import.example`, WRONG_PASSWORD)).toBe(401);
      expect(await hash()).toMatchObject({ hash: passwordHash });
      expect(await loginStatus(`${kind}@import.example`)).toBe(200);
      expect((await hash())?.hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
      expect(await hash()).not.toHaveProperty('foreignMs');
      expect(await loginStatus(`${kind}@import.example`)).toBe(200);
    }
  });

  test('plain bcrypt takes what its maker took, and every byte counts once it is made anew', async () => {
    await load([{ email: 'cut@import.example', passwordHash: LONG_PASSWORD_BCRYPT }]);
    expect(await loginStatus('cut@import.example', LONG_PASSWORD)).toBe(200);
    expect(await loginStatus('cut@import.example', LONG_PASSWORD_OTHER_END)).toBe(401);
  });

  test('each account is answered by itself', async () => {
    await create({ email: 'there@import.example', externalId: 'there' });
    const outcomes = await load([
      { email: 'fine@import.example', name: 'Fine', status: 'DISABLED' },
      { email: 'FINE@import.example' },
      { email: 'There@import.example' },
      { email: 'x1@import.example', externalId: 'there' },
      { email: 'nonsense' },
      { email: 'x2@import.example', passwordHash: UNKNOWN_HASHES[0] },
      { email: 'x3@import.example', passwordHash: TOO_COSTLY_HASHES[0] },
      { email: 'x4@import.example', password: STRONG_PASSWORD },
      { kind: 'SERVICE', externalId: 'robot-1' },
      'nonsense',
    ]);
    expect(outcomes.map((outcome) => ('code' in outcome ? outcome.code : 'ok'))).toEqual([
      'ok',
      'EMAIL_TAKEN',
      'EMAIL_TAKEN',
      'EXTERNAL_ID_TAKEN',
      'BAD_USER_INPUT',
      'IMPORT_HASH_UNKNOWN',
      'IMPORT_HASH_TOO_COSTLY',
      'BAD_USER_INPUT',
      'ok',
      'BAD_USER_INPUT',
    ]);
    expect((await call<Page>('GET', '?email=fine@import.example')).body.accounts).toMatchObject([
      { name: 'Fine', status: 'DISABLED' },
    ]);
    expect((await call<Page>('GET', '?emailPrefix=x')).body.accounts).toEqual([]);
  });

  test('the same batch twice at once makes each account once', async () => {
    const batch = Array.from({ length: 300 }, (_, index) => ({ email: `twice${index}@import.example` }));
    const [one, two] = await Promise.all([load(batch), load(batch)]);
    const made = [...one, ...two].filter((outcome) => 'accountId' in outcome);
    expect(made).toHaveLength(300);
  });

  test('more than 1,000 are refused', async () => {
    const accounts = Array.from({ length: 1001 }, (_, index) => ({ email: `many${index}@import.example` }));
    expect((await call<Problem>('POST', '/import', { accounts })).body.errors?.[0]?.path).toEqual([
      'accounts',
    ]);
  });
});
