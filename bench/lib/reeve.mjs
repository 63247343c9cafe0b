// A real Reeve server with a throw-away data directory, and what benchmarks ask of it.
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, startNode } from './processes.mjs';

export const REALM = 'bench';
/** Made anew for each run: no literal password stands in the code. */
export const PASSWORD = `bench-${randomBytes(12).toString('base64url')}`;
const ADMINISTRATOR = 'bench-admin@example.com';

/** Starts the built server, makes the realm `bench`, and answers a client for it. */
export async function startReeve(env = {}) {
  const dataDir = mkdtempSync(join(process.env.REEVE_BENCH_DIR ?? tmpdir(), 'reeve-bench-'));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const variables = {
    NODE_ENV: 'production',
    PORT: String(port),
    DATA_DIR: dataDir,
    REEVE_ADMIN_EMAIL: ADMINISTRATOR,
    REEVE_ADMIN_PASSWORD: PASSWORD,
    ...env,
  };
  const start = () => startNode('dist/main.js', [], variables, `${url}/readyz`);
  let server = await start();
  const reeve = {
    url,
    get pid() {
      return server.pid;
    },
    dataDir,
    /** Stops it and starts it again on its data; answers the seconds until it was ready. */
    async restart() {
      await server.stop();
      const before = performance.now();
      server = await start();
      return (performance.now() - before) / 1000;
    },
    async stop() {
      await server.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
    /** POST /login; answers the token response. */
    login: (email, realm = REALM) => postJson(`${url}/realms/${realm}/login`, { email, password: PASSWORD }),
    /** One GraphQL operation as the system administrator; answers `data`, throws on errors. */
    async graphql(query, variables, realm = REALM) {
      const answer = await postJson(
        `${url}/graphql`,
        { query, variables },
        {
          authorization: `Bearer ${reeve.adminToken}`,
          'x-realm': realm,
        },
      );
      if (answer.errors) throw new Error(JSON.stringify(answer.errors));
      return answer.data;
    },
    /** One mutation; answers its result, throws on an error among the data. */
    async mutate(name, input, selection = '') {
      const type = `${name[0].toUpperCase()}${name.slice(1)}Input`;
      const { [name]: result } = await reeve.graphql(
        `mutation ($input: ${type}!) { ${name}(input: $input) { __typename ${selection} ... on Error { code message } } }`,
        { input },
      );
      if (result.code !== undefined) throw new Error(`${name}: ${JSON.stringify(result)}`);
      return result;
    },
    adminToken: '',
  };
  reeve.adminToken = (await reeve.login(ADMINISTRATOR, 'system')).access_token;
  await reeve.graphql(
    'mutation ($input: CreateRealmInput!) { createRealm(input: $input) { ... on Realm { slug } } }',
    { input: { slug: REALM, name: 'Benchmarks' } },
    'system',
  );
  return reeve;
}

/** Creates `count` accounts with the run's password through the import of one hash; answers their ids and e-mails. */
export async function createAccounts(reeve, count, password = true) {
  const accounts = [];
  for (let index = 0; index < count; index += 1) {
    const email = `user${index}@example.com`;
    const { createAccount } = await reeve.graphql(
      `mutation ($input: CreateAccountInput!) {
        createAccount(input: $input) { __typename ... on Account { id email } ... on Error { code message } }
      }`,
      { input: { email, name: `User ${index}`, ...(password ? { password: PASSWORD } : {}) } },
    );
    if (createAccount.__typename !== 'Account') throw new Error(JSON.stringify(createAccount));
    accounts.push(createAccount);
  }
  return accounts;
}

/** Creates a service account with a secret. */
export async function createService(reeve, name) {
  const { id } = await reeve.mutate('createAccount', { kind: 'SERVICE', name }, '... on Account { id }');
  const { secret } = await reeve.mutate(
    'createAccountSecret',
    { accountId: id },
    '... on NewAccountSecret { secret }',
  );
  return { id, secret };
}

/** RFC 6749, 2.3.1. */
export function basicAuthorization({ id, secret }) {
  return `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`;
}

async function postJson(url, body, headers = {}) {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${url}: ${answer.status} ${await answer.text()}`);
  return answer.json();
}
