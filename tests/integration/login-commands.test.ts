import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { mongo } from 'mongoose';
import { insertAccount } from '../../src/features/accounts/account.store.js';
import { insertCredentials, passwordRecord } from '../../src/features/credentials/credential.store.js';
import { InvalidCredentialsError } from '../../src/features/credentials/credential.errors.js';
import { createVerifyPassword } from '../../src/features/credentials/verify-password.js';
import { createRealmLifecycle } from '../../src/features/realms/realm-lifecycle.js';
import { createRefreshFamilies } from '../../src/features/sessions/refresh-family.service.js';
import { createLoginThrottle } from '../../src/features/throttling/login-throttle.js';
import { throttleRecords } from '../../src/features/throttling/throttle.store.js';
import { systemClock } from '../../src/kernel/clock.js';
import { newId } from '../../src/kernel/ids.js';
import { createKeyRing, createSealer } from '../../src/platform/crypto/key-ring.js';
import { connectStore, type StoreConnection } from '../../src/platform/mongo/connect.js';
import { createPasswordHashing } from '../../src/platform/password-hashing/password-hashing.js';
import { realmCollections } from '../../src/realms/collections.js';
import { openControlDatabase } from '../../src/realms/control-database.js';
import { runInRealm } from '../../src/realms/current-realm.js';
import { provisionCollections } from '../../src/realms/provisioning.js';
import type { RealmHandle } from '../../src/realms/realm.js';
import { realmRecords } from '../../src/realms/realm-record.js';
import { createRealmRegistry, type RealmRegistry } from '../../src/realms/registry.js';
import { STRONG_PASSWORD, WRONG_PASSWORD } from '../support/passwords.js';
import { storeUnderTest, type StoreUnderTest } from '../support/store-under-test.js';

const EMAIL = 'somebody@example.com';
const hashing = createPasswordHashing({ concurrency: 1 });
const database = `login_${randomBytes(4).toString('hex')}`;
const databases = [database];
const commands: mongo.CommandStartedEvent[] = [];

let store: StoreUnderTest;
let connection: StoreConnection;
let registry: RealmRegistry;
let realm: RealmHandle;
let login: (email: string, password: string) => Promise<void>;

beforeAll(async () => {
  store = await storeUnderTest();
  const uri = store.uri.replace(/^(mongodb(?:\+srv)?:\/\/[^/?]*)(?:\/[^?]*)?/, `$1/${database}`);
  connection = await connectStore({
    uri,
    defaultDatabase: database,
    observe: (client) => client.on('commandStarted', (event) => commands.push(event)),
  });
  const control = openControlDatabase(connection.connection);
  await provisionCollections(control.connection, [realmRecords, throttleRecords]);
  registry = createRealmRegistry({ control, collections: realmCollections, maxOpenRealms: 10 });
  const furnish = (): Promise<void> => Promise.resolve();
  const lifecycle = createRealmLifecycle({
    registry,
    collections: realmCollections,
    furnish,
    clock: systemClock,
  });
  await lifecycle.create('acme', 'Acme', {});
  await lifecycle.create('neighbour', 'Neighbour', {});
  ({ realm } = await registry.lease('acme'));
  const neighbour = await registry.lease('neighbour');
  databases.push(realm.connection.name, neighbour.realm.connection.name);

  const keyRing = createKeyRing(createSealer([randomBytes(32)]), randomBytes(32));
  const verifyPassword = createVerifyPassword({
    hashing,
    throttle: createLoginThrottle({ control, keyRing, clock: systemClock }),
    answerTime: { learn: () => undefined, due: () => Promise.resolve() },
    isKnownAddress: () => Promise.resolve(false),
  });
  const families = createRefreshFamilies({
    clock: systemClock,
    logger: { warn: () => undefined },
    moreLoginsFollow: () => hashing.isBusy,
  });
  const clientAddress = '192.0.2.1';
  login = async (email, password) => {
    const { account, passwordVersion } = await verifyPassword(realm, { email, password, clientAddress });
    const accountId = account.id;
    await families.open(realm, { accountId, passwordVersion, scope: [], clientAddress, userAgent: 'test' });
  };

  const now = new Date();
  const _id = newId();
  const state = { kind: 'USER', status: 'ACTIVE', attributes: {}, version: 1 } as const;
  const names = { email: EMAIL, loginKey: EMAIL, nameKey: _id };
  await insertAccount(realm, { _id, ...state, ...names, createdAt: now, updatedAt: now });
  const hash = await hashing.hash('argon2id', STRONG_PASSWORD);
  await insertCredentials(realm, [passwordRecord(_id, { hash, mustChange: false }, now)]);
});
afterAll(async () => {
  for (const name of databases) await connection.client.db(name).dropDatabase();
  await connection.close();
  await store.close();
});
beforeEach(() => {
  commands.length = 0;
});

