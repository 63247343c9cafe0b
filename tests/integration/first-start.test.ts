import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { ADMIN_PASSWORD, COMMON_PASSWORD } from '../support/passwords.js';
import { startServer, type TestServer } from '../support/server.js';

// These servers are on the embedded store, whatever the suite runs on: only it generates secrets.
const EMBEDDED = { MONGODB_URI: undefined, REEVE_MASTER_KEY: undefined };
const GENERATED = { ...EMBEDDED, REEVE_ADMIN_EMAIL: undefined, REEVE_ADMIN_PASSWORD: undefined };

let dataDir: string;
let servers: TestServer[];
beforeEach(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), 'reeve-first-'));
  servers = [];
});
afterEach(async () => {
  await Promise.all(servers.map((server) => server.stop()));
  await rm(dataDir, { recursive: true, force: true });
});

async function start(env: Readonly<Record<string, string | undefined>>): Promise<TestServer> {
  const server = await startServer({ dataDir, env });
  servers.push(server);
  return server;
}

async function stop(server: TestServer): Promise<void> {
  servers = servers.filter((each) => each !== server);
  await server.stop();
}

const secretIn = async (file: string): Promise<string> =>
  (await readFile(path.join(dataDir, file), 'utf8')).trim();
/** The address of the running store, with another control database. */
const storeUri = async (database: string): Promise<string> =>
  (await secretIn('store.uri')).replace(/^(mongodb:\/\/[^/?]*)\/[^?]*/, `$1/${database}`);
const modeOf = async (file: string): Promise<number> => (await stat(path.join(dataDir, file))).mode & 0o777;

describe('the first start on the embedded store', () => {
  test('generates master key and passwords, makes system and demo, and says where the files are', async () => {
    const server = await start(GENERATED);
    for (const file of ['master.key', 'system-admin.password', 'demo-admin.password']) {
      expect(await modeOf(file)).toBe(0o600);
    }
    const password = await secretIn('system-admin.password');
    expect((await server.login('system', 'admin@reeve.localhost', password)).status).toBe(200);
    const demo = await secretIn('demo-admin.password');
    expect((await server.login('demo', 'admin@demo.localhost', demo)).status).toBe(200);
    expect(server.output()).toContain(path.join(dataDir, 'system-admin.password'));
    expect(server.output()).not.toContain(password);
    const { access_token: token } = (await server.login('system', 'admin@reeve.localhost', password)).body;
    await server.graphql(
      'mutation { deleteRealm(input: { slug: "demo", confirm: "demo" }) { __typename } }',
      {},
      { realm: 'system', token },
    );
    await stop(server);

    // Nothing of it is done a second time: not the password, and not a demo realm that was deleted.
    const again = await start({ ...GENERATED, REEVE_ADMIN_PASSWORD: ADMIN_PASSWORD });
    expect((await again.login('system', 'admin@reeve.localhost', password)).status).toBe(200);
    expect((await again.login('system', 'admin@reeve.localhost', ADMIN_PASSWORD)).status).toBe(401);
    expect((await again.get('/realms/demo/jwks')).status).toBe(404);
  });

  test('makes no realm demo in production', async () => {
    const server = await start({ ...EMBEDDED, NODE_ENV: 'production' });
    expect((await server.get('/realms/demo/jwks')).status).toBe(404);
    expect((await server.get('/realms/system/jwks')).status).toBe(200);
  });

  test('with a password that the policy refuses says so, and the next one may bring another', async () => {
    const common = { ...EMBEDDED, REEVE_ADMIN_PASSWORD: COMMON_PASSWORD };
    await expect(start(common)).rejects.toThrow('REEVE_ADMIN_PASSWORD');
    const server = await start({ ...EMBEDDED, REEVE_ADMIN_EMAIL: 'other@example.com' });
    expect((await server.login('system', 'other@example.com', ADMIN_PASSWORD)).status).toBe(200);
  });

  test('is refused with another master key, or without the file, and changes nothing', async () => {
    await stop(await start(EMBEDDED));
    const key = await secretIn('master.key');
    const wrong = { ...EMBEDDED, REEVE_MASTER_KEY: randomBytes(32).toString('base64') };
    await expect(start(wrong)).rejects.toThrow('REEVE_MASTER_KEY');
    await rm(path.join(dataDir, 'master.key'));
    await expect(start(EMBEDDED)).rejects.toThrow('master.key');
    await writeFile(path.join(dataDir, 'master.key'), key);
    const rotated = { ...EMBEDDED, REEVE_MASTER_KEY: `${randomBytes(32).toString('base64')},${key}` };
    const server = await start(rotated);
    expect((await server.login('system', 'admin@example.com', ADMIN_PASSWORD)).status).toBe(200);
  });
});

describe('two first starts at once on one store', () => {
  test('make one administrator, and both answer', async () => {
    await start(EMBEDDED);
    // Two more processes share its socket, on a control database that is still empty.
    const shared = await storeUri(`other_${randomBytes(4).toString('hex')}`);
    const env = { MONGODB_URI: shared, REEVE_MASTER_KEY: await secretIn('master.key') };
    const [first, second] = await Promise.all([startServer({ env }), startServer({ env })]);
    try {
      for (const server of [first, second]) {
        expect((await server.login('system', 'admin@example.com', ADMIN_PASSWORD)).status).toBe(200);
      }
      const { accounts } = await first.graphql<{ accounts: { edges: unknown[] } }>(
        '{ accounts { edges { node { email } } } }',
        {},
        { realm: 'system', token: await first.adminToken() },
      );
      expect(accounts.edges).toHaveLength(1);
    } finally {
      await Promise.all([first.stop(), second.stop()]);
    }
  });

  test('on an empty MongoDB need an administrator to be named', async () => {
    await start(EMBEDDED);
    const shared = await storeUri('empty');
    const env = {
      MONGODB_URI: shared,
      REEVE_MASTER_KEY: randomBytes(32).toString('base64'),
      REEVE_ADMIN_EMAIL: undefined,
      REEVE_ADMIN_PASSWORD: undefined,
    };
    await expect(startServer({ env })).rejects.toThrow('REEVE_ADMIN_EMAIL');
  });
});
