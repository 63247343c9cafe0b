import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createKeyService, type KeyService } from '../../src/features/keys/key.service.js';
import { signingKeys } from '../../src/features/keys/key.store.js';
import { createRealmLifecycle, type RealmLifecycle } from '../../src/features/realms/realm-lifecycle.js';
import { RealmSlugTakenError } from '../../src/features/realms/realm.errors.js';
import { systemClock } from '../../src/kernel/clock.js';
import { NotFoundError } from '../../src/kernel/errors.js';
import { newId } from '../../src/kernel/ids.js';
import { createKeyRing, createSealer, type KeyRing } from '../../src/platform/crypto/key-ring.js';
import { connectStore, type StoreConnection } from '../../src/platform/mongo/connect.js';
import { realmCollections } from '../../src/realms/collections.js';
import { openControlDatabase } from '../../src/realms/control-database.js';
import { provisionCollections } from '../../src/realms/provisioning.js';
import { SYSTEM_REALM, type RealmHandle } from '../../src/realms/realm.js';
import { realmRecords, type RealmRecord } from '../../src/realms/realm-record.js';
import { createRealmRegistry, type RealmRegistry } from '../../src/realms/registry.js';
import { storeUnderTest, type StoreUnderTest } from '../support/store-under-test.js';

/** What one process has; two of them on one store behave as two processes do. */
interface Process {
  readonly registry: RealmRegistry;
  readonly lifecycle: RealmLifecycle;
  readonly keys: KeyService;
}

let store: StoreUnderTest;
let database: string;
let connections: StoreConnection[];
let first: Process;
let second: Process;

beforeAll(async () => {
  store = await storeUnderTest();
});
afterAll(() => store.close());

beforeEach(async () => {
  connections = [];
  database = `rl_${randomBytes(4).toString('hex')}`;
  first = await startProcess();
  second = await startProcess();
});
afterEach(async () => {
  const [connection] = connections;
  const client = connection?.client;
  const { databases } = (await client?.db().admin().listDatabases({ nameOnly: true })) ?? { databases: [] };
  for (const { name } of databases) if (name.startsWith(database)) await client?.db(name).dropDatabase();
  await Promise.all(connections.map((each) => each.close()));
});

const masterKey = randomBytes(32);
const installationSecret = randomBytes(32);

async function startProcess(
  options: {
    readonly furnish?: (realm: RealmHandle) => Promise<void>;
    readonly maxOpenRealms?: number;
    readonly keyRing?: KeyRing;
  } = {},
): Promise<Process> {
  const { furnish = () => Promise.resolve(), maxOpenRealms = 100 } = options;
  const uri = store.uri.replace(/^(mongodb(?:\+srv)?:\/\/[^/?]*)(?:\/[^?]*)?/, `$1/${database}`);
  const connection = await connectStore({ uri, defaultDatabase: database });
  connections.push(connection);
  const control = openControlDatabase(connection.connection);
  await provisionCollections(control.connection, [realmRecords]);
  const registry = createRealmRegistry({ control, collections: realmCollections, maxOpenRealms });
  const keyRing = options.keyRing ?? createKeyRing(createSealer([masterKey]), installationSecret);
  return {
    registry,
    lifecycle: createRealmLifecycle({ registry, collections: realmCollections, furnish, clock: systemClock }),
    keys: createKeyService({ keyRing, clock: systemClock, logger: { error: () => undefined } }),
  };
}

async function withRealm<T>(
  { registry }: Process,
  slug: string,
  work: (realm: RealmHandle) => T | Promise<T>,
): Promise<T> {
  const lease = await registry.lease(slug);
  try {
    return await work(lease.realm);
  } finally {
    lease.release();
  }
}

const recordOf = (slug: string): Promise<RealmRecord | null> =>
  first.registry.control.model(realmRecords).findOne({ slug }).lean<RealmRecord>();

/** A record as a process leaves it that died on the way. */
async function leaveBehind(slug: string, status: 'CREATING' | 'DELETING', expiresAt: Date): Promise<void> {
  const now = new Date();
  await first.registry.control.model(realmRecords).insertOne({
    _id: newId(),
    slug,
    name: 'Left behind',
    status,
    claim: { owner: newId(), expiresAt },
    settings: {},
    version: 1,
    revision: 1,
    authEpoch: 1,
    createdAt: now,
    updatedAt: now,
  });
  const client = connections[0]?.client;
  await client?.db(`${database}_${slug}`).collection('accounts').insertOne({ email: 'left@example.com' });
}

