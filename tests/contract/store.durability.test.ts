import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Int32, MongoClient } from 'mongodb';
import { BSON } from 'bson';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { startEmbeddedStore } from '../../src/embedded/embedded-store.js';
import { seal, unverified } from '../../src/embedded/storage/checksum.js';
import { type Environment, openEnvironment } from '../../src/embedded/storage/environment.js';
import { decodeMeta, META_KEY } from '../../src/embedded/storage/format.js';
import { ALL_SPACES, CATALOG, DOCUMENTS, INDEXES, type Space } from '../../src/embedded/storage/layer.js';
import type { LmdbSpace } from '../../src/embedded/storage/lmdb-reader.js';
import { type CliResult, runCli } from '../support/run-cli.js';
import { startStoreProcess, type StoreProcess } from '../support/store-process.js';

// The embedded store's files when they are damaged, of another format, copied and restored; nothing here is about MongoDB.

const workerUrl = new URL('../../dist/embedded-worker.js', import.meta.url);
const THINGS = 300;
const PAGE_BYTES = 4096;
const NONE = Buffer.alloc(0);

interface Thing {
  readonly _id: string;
  readonly email: string;
  readonly tags: readonly number[];
  readonly text: string;
}

const thing = (index: number): Thing => ({
  _id: `thing-${String(index)}`,
  email: `e${String(index)}@example.com`,
  tags: [index % 7, (index % 11) + 100],
  text: `the text of thing number ${String(index)}.`,
});

let folder: string;
let dataDir: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'store-durability-'));
  dataDir = path.join(folder, 'data');
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

const dataFile = (): string => path.join(dataDir, 'store', 'data.mdb');
const store = (command: string, ...rest: string[]): Promise<CliResult> =>
  runCli(['store', command, ...rest], { DATA_DIR: dataDir });

async function withClient<T>(
  directory: string,
  work: (client: MongoClient, owner: StoreProcess) => Promise<T>,
): Promise<T> {
  const owner = await startStoreProcess(directory);
  try {
    const client = await MongoClient.connect(owner.uri);
    try {
      return await work(client, owner);
    } finally {
      await client.close();
    }
  } finally {
    await owner.close();
  }
}

/** Tries again until nothing is thrown; after a dozen times its error is the test's. */
async function eventually(work: () => Promise<unknown>): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    try {
      await work();
      return;
    } catch (error) {
      if (attempt === 12) throw error;
      await delay(500);
    }
  }
}

async function fill(): Promise<void> {
  await withClient(dataDir, async (client) => {
    const things = client.db('shop').collection<Thing>('things');
    await things.createIndexes([{ key: { email: 1 }, unique: true }, { key: { tags: 1 } }]);
    await things.insertMany(Array.from({ length: THINGS }, (_, index) => thing(index)));
  });
}

/** Changes the store's file as no version of this program would. */
async function tamper(work: (environment: Environment) => Promise<unknown>): Promise<void> {
  const environment = openEnvironment(path.join(dataDir, 'store'), { sync: true });
  await work(environment);
  await environment.root.close();
}

function spaceOf({ spaces }: Environment, space: Space): LmdbSpace {
  const found = spaces[space];
  if (found === undefined) throw new RangeError(`no space ${String(space)}`);
  return found;
}

function recordsOf(environment: Environment, space: Space): { key: string; value: Buffer }[] {
  return [...spaceOf(environment, space).getRange({ start: '', end: '\xff'.repeat(8) })];
}

/** Changes one byte of every place where the text lies in the data file. */
async function flipByteOf(text: string): Promise<void> {
  const bytes = await readFile(dataFile());
  let found = 0;
  for (let at = bytes.indexOf(text); at !== -1; at = bytes.indexOf(text, at + 1)) {
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    found += 1;
  }
  expect(found).toBeGreaterThan(0);
  await writeFile(dataFile(), bytes);
}

const BRANCH_PAGE = 1;
const LEAF_PAGE = 2;

