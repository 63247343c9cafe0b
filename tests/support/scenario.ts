import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { STRONG_PASSWORD } from './passwords.js';
import { startServer, type TestServer } from './server.js';

/** What tests of logins and tokens need to exist first; made over GraphQL by the administrator of `system`. */
export interface Scenario {
  /** Creates a realm and answers its slug. */
  realm(settings?: Readonly<Record<string, unknown>>): Promise<string>;
  /** Creates a USER and answers its id. */
  user(realm: string, email: string, fields?: Readonly<Record<string, unknown>>): Promise<string>;
  /** Creates a SERVICE with a secret. */
  service(realm: string): Promise<ServiceAccount>;
  /** Gives a SERVICE another secret. */
  secret(realm: string, accountId: string): Promise<AccountSecret>;
  /** Runs one mutation with one input, and answers what it answers; `fields` are what to select. */
  mutate<T = Record<string, unknown>>(
    realm: string,
    name: string,
    input: object,
    fields?: string,
  ): Promise<T>;
}

export interface AccountSecret {
  readonly id: string;
  readonly secret: string;
}

export interface ServiceAccount {
  readonly id: string;
  readonly secretId: string;
  readonly secret: string;
  /** The value of Authorization for client_secret_basic. */
  readonly basic: string;
}

export function basicOf(id: string, secret: string): string {
  return `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`;
}

export function createScenario(server: TestServer): Scenario {
  const scenario: Scenario = {
    async mutate<T>(realm: string, name: string, input: object, fields = '__typename') {
      const inputType = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`;
      const data = await server.graphql<Record<string, T>>(
        `mutation ($input: ${inputType}!) { ${name}(input: $input) { __typename ${fields} ... on Error { code message } } }`,
        { input },
        { realm, token: await server.adminToken() },
      );
      const answer = data[name];
      if (answer === undefined || (typeof answer === 'object' && answer !== null && 'code' in answer)) {
        throw new Error(`${name} answered ${JSON.stringify(answer)}`);
      }
      return answer;
    },

    async realm(settings) {
      const slug = `r${randomBytes(6).toString('hex')}`;
      await scenario.mutate('system', 'createRealm', { slug, name: slug, ...(settings && { settings }) });
      return slug;
    },

    async user(realm, email, fields = {}) {
      const input = { email, password: STRONG_PASSWORD, ...fields };
      const { id } = await scenario.mutate<{ id: string }>(
        realm,
        'createAccount',
        input,
        '... on Account { id }',
      );
      return id;
    },

    async service(realm) {
      const { id } = await scenario.mutate<{ id: string }>(
        realm,
        'createAccount',
        { kind: 'SERVICE', name: 'robot' },
        '... on Account { id }',
      );
      const { id: secretId, secret } = await scenario.secret(realm, id);
      return { id, secretId, secret, basic: basicOf(id, secret) };
    },

    secret: (realm, accountId) =>
      scenario.mutate<AccountSecret>(
        realm,
        'createAccountSecret',
        { accountId },
        '... on NewAccountSecret { id secret }',
      ),
  };
  return scenario;
}

const PUBLIC_URL = 'http://reeve.test';

/** Two processes on one store, which issue and accept the same tokens. Stop the second one first. */
export async function startTwoServers(): Promise<readonly [TestServer, TestServer]> {
  const database = `reeve_test_${randomBytes(6).toString('hex')}`;
  const shared = { REEVE_MASTER_KEY: randomBytes(32).toString('base64'), PUBLIC_URL };
  const first = await startServer({ env: shared, database });
  // On a MongoDB of the suite's both have its URI already; else the first one's store serves both.
  const uri = await readFile(path.join(first.dataDir, 'store.uri'), 'utf8').catch(() => undefined);
  const env = { ...shared, ...(uri === undefined ? {} : { MONGODB_URI: uri.trim() }) };
  return [first, await startServer({ env, database })];
}