const PAST = new Date(Date.now() - 1000);
const LATER = new Date(Date.now() + 60_000);

describe('a realm that a dead process left', () => {
  test.each(['CREATING', 'DELETING'] as const)(
    '%s exists for nobody, and makes room for a new one',
    async (status) => {
      await leaveBehind('acme', status, PAST);
      await expect(first.registry.lease('acme')).rejects.toThrow(NotFoundError);
      expect(await first.lifecycle.create('acme', 'Acme', {})).toMatchObject({ slug: 'acme', name: 'Acme' });
      await withRealm(second, 'acme', async ({ connection }) => {
        expect(await connection.db?.collection('accounts').countDocuments()).toBe(0);
        const names = (await connection.listCollections()).map(({ name }) => name);
        expect(names.sort()).toEqual(realmCollections.map(({ collection }) => collection).sort());
      });
    },
  );

  test('is swept at the next start', async () => {
    await leaveBehind('acme', 'DELETING', PAST);
    await leaveBehind('globex', 'CREATING', LATER);
    await second.lifecycle.sweep();
    expect(await recordOf('acme')).toBeNull();
    expect(await recordOf('globex')).not.toBeNull();
  });

  test('keeps its slug while its process may be alive', async () => {
    await leaveBehind('acme', 'CREATING', LATER);
    await expect(first.lifecycle.create('acme', 'Acme', {})).rejects.toThrow(RealmSlugTakenError);
  });

  test('DELETING is finished by deleting it again', async () => {
    await leaveBehind('acme', 'DELETING', PAST);
    await first.lifecycle.delete('acme');
    expect(await recordOf('acme')).toBeNull();
    await expect(first.lifecycle.delete('acme')).rejects.toThrow(NotFoundError);
  });
});

describe('creating a realm', () => {
  test('that fails on the way leaves nothing', async () => {
    const failing = await startProcess({ furnish: () => Promise.reject(new Error('no roles today')) });
    await expect(failing.lifecycle.create('acme', 'Acme', {})).rejects.toThrow('no roles today');
    expect(await recordOf('acme')).toBeNull();
    expect(await first.lifecycle.create('acme', 'Acme', {})).toMatchObject({ slug: 'acme' });
  });

  test('in several processes at once makes one', async () => {
    const outcomes = await Promise.allSettled(
      [first, second, first, second].map(({ lifecycle }) => lifecycle.create('acme', 'Acme', {})),
    );
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    await withRealm(first, 'acme', ({ slug }) => expect(slug).toBe('acme'));
  });

  test('takes over what a write under way left in the database of a deleted one', async () => {
    await connections[0]?.client.db(`${database}_acme`).collection('sessions').insertOne({ late: true });
    await first.lifecycle.create('acme', 'Acme', {});
    await withRealm(first, 'acme', async ({ connection }) => {
      expect(await connection.db?.collection('sessions').countDocuments()).toBe(0);
    });
  });
});