/** Where the last page of a kind begins that has entries of documents (LMDB: flags at byte 18 of a page). */
function pageOf(bytes: Buffer, kind: number): number {
  for (let page = Math.floor(bytes.length / PAGE_BYTES) - 1; page > 1; page -= 1) {
    const at = page * PAGE_BYTES;
    const isOfTree = kind !== LEAF_PAGE || bytes.subarray(at, at + PAGE_BYTES).includes('the text of thing');
    if (bytes.readUInt16LE(at + 18) === kind && isOfTree) return at;
  }
  throw new RangeError('no such page');
}

const allThings = (client: MongoClient): Promise<Thing[]> =>
  client.db('shop').collection<Thing>('things').find().toArray();

describe('the on-disk format', () => {
  const metaOf = (version: number): Buffer =>
    Buffer.from(BSON.serialize({ formatVersion: new Int32(version), nextId: 100 }));

  test('a newer one is refused by a message with both versions, and stays as it is', async () => {
    await fill();
    await tamper((environment) => spaceOf(environment, CATALOG).put(META_KEY, metaOf(7)));
    const before = await readFile(dataFile());
    const opening = startEmbeddedStore({ dataDir, workerUrl });
    await expect(opening).rejects.toMatchObject({ name: 'StoreFormatError', code: 'STORE_FORMAT' });
    await expect(opening).rejects.toThrow(/on-disk format 7, and this version reads up to 3/);
    const { code, stderr } = await store('check');
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringMatching(/^The store in .* format 7/) });
    expect((await readFile(dataFile())).equals(before)).toBe(true);
  });

  test('the one before, without a history of changes, is brought to this one', async () => {
    await fill();
    await tamper((environment) =>
      spaceOf(environment, CATALOG).put(META_KEY, seal(CATALOG, META_KEY, metaOf(2))),
    );
    await withClient(dataDir, async (client) => {
      expect(await allThings(client)).toHaveLength(THINGS);
    });
    await tamper((environment) => {
      const meta = spaceOf(environment, CATALOG).get(META_KEY);
      expect(decodeMeta(meta ?? Buffer.alloc(0))).toEqual({ formatVersion: 3, nextId: 100 });
      return Promise.resolve();
    });
  });

  test('the first one, without checksums, is brought to this one', async () => {
    await fill();
    await tamper(async (environment) => {
      await environment.root.transaction(() => {
        for (const space of ALL_SPACES) {
          for (const { key, value } of recordsOf(environment, space))
            void spaceOf(environment, space).put(key, unverified(value));
        }
        void spaceOf(environment, CATALOG).put(META_KEY, metaOf(1));
      });
    });
    await withClient(dataDir, async (client) => {
      expect(await allThings(client)).toHaveLength(THINGS);
      expect(
        await client
          .db('shop')
          .collection('things')
          .findOne({ email: thing(5).email }),
      ).toEqual(thing(5));
    });
    expect(await store('check')).toMatchObject({ code: 0, stdout: '' });
    expect(await readdir(dataDir)).not.toContain('store.unfinished');
  });

  test('a file that is no store is refused, not overwritten', async () => {
    await mkdir(path.join(dataDir, 'store'), { recursive: true });
    await writeFile(dataFile(), 'x'.repeat(10_000));
    await expect(startEmbeddedStore({ dataDir, workerUrl })).rejects.toMatchObject({ code: 'STORE_FORMAT' });
    expect(await readFile(dataFile(), 'utf8')).toBe('x'.repeat(10_000));
  });
});

