import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ADMIN_PASSWORD, STRONG_PASSWORD } from '../support/passwords.js';
import { ADMIN_EMAIL, startServer, type TestServer } from '../support/server.js';

let server: TestServer;
let token: string;

beforeAll(async () => {
  server = await startServer();
  token = await server.adminToken();
});
afterAll(() => server.stop());

interface RealmAnswer {
  readonly id?: string;
  readonly slug?: string;
  readonly name?: string;
  readonly version?: number;
  readonly settings?: {
    readonly tokens: { readonly signingAlgorithm: string; readonly accessSeconds: number };
  };
  readonly code?: string;
  readonly message?: string;
}

const FIELDS = `... on Realm { id slug name version settings { tokens { signingAlgorithm accessSeconds } } }
  ... on Error { code message }`;

/** One of the mutations on realms, by the administrator of `system` unless told. */
async function mutate(
  field: 'createRealm' | 'updateRealm' | 'deleteRealm',
  input: Readonly<Record<string, unknown>>,
  options = { realm: 'system', token },
): Promise<RealmAnswer> {
  const type = `${field.charAt(0).toUpperCase()}${field.slice(1)}Input`;
  const query = `mutation ($input: ${type}!) { ${field}(input: $input) { ${FIELDS} } }`;
  const data = await server.graphql<Record<string, RealmAnswer>>(query, { input }, options);
  return data[field] ?? {};
}

async function createAdministrator(realm: string, email: string): Promise<string> {
  const { createAccount } = await server.graphql<{ createAccount: { id: string } }>(
    `mutation ($input: CreateAccountInput!) { createAccount(input: $input) { ... on Account { id } } }`,
    { input: { email, password: STRONG_PASSWORD } },
    { realm, token },
  );
  const { roles } = await server.graphql<{ roles: { edges: { node: { id: string } }[] } }>(
    `{ roles(filter: { namePrefix: "administrator" }) { edges { node { id } } } }`,
    {},
    { realm, token },
  );
  await server.graphql(
    `mutation ($input: AssignRoleInput!) { assignRole(input: $input) { __typename } }`,
    { input: { roleId: roles.edges[0]?.node.id, subjectId: createAccount.id } },
    { realm, token },
  );
  return (await server.login(realm, email, STRONG_PASSWORD)).body.access_token;
}

describe('creating a realm', () => {
  test('makes one that can be used at once', async () => {
    expect(await mutate('createRealm', { slug: 'acme', name: 'Acme' })).toMatchObject({
      slug: 'acme',
      name: 'Acme',
      version: 1,
      settings: { tokens: { signingAlgorithm: 'RS256', accessSeconds: 600 } },
    });
    const administrator = await createAdministrator('acme', 'ada@example.com');
    expect(administrator).toEqual(expect.any(String));
    expect((await server.get<{ keys: unknown[] }>('/realms/acme/jwks')).body.keys).toHaveLength(1);
  });

  test('with a slug that is taken is refused', async () => {
    expect(await mutate('createRealm', { slug: 'system', name: 'Mine' })).toMatchObject({
      code: 'REALM_SLUG_TAKEN',
    });
  });

  test('of one slug, many times at once, makes one', async () => {
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => mutate('createRealm', { slug: 'rush', name: 'Rush' })),
    );
    expect(answers.filter(({ slug }) => slug === 'rush')).toHaveLength(1);
    expect(answers.filter(({ code }) => code === 'REALM_SLUG_TAKEN')).toHaveLength(9);
  });

  test.each(['Acme', '1st', 'a_b', 'a.b', '', 'a'.repeat(33), 'a-'])('named %j is refused', async (slug) => {
    const refused = await mutate('createRealm', { slug, name: 'X' });
    expect(refused.code).toBe('BAD_USER_INPUT');
    expect(refused.message).toContain('slug');
  });

  test('is for administrators of system, in system', async () => {
    const local = await createAdministrator('rush', 'rita@example.com');
    const input = { slug: 'theirs', name: 'Theirs' };
    expect(await mutate('createRealm', input, { realm: 'rush', token: local })).toMatchObject({
      code: 'FORBIDDEN',
    });
    expect(await mutate('createRealm', input, { realm: 'rush', token })).toMatchObject({ code: 'FORBIDDEN' });
    const stranger = await server.postJson(
      '/graphql',
      { query: '{ realms { edges { node { slug } } } }' },
      { token: local, headers: { 'x-realm': 'system' } },
    );
    expect(stranger.status).toBe(401);
  });
});