describe('two processes', () => {
  test('agree on counters: at once where they were raised, within 500 ms elsewhere', async () => {
    await first.lifecycle.create('acme', 'Acme', {});
    await withRealm(first, 'acme', (here) =>
      withRealm(second, 'acme', async (there) => {
        const before = await there.counters();
        const { counters } = await here.transaction(['authEpoch'], () => Promise.resolve());
        expect(here.counters()).toEqual(counters);
        expect(counters.authEpoch).toBe(before.authEpoch + 1);
        await sleep(501);
        expect(await there.counters()).toEqual(counters);
      }),
    );
  });

  test('see changed settings through the handle that they hold', async () => {
    const realm = await first.lifecycle.create('acme', 'Acme', {});
    await withRealm(second, 'acme', async (there) => {
      await first.registry.control
        .model(realmRecords)
        .updateOne(
          { _id: realm.id },
          { $set: { name: 'New', settings: { tokens: { accessSeconds: 99 } } }, $inc: { version: 1 } },
        );
      await sleep(501);
      await there.counters();
      expect(there).toMatchObject({ name: 'New', version: 2 });
      expect(there.settings.tokens.accessSeconds).toBe(99);
    });
  });

  test('drop a realm that one of them deleted, and find its successor', async () => {
    const old = await first.lifecycle.create('acme', 'Acme', {});
    const lease = await second.registry.lease('acme');
    await first.lifecycle.delete('acme');
    await expect(first.registry.lease('acme')).rejects.toThrow(NotFoundError);
    await sleep(501);
    await expect(lease.realm.counters()).rejects.toThrow(NotFoundError);
    await expect(lease.realm.transaction(['revision'], () => Promise.resolve())).rejects.toThrow(
      NotFoundError,
    );
    const successor = await first.lifecycle.create('acme', 'Acme again', {});
    expect(successor.id).not.toBe(old.id);
    await withRealm(second, 'acme', ({ id }) => expect(id).toBe(successor.id));
    lease.release();
    await withRealm(second, 'acme', async (realm) => {
      expect(await realm.model(signingKeys).countDocuments()).toBe(0);
    });
  });

  test('raise counters at the same time without losing one', async () => {
    await first.lifecycle.create('acme', 'Acme', {});
    await withRealm(first, 'acme', (here) =>
      withRealm(second, 'acme', async (there) => {
        const before = await here.counters();
        const raise = (realm: RealmHandle): Promise<unknown> =>
          realm.transaction(['revision'], () => Promise.resolve());
        await Promise.all(Array.from({ length: 20 }, (_, index) => raise(index % 2 === 0 ? here : there)));
        await sleep(501);
        expect((await here.counters()).revision).toBe(before.revision + 20);
      }),
    );
  });
});

describe('the registry', () => {
  test('closes what was used longest ago and nobody holds', async () => {
    const small = await startProcess({ maxOpenRealms: 3 });
    for (let index = 0; index < 8; index += 1) await small.lifecycle.create(`r${index}`, 'R', {});
    const held = await small.registry.lease('r0');
    for (let round = 0; round < 2; round += 1) {
      for (let index = 1; index < 8; index += 1)
        await withRealm(small, `r${index}`, (realm) => realm.counters());
    }
    expect(small.registry.size).toEqual({ open: 3, leased: 1 });
    expect(await held.realm.model(signingKeys).countDocuments()).toBe(0);
    const { otherDbs } = small.registry.control.connection as unknown as { otherDbs: unknown[] };
    expect(otherDbs).toHaveLength(3);
    held.release();
  });

  test('opens a realm once for all who ask at once', async () => {
    await first.lifecycle.create('acme', 'Acme', {});
    const leases = await Promise.all(Array.from({ length: 10 }, () => second.registry.lease('acme')));
    expect(new Set(leases.map(({ realm }) => realm)).size).toBe(1);
    for (const lease of leases) lease.release();
    expect(second.registry.size).toEqual({ open: 1, leased: 0 });
  });

  test('adds the collections that a newer version has', async () => {
    await first.lifecycle.create('acme', 'Acme', {});
    await connections[0]?.client.db(`${database}_acme`).collection('keys').drop();
    await first.registry.control
      .model(realmRecords)
      .updateOne({ slug: 'acme' }, { $set: { layout: 'older' } });
    await withRealm(second, 'acme', async ({ connection }) => {
      const names = (await connection.listCollections()).map(({ name }) => name);
      expect(names).toContain('keys');
    });
  });

  test('knows no realm by a name that is none', async () => {
    await expect(first.registry.lease('../admin')).rejects.toThrow(NotFoundError);
    await expect(first.registry.lease(SYSTEM_REALM)).rejects.toThrow(NotFoundError);
  });
});