describe('damage', () => {
  test('a damaged document keeps no other from expiring, and goes with its collection', async () => {
    const expired = (text: string): object => ({ at: new Date(0), text });
    const indexes = [{ key: { at: 1 }, expireAfterSeconds: 1 }];
    await withClient(dataDir, async (client) => {
      const db = client.db('shop');
      for (const name of ['first', 'second']) {
        await db.collection(name).createIndexes(indexes);
        await db
          .collection(name)
          .insertMany(['one', 'two', 'three'].map((n) => expired(`the ${name} ${n}.`)));
      }
    });
    await flipByteOf('the first two.');
    await withClient(dataDir, async (client) => {
      const db = client.db('shop');
      const left = (): Promise<number[]> =>
        Promise.all(['first', 'second'].map((name) => db.collection(name).estimatedDocumentCount()));
      await client.db('admin').command({ setParameter: 1, ttlMonitorSleepSecs: 1 });
      await eventually(async () => {
        expect(await left()).toEqual([1, 0]);
      });
      await db.collection('first').drop();
    });
    await eventually(async () => {
      await withClient(dataDir, () => delay(1_200));
      expect(await store('check')).toMatchObject({ code: 0 });
    });
  });

  test('a damaged document is named and not served; the others are', async () => {
    await fill();
    await flipByteOf(thing(42).text);
    await withClient(dataDir, async (client) => {
      const things = client.db('shop').collection<Thing>('things');
      const refused = {
        code: 1,
        message: expect.stringContaining('the document with _id "thing-42" of shop.things is damaged'),
        errorResponse: { storeCode: 'STORE_RECORD_DAMAGED' },
      };
      await expect(things.findOne({ _id: 'thing-42' })).rejects.toMatchObject(refused);
      await expect(things.findOne({ email: thing(42).email })).rejects.toMatchObject(refused);
      await expect(things.find().toArray()).rejects.toMatchObject(refused);
      expect(await things.findOne({ _id: 'thing-41' })).toEqual(thing(41));
    });
    const { code, stdout, stderr } = await store('check');
    expect(code).toBe(2);
    expect(stdout).toBe(
      'RECORD_DAMAGED: the document with _id "thing-42" of shop.things is damaged: its checksum does not match\n',
    );
    expect(stderr).toContain('1 problem');
    const backup = path.join(folder, 'backup');
    expect(await store('backup', backup)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('thing-42'),
    });
    expect(await readdir(folder)).toEqual(['data']);
    const before = await readFile(dataFile());
    expect(await store('compact')).toMatchObject({ code: 1 });
    expect((await readFile(dataFile())).equals(before)).toBe(true);
  });

  test('a page of the file that is gone is found, and nothing is copied', async () => {
    await fill();
    const bytes = await readFile(dataFile());
    for (let at = bytes.indexOf(thing(42).text); at !== -1; at = bytes.indexOf(thing(42).text, at + 1))
      bytes.fill(0, at - (at % PAGE_BYTES), at - (at % PAGE_BYTES) + PAGE_BYTES);
    await writeFile(dataFile(), bytes);
    expect(await store('check')).toMatchObject({
      code: 2,
      stdout: expect.stringMatching(/^(PAGE_DAMAGED|RECORDS_MISSING|RECORD_DAMAGED): /),
    });
    const refused = {
      code: 1,
      stderr: expect.stringMatching(/^The store is damaged \(.*nothing was changed\): /),
    };
    expect(await store('backup', path.join(folder, 'backup'))).toMatchObject(refused);
    expect(await store('compact')).toMatchObject(refused);
    expect(await readdir(folder)).toEqual(['data']);
  });

  test.each<[string, (bytes: Buffer) => void]>([
    ['the first page', (bytes) => bytes.fill(0xff, 24, 28)],
    ['the second page', (bytes) => bytes.fill(0, PAGE_BYTES + 24, PAGE_BYTES + 32)],
    ['the number of a page', (bytes) => bytes.writeUInt8(99, pageOf(bytes, LEAF_PAGE))],
    ['the kind of a page', (bytes) => bytes.writeUInt8(4, pageOf(bytes, LEAF_PAGE) + 18)],
    ['the number of entries of a page', (bytes) => bytes.writeUInt16LE(2, pageOf(bytes, LEAF_PAGE) + 20)],
    ['the place of an entry', (bytes) => bytes.writeUInt16LE(0xfff0, pageOf(bytes, LEAF_PAGE) + 26)],
    [
      'where a page leads to',
      (bytes) => bytes.writeUInt8(0xff, pageOf(bytes, BRANCH_PAGE) + PAGE_BYTES - 24),
    ],
  ])('a store with damage to %s is not opened, and the file is named', async (_what, damage) => {
    await fill();
    const bytes = await readFile(dataFile());
    damage(bytes);
    await writeFile(dataFile(), bytes);
    const opening = startEmbeddedStore({ dataDir, workerUrl });
    await expect(opening).rejects.toThrow(
      /store\/data\.mdb is (?:damaged: .*restore a backup|not a store's file)/,
    );
    const { code, stdout, stderr } = await store('check');
    expect(code).not.toBe(0);
    expect(`${stdout}${stderr}`).toContain('data.mdb');
    expect((await readFile(dataFile())).equals(bytes)).toBe(true);
  });

  test('a truncated file is not opened, and no backup is restored from one', async () => {
    await fill();
    const file = path.join(folder, 'backup');
    expect(await store('backup', file)).toMatchObject({ code: 0 });
    const whole = await readFile(file);
    await writeFile(file, whole.subarray(0, whole.length / 2));
    const target = path.join(folder, 'other');
    expect(await runCli(['store', 'restore', file], { DATA_DIR: target })).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/is damaged/),
    });
    await writeFile(file, '');
    expect(await runCli(['store', 'restore', file], { DATA_DIR: target })).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/is damaged: it is empty/),
    });
    await writeFile(file, 'x'.repeat(10_000));
    expect(await runCli(['store', 'restore', file], { DATA_DIR: target })).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/\/backup is not a store's file/),
    });
    expect(existsSync(target) ? await readdir(target) : []).toEqual([]);
    await writeFile(dataFile(), whole.subarray(0, whole.length / 2));
    await expect(startEmbeddedStore({ dataDir, workerUrl })).rejects.toMatchObject({ code: 'STORE_DAMAGED' });
  });

  test('a document that lies under the key of another is damaged', async () => {
    await fill();
    await tamper((environment) => {
      const [one, two] = recordsOf(environment, DOCUMENTS);
      return spaceOf(environment, DOCUMENTS).put(one?.key ?? '', two?.value ?? NONE);
    });
    expect(await store('check')).toMatchObject({
      code: 2,
      stdout: expect.stringContaining('RECORD_DAMAGED'),
    });
  });

  test('check finds what an index lacks and what it has too much', async () => {
    await fill();
    await tamper(async (environment) => {
      await spaceOf(environment, DOCUMENTS).remove(recordsOf(environment, DOCUMENTS)[7]?.key ?? '');
      const email = recordsOf(environment, INDEXES).find(({ value }) => value.includes('thing-20'));
      await spaceOf(environment, INDEXES).remove(email?.key ?? '');
    });
    const { code, stdout } = await store('check');
    const lines = stdout.trimEnd().split('\n');
    expect(code).toBe(2);
    expect(lines.filter((line) => line.startsWith('ENTRY_STRAY'))).toHaveLength(3);
    expect(lines.filter((line) => line.startsWith('ENTRY_MISSING'))).toEqual([
      expect.stringMatching(/the index email_1 of shop.things lacks the document with _id "thing-20\d?"/),
    ]);
  });

  test('an index knows that it has arrays also after the first one came in a transaction that aborted', async () => {
    await withClient(dataDir, async (client) => {
      const things = client.db('shop').collection('things');
      await things.createIndexes([{ key: { tags: 1 } }]);
      await things.insertOne({ tags: 1 });
      const session = client.startSession();
      session.startTransaction();
      await things.insertOne({ tags: [1, 2] }, { session });
      await session.abortTransaction();
      await session.endSession();
      await things.insertOne({ tags: [3, 4] });
    });
    expect(await store('check')).toMatchObject({ code: 0, stdout: '' });
  });
});