describe('updating a realm', () => {
  test('changes what is named and keeps the rest, at once', async () => {
    await mutate('createRealm', { slug: 'globex', name: 'Globex' });
    const updated = await mutate('updateRealm', {
      slug: 'globex',
      settings: { tokens: { signingAlgorithm: 'ES256', accessSeconds: 120 } },
    });
    expect(updated).toMatchObject({
      name: 'Globex',
      version: 2,
      settings: { tokens: { signingAlgorithm: 'ES256', accessSeconds: 120 } },
    });
    const admin = await createAdministrator('globex', 'gus@example.com');
    const header = JSON.parse(Buffer.from(admin.split('.')[0] ?? '', 'base64url').toString()) as {
      alg: string;
    };
    expect(header.alg).toBe('ES256');
  });

  test('for a version that is not there any more is refused', async () => {
    await mutate('createRealm', { slug: 'initech', name: 'Initech' });
    expect(await mutate('updateRealm', { slug: 'initech', name: 'Two', expectedVersion: 1 })).toMatchObject({
      version: 2,
    });
    expect(await mutate('updateRealm', { slug: 'initech', name: 'Three', expectedVersion: 1 })).toMatchObject(
      {
        code: 'VERSION_CONFLICT',
      },
    );
  });

  test('that is not there is refused', async () => {
    expect(await mutate('updateRealm', { slug: 'nowhere', name: 'X' })).toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('changing the signing algorithm', () => {
  test('lets tokens of the old key live', async () => {
    await mutate('createRealm', { slug: 'umbrella', name: 'Umbrella' });
    const before = await createAdministrator('umbrella', 'ursula@example.com');
    await mutate('updateRealm', { slug: 'umbrella', settings: { tokens: { signingAlgorithm: 'EdDSA' } } });
    const { body } = await server.login('umbrella', 'ursula@example.com', STRONG_PASSWORD);
    const viewer = '{ viewer { email } }';
    for (const each of [before, body.access_token]) {
      const answer = await server.graphqlRaw(viewer, {}, { realm: 'umbrella', token: each });
      expect(answer.errors).toBeUndefined();
    }
    const { keys } = (await server.get<{ keys: { alg: string }[] }>('/realms/umbrella/jwks')).body;
    expect(keys.map(({ alg }) => alg)).toEqual(['EdDSA', 'RS256']);
  });
});

describe('listing realms', () => {
  test('pages by slug', async () => {
    for (const slug of ['list-c', 'list-a', 'list-b']) await mutate('createRealm', { slug, name: slug });
    const seen: string[] = [];
    let after: string | null = null;
    do {
      interface Answer {
        readonly realms: {
          readonly edges: readonly { readonly node: { readonly slug: string } }[];
          readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string };
        };
      }
      const { realms }: Answer = await server.graphql<Answer>(
        'query ($after: String) { realms(first: 2, after: $after) { edges { node { slug } } pageInfo { hasNextPage endCursor } } }',
        { after },
        { realm: 'system', token },
      );
      seen.push(...realms.edges.map(({ node }) => node.slug));
      after = realms.pageInfo.hasNextPage ? realms.pageInfo.endCursor : null;
    } while (after !== null);
    expect(seen).toEqual([...seen].sort());
    expect(seen).toEqual(expect.arrayContaining(['list-a', 'list-b', 'list-c', 'system']));
  });
});

describe('deleting a realm', () => {
  test('asks for the slug again, then takes everything with it', async () => {
    await mutate('createRealm', { slug: 'hooli', name: 'Hooli' });
    const local = await createAdministrator('hooli', 'hal@example.com');
    expect(await mutate('deleteRealm', { slug: 'hooli', confirm: 'hoolli' })).toMatchObject({
      code: 'CONFIRMATION_MISMATCH',
    });
    expect(await mutate('deleteRealm', { slug: 'hooli', confirm: 'hooli' })).not.toHaveProperty('code');
    expect((await server.get('/realms/hooli/jwks')).status).toBe(404);
    const refused = await server.postJson(
      '/graphql',
      { query: '{ viewer { __typename } }' },
      {
        token: local,
        headers: { 'x-realm': 'hooli' },
      },
    );
    expect(refused.status).toBe(401);
    expect(await mutate('deleteRealm', { slug: 'hooli', confirm: 'hooli' })).toMatchObject({
      code: 'NOT_FOUND',
    });
  });

  test('frees the slug for a new realm that has nothing of the old one', async () => {
    await mutate('createRealm', { slug: 'phoenix', name: 'Old' });
    const old = await createAdministrator('phoenix', 'pat@example.com');
    await mutate('deleteRealm', { slug: 'phoenix', confirm: 'phoenix' });
    expect(await mutate('createRealm', { slug: 'phoenix', name: 'New' })).toMatchObject({
      name: 'New',
      version: 1,
    });
    expect((await server.login('phoenix', 'pat@example.com', STRONG_PASSWORD)).status).toBe(401);
    const refused = await server.postJson(
      '/graphql',
      { query: '{ viewer { __typename } }' },
      {
        token: old,
        headers: { 'x-realm': 'phoenix' },
      },
    );
    expect(refused.status).toBe(401);
  });

  test('named system is refused', async () => {
    expect(await mutate('deleteRealm', { slug: 'system', confirm: 'system' })).toMatchObject({
      code: 'REALM_PROTECTED',
    });
  });
});

describe('an unknown realm', () => {
  test('is a 404 on public routes, and a bad token elsewhere', async () => {
    expect((await server.get('/realms/nowhere/jwks')).status).toBe(404);
    expect((await server.login('nowhere', ADMIN_EMAIL, ADMIN_PASSWORD)).status).toBe(404);
    const local = await createAdministrator('acme', 'bob@example.com');
    const answer = await server.postJson(
      '/graphql',
      { query: '{ viewer { __typename } }' },
      {
        token: local,
        headers: { 'x-realm': 'nowhere' },
      },
    );
    expect(answer.status).toBe(401);
  });
});

describe('signing keys', () => {
  test('are made once, however many ask at once', async () => {
    await mutate('createRealm', { slug: 'keys', name: 'Keys' });
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => server.get<{ keys: { kid: string }[] }>('/realms/keys/jwks')),
    );
    const kids = answers.map(({ body }) => body.keys.map(({ kid }) => kid));
    expect(new Set(kids.flat()).size).toBe(1);
  });

  test('rotate: the new one signs, the old one still verifies', async () => {
    await mutate('createRealm', { slug: 'turning', name: 'Turning' });
    const before = await createAdministrator('turning', 'tess@example.com');
    const kidOf = (jwt: string): string =>
      (JSON.parse(Buffer.from(jwt.split('.')[0] ?? '', 'base64url').toString()) as { kid: string }).kid;
    const { rotateRealmKeys } = await server.graphql<{ rotateRealmKeys: { kid: string } }>(
      'mutation { rotateRealmKeys { ... on SigningKey { kid } } }',
      {},
      { realm: 'turning', token: before },
    );
    const after = (await server.login('turning', 'tess@example.com', STRONG_PASSWORD)).body.access_token;
    expect(kidOf(after)).toBe(rotateRealmKeys.kid);
    expect(kidOf(before)).not.toBe(rotateRealmKeys.kid);
    const { keys } = (await server.get<{ keys: { kid: string; d?: string }[] }>('/realms/turning/jwks')).body;
    expect(keys.map(({ kid }) => kid)).toEqual([kidOf(after), kidOf(before)]);
    expect(keys.every((key) => !('d' in key))).toBe(true);
    const answer = await server.graphqlRaw(
      '{ viewer { __typename } }',
      {},
      { realm: 'turning', token: before },
    );
    expect(answer.errors).toBeUndefined();
  });
});