describe('signing keys', () => {
  const kidOf = (process: Process): Promise<string> =>
    withRealm(process, 'acme', async (realm) => (await process.keys.signingKey(realm)).kid);

  beforeEach(async () => {
    await first.lifecycle.create('acme', 'Acme', { tokens: { signingAlgorithm: 'ES256' } });
  });

  test('are made once, however many processes ask at once', async () => {
    const kids = await Promise.all([first, second, first, second].map(kidOf));
    expect(new Set(kids).size).toBe(1);
  });

  test('are made although a dead process has claimed to', async () => {
    await withRealm(first, 'acme', async (realm) => {
      await realm
        .model(signingKeys)
        .insertOne({ _id: 'claim', owner: newId(), createdAt: PAST, expiresAt: PAST });
    });
    expect(await kidOf(second)).toEqual(expect.any(String));
  });

  test('are never shared between realms, and do not open in another one', async () => {
    await first.lifecycle.create('globex', 'Globex', { tokens: { signingAlgorithm: 'ES256' } });
    const kid = await kidOf(first);
    await withRealm(first, 'acme', (acme) =>
      withRealm(first, 'globex', async (globex) => {
        const stolen = await acme.model(signingKeys).findById(kid).lean();
        await globex.connection.db?.collection<{ _id: string }>('keys').insertOne({ ...stolen, _id: kid });
        expect((await first.keys.signingKey(globex)).kid).not.toBe(kid);
      }),
    );
  });

  test('of another process verify here at once', async () => {
    await withRealm(second, 'acme', async (there) => {
      await second.keys.publicKeys(there);
      const kid = await withRealm(first, 'acme', async (here) => {
        const actor = { kind: 'internal', name: 'test' } as const;
        return (await first.keys.rotate({ realm: here, actor, requestId: '', clientAddress: '' })).kid;
      });
      expect(await second.keys.verificationKey(there, kid)).toBeDefined();
      expect(await second.keys.verificationKey(there, newId())).toBeUndefined();
    });
  });

  test('rotate once when asked to twice at once, and keep the old one', async () => {
    const before = await kidOf(first);
    const rotate = (process: Process): Promise<string> =>
      withRealm(process, 'acme', async (realm) => {
        const actor = { kind: 'internal', name: 'test' } as const;
        return (await process.keys.rotate({ realm, actor, requestId: '', clientAddress: '' })).kid;
      });
    const [one, two] = await Promise.all([rotate(first), rotate(second)]);
    expect(one).toBe(two);
    expect(await kidOf(first)).toBe(one);
    await withRealm(first, 'acme', async (realm) => {
      expect((await first.keys.publicKeys(realm)).map(({ kid }) => kid)).toEqual([one, before]);
    });
    await sleep(501);
    expect(await kidOf(second)).toBe(one);
  });

  test('rotate as often as they are asked to, and each new one verifies at once in the other process', async () => {
    const actor = { kind: 'internal', name: 'test' } as const;
    const kids = [await kidOf(first)];
    await withRealm(second, 'acme', async (there) => {
      for (const process of [first, first, second, first]) {
        const { kid } = await withRealm(process, 'acme', (realm) =>
          process.keys.rotate({ realm, actor, requestId: '', clientAddress: '' }),
        );
        kids.push(kid);
        expect(await second.keys.verificationKey(there, kid)).toBeDefined();
      }
    });
    expect(new Set(kids).size).toBe(5);
  });

  test('are sealed anew under the first master key, and replaced if theirs is gone', async () => {
    const kid = await kidOf(first);
    const newMaster = randomBytes(32);
    const rotated = createKeyRing(createSealer([newMaster, masterKey]), installationSecret);
    expect(await kidOf(await startProcess({ keyRing: rotated }))).toBe(kid);
    const only = createKeyRing(createSealer([newMaster]), installationSecret);
    expect(await kidOf(await startProcess({ keyRing: only }))).toBe(kid);
    const foreign = createKeyRing(createSealer([randomBytes(32)]), installationSecret);
    expect(await kidOf(await startProcess({ keyRing: foreign }))).not.toBe(kid);
  });

  test('hold no private part in the clear', async () => {
    await kidOf(first);
    const stored = await withRealm(first, 'acme', (realm) =>
      realm.model(signingKeys).findOne({ algorithm: 'ES256' }).lean(),
    );
    expect(stored?.publicJwk).not.toHaveProperty('d');
    expect(stored?.sealed).toMatch(/^v1\.[0-9a-f]{8}\./);
  });
});

test('lists and lookups of realms use an index', async () => {
  const records = first.registry.control.model(realmRecords);
  const status = 'ACTIVE' as const;
  for (const query of [
    { status, slug: { $gt: 'a' } },
    { status, slug: 'acme' },
    { status, _id: newId() },
  ]) {
    expect(JSON.stringify(await records.find(query).sort({ slug: 1 }).explain('queryPlanner'))).not.toContain(
      'COLLSCAN',
    );
  }
});