/** Command and collection, in no particular order; the realm's counters are polled beside whatever happens. */
function sent(): string[] {
  return commands
    .map(({ command, commandName }) => `${commandName} ${String(command[commandName])}`)
    .filter((name) => name !== `find ${realmRecords.collection}`)
    .sort();
}

test('a login reads twice, and writes its session and nothing else', async () => {
  await login(EMAIL, STRONG_PASSWORD);
  expect(sent()).toEqual(['aggregate accounts', 'find throttles', 'insert sessions']);
});

test.each([
  ['a wrong password', EMAIL, WRONG_PASSWORD],
  ['an unknown account', 'nobody@example.com', WRONG_PASSWORD],
  ['what is no e-mail address', 'nobody', WRONG_PASSWORD],
])('%s is refused by the same commands', async (_what, email, password) => {
  await expect(login(email, password)).rejects.toThrow(InvalidCredentialsError);
  expect(sent()).toEqual(['aggregate accounts', 'find throttles', 'update throttles']);
});

test('logins that come while passwords queue are read together, whatever realm has its turn', async () => {
  const { realm: neighbour } = await registry.lease('neighbour');
  const before = runInRealm(neighbour, () =>
    [0, 1, 2, 3].map(() => hashing.hash('argon2id', STRONG_PASSWORD)),
  );
  const known = [login(EMAIL, STRONG_PASSWORD), login(EMAIL, STRONG_PASSWORD)];
  const unknown = Array.from({ length: 4 }, (_, index) =>
    login(`nobody${index}@example.com`, WRONG_PASSWORD),
  );
  const [refused] = await Promise.all([Promise.allSettled(unknown), ...known, ...before]);
  expect(refused.map(({ status }) => status)).toEqual(unknown.map(() => 'rejected'));
  expect(sent().filter((name) => /^(?:find|aggregate)/.test(name))).toEqual([
    'aggregate accounts',
    'find throttles',
  ]);
});

test('sessions that open while logins queue are written together, each in its realm', async () => {
  const { realm: neighbour } = await registry.lease('neighbour');
  const families = createRefreshFamilies({
    clock: systemClock,
    logger: { warn: () => undefined },
    moreLoginsFollow: () => true,
  });
  const session = { passwordVersion: 1, scope: [], clientAddress: '192.0.2.1', userAgent: undefined };
  const opened = await Promise.all(
    [realm, neighbour, realm, realm].map((each) =>
      runInRealm(each, () => families.open(each, { ...session, accountId: newId() })),
    ),
  );
  expect(sent()).toEqual(['insert sessions', 'insert sessions']);
  const found = await Promise.all(
    [realm, neighbour, realm, realm].map((each, at) => families.find(each, opened[at]?.refreshToken ?? '')),
  );
  expect(found).toEqual(opened.map(({ session: expected }) => expected));
});

test('no read of a login scans a collection', async () => {
  await login(EMAIL, STRONG_PASSWORD);
  const reads = commands.filter(({ commandName }) => commandName === 'find' || commandName === 'aggregate');
  expect(reads.length).toBeGreaterThanOrEqual(2);
  for (const { command, databaseName } of [...reads]) {
    const query = { ...(command as Record<string, unknown>) };
    for (const ofDriver of ['lsid', '$db', 'txnNumber']) Reflect.deleteProperty(query, ofDriver);
    const plan = await connection.client
      .db(databaseName)
      .command({ explain: query, verbosity: 'queryPlanner' });
    const text = JSON.stringify(plan);
    expect({ query, scans: /COLLSCAN/.test(text) }).toMatchObject({ scans: false });
  }
  const joined = await connection.client.db(realm.connection.name).command({
    explain: { find: 'credentials', filter: { accountId: { $eq: 'x' } } },
    verbosity: 'queryPlanner',
  });
  expect(JSON.stringify(joined)).toContain('account_slot');
});