describe('backup, restore and compact', () => {
  const ACCOUNTS = 20;
  const TOTAL = ACCOUNTS * 100;

  interface Account {
    readonly _id: number;
    balance: number;
  }

  test('a backup beside writers is one moment of the store, and is restored into an empty folder only', async () => {
    const file = path.join(folder, 'backup');
    await withClient(dataDir, async (client) => {
      const accounts = client.db('bank').collection<Account>('accounts');
      await accounts.createIndexes([{ key: { balance: 1 } }]);
      await accounts.insertMany(Array.from({ length: ACCOUNTS }, (_, _id) => ({ _id, balance: 100 })));
      const stopping = new AbortController();
      let transfers = 0;
      const writer = (async () => {
        while (!stopping.signal.aborted) {
          const from = transfers % ACCOUNTS;
          await client.withSession((session) =>
            session.withTransaction(async () => {
              await accounts.updateOne({ _id: from }, { $inc: { balance: -1 } }, { session });
              await accounts.updateOne({ _id: (from + 7) % ACCOUNTS }, { $inc: { balance: 1 } }, { session });
            }),
          );
          transfers += 1;
        }
      })();
      expect(await store('backup', file)).toMatchObject({ code: 0 });
      stopping.abort();
      await writer;
      expect(transfers).toBeGreaterThan(3);
      expect(await store('check')).toMatchObject({ code: 0 });
      expect(await store('backup', file)).toMatchObject({
        code: 1,
        stderr: expect.stringContaining('already'),
      });
      expect(await store('compact')).toMatchObject({ code: 1, stderr: expect.stringContaining('open') });
    });
    expect(await store('restore', file)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('already'),
    });
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    const target = path.join(folder, 'other');
    expect(await runCli(['store', 'restore', file], { DATA_DIR: target })).toMatchObject({ code: 0 });
    await withClient(target, async (client) => {
      const accounts = await client.db('bank').collection<Account>('accounts').find().toArray();
      expect(accounts).toHaveLength(ACCOUNTS);
      expect(accounts.reduce((sum, { balance }) => sum + balance, 0)).toBe(TOTAL);
    });
  });

  test('a damaged backup is refused, and leaves nothing', async () => {
    await fill();
    const file = path.join(folder, 'backup');
    expect(await store('backup', file)).toMatchObject({ code: 0 });
    await copyFile(file, dataFile());
    await flipByteOf(thing(9).text);
    const target = path.join(folder, 'other');
    const { code, stderr } = await runCli(['store', 'restore', dataFile()], { DATA_DIR: target });
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining('thing-9') });
    expect(existsSync(target) ? await readdir(target) : []).toEqual([]);
  });

  test('a folder that is not there, or in the place of a file, is told in words', async () => {
    await fill();
    const nowhere = path.join(folder, 'nowhere');
    const words = (what: string): unknown => ({ code: 1, stdout: '', stderr: `There is no ${what}.\n` });
    expect(await store('backup', path.join(nowhere, 'b'))).toEqual(words(`folder ${nowhere}`));
    expect(await runCli(['store', 'restore', folder], { DATA_DIR: nowhere })).toEqual(
      words(`file ${folder}`),
    );
    expect(existsSync(nowhere)).toBe(false);
  });

  test('compact gives the space of what was deleted back', async () => {
    await withClient(dataDir, async (client) => {
      const things = client.db('shop').collection<Thing>('things');
      const many = Array.from({ length: 5_000 }, (_, index) => ({ ...thing(index), text: 'x'.repeat(500) }));
      await things.insertMany(many);
      await things.deleteMany({ _id: { $ne: 'thing-3' } });
    });
    const { size } = await stat(dataFile());
    expect(await store('compact')).toMatchObject({ code: 0 });
    expect((await stat(dataFile())).size).toBeLessThan(size / 4);
    await withClient(dataDir, async (client) => {
      expect(await allThings(client)).toMatchObject([{ _id: 'thing-3' }]);
    });
  });

  test('where there is no store, none is made', async () => {
    expect(await store('check')).toMatchObject({ code: 1, stderr: expect.stringContaining('no store') });
    expect(await store('backup', path.join(folder, 'b'))).toMatchObject({ code: 1 });
    expect(await readdir(folder)).toEqual([]);
    const elsewhere = { MONGODB_URI: 'mongodb://localhost/x', REEVE_MASTER_KEY: 'A'.repeat(43) + '=' };
    expect(await runCli(['store', 'check'], elsewhere)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('MONGODB_URI'),
    });
  });
});
