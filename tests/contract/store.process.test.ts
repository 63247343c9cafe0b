import { afterEach, describe, expect, test } from '@jest/globals';
import { MongoClient } from 'mongodb';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  findRunningStore,
  startEmbeddedStore,
  type EmbeddedStore,
} from '../../src/embedded/embedded-store.js';
import { startStoreProcess, type StoreProcess } from '../support/store-process.js';

// The embedded store as a process and its files; nothing here is about MongoDB.

const workerUrl = new URL('../../dist/embedded-worker.js', import.meta.url);
const cleanups: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function freshDirectory(): Promise<string> {
  const directory = await mkdtemp(path.join(tmpdir(), 'store-test-'));
  cleanups.push(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

async function opened(dataDir: string): Promise<EmbeddedStore> {
  const store = await startEmbeddedStore({ dataDir, workerUrl });
  cleanups.push(() => store.close());
  return store;
}

async function startedProcess(dataDir: string): Promise<StoreProcess> {
  const store = await startStoreProcess(dataDir);
  cleanups.push(() => store.close());
  return store;
}

async function connected(uri: string): Promise<MongoClient> {
  const client = new MongoClient(uri, { serverSelectionTimeoutMS: 1_000 });
  cleanups.push(() => client.close());
  return client.connect();
}

async function flushes(client: MongoClient): Promise<number> {
  const status = (await client.db().admin().serverStatus()) as { embedded: { flushes: number } };
  return status.embedded.flushes;
}

const modeOf = (file: string): number => statSync(file).mode & 0o777;

describe('startEmbeddedStore', () => {
  test('keeps what it acknowledged, and gives the directory up when it closes', async () => {
    const dataDir = await freshDirectory();
    const store = await opened(dataDir);
    const client = await connected(store.uri);
    await client
      .db('a')
      .collection('b')
      .insertOne({ _id: 1 as never, text: 'kept' });
    await client.close();
    await store.close();
    expect(await findRunningStore(dataDir)).toBeUndefined();
    expect(existsSync(path.join(dataDir, 'store.uri'))).toBe(false);
    const again = await connected((await opened(dataDir)).uri);
    expect(await again.db('a').collection('b').find().toArray()).toEqual([{ _id: 1, text: 'kept' }]);
  });

  test('only its user can reach it: modes of the directories, the files, the socket and the URI', async () => {
    const dataDir = path.join(await freshDirectory(), 'data');
    const { uri } = await opened(dataDir);
    const socket = decodeURIComponent(new RegExp('//([^/]+)/').exec(uri)?.[1] ?? '');
    expect(modeOf(dataDir)).toBe(0o700);
    expect(modeOf(path.join(dataDir, 'store'))).toBe(0o700);
    expect(modeOf(path.join(dataDir, 'store', 'data.mdb'))).toBe(0o600);
    expect(modeOf(path.join(dataDir, 'store', 'lock.mdb'))).toBe(0o600);
    expect(modeOf(socket)).toBe(0o600);
    expect(modeOf(path.join(dataDir, 'store.uri'))).toBe(0o600);
    expect(readFileSync(path.join(dataDir, 'store.uri'), 'utf8').trim()).toBe(uri);
    expect(await findRunningStore(dataDir)).toBe(uri);
  });

  test('a path too long for a socket', async () => {
    const dataDir = path.join(await freshDirectory(), 'x'.repeat(60), 'y'.repeat(60), 'ünïcode and space');
    const store = await opened(dataDir);
    const { uri } = store;
    const socket = decodeURIComponent(new RegExp('//([^/]+)/').exec(uri)?.[1] ?? '');
    expect(Buffer.byteLength(socket)).toBeLessThan(104);
    expect(modeOf(path.dirname(socket))).toBe(0o700);
    const client = await connected(uri);
    await client.db('a').collection('b').insertOne({ x: 1 });
    expect(await findRunningStore(dataDir)).toBe(uri);
    await client.close();
    await store.close();
    expect(existsSync(path.dirname(socket))).toBe(false);
  });

  test(':memory: leaves no file', async () => {
    const store = await startEmbeddedStore({ dataDir: ':memory:', workerUrl });
    const socket = decodeURIComponent(new RegExp('//([^/]+)/').exec(store.uri)?.[1] ?? '');
    const client = await connected(store.uri);
    await client.db('a').collection('b').insertOne({ x: 1 });
    expect(await client.db('a').collection('b').find().toArray()).toHaveLength(1);
    await client.close();
    await store.close();
    expect(existsSync(path.dirname(socket))).toBe(false);
    expect(existsSync(':memory:')).toBe(false);
  });

  test('a second owner is refused, in this process and from another', async () => {
    const dataDir = await freshDirectory();
    const { uri } = await opened(dataDir);
    const refused = { name: 'StoreOwnedError', code: 'STORE_OWNED', dataDir, uri };
    await expect(startEmbeddedStore({ dataDir, workerUrl })).rejects.toMatchObject(refused);
    const other = await startedProcess(dataDir);
    expect(other.opening).toMatchObject({ kind: 'failed', owned: { uri } });
    const client = await connected(uri);
    await client.db('a').command({ ping: 1 });
  });

  test('of several that start at once one owns the directory', async () => {
    const dataDir = await freshDirectory();
    await writeFile(
      path.join(dataDir, 'store.lock'),
      JSON.stringify({ pid: 999_999_999, started: '1', namespace: 'x' }),
    );
    const stores = await Promise.all(Array.from({ length: 4 }, () => startedProcess(dataDir)));
    expect(stores.filter(({ opening }) => opening.kind === 'ready')).toHaveLength(1);
  });
});

test('a thread that ends by itself is told of, with the reason', async () => {
  const workerUrl = new URL('../support/failing-worker.mjs', import.meta.url);
  const failed = await new Promise<Error>((resolve, reject) => {
    startEmbeddedStore({ dataDir: '/nowhere', workerUrl, onFailure: resolve }).catch(reject);
  });
  expect(failed.message).toBe('the thread of the store in /nowhere ended: it broke');
});

describe('kill -9', () => {
  test('everything acknowledged is there, and the next start takes over', async () => {
    const dataDir = await freshDirectory();
    let written = 0;
    for (let round = 0; round < 3; round++) {
      const store = await startedProcess(dataDir);
      const client = await connected(store.uri);
      const things = client.db('a').collection('b');
      if (round === 0) await things.createIndexes([{ key: { n: 1 }, unique: true }]);
      expect(await things.countDocuments()).toBeGreaterThanOrEqual(written);
      expect(await things.find({ n: { $gte: 0 } }, { hint: 'n_1' }).toArray()).toHaveLength(
        await things.countDocuments(),
      );
      const next = await things.countDocuments();
      const loop = (async () => {
        for (let n = next; ; n++) {
          await things.insertOne({ n });
          written = n + 1;
        }
      })();
      await new Promise((resolve) => setTimeout(resolve, 300));
      await store.kill9();
      await loop.catch(() => undefined);
      await client.close();
      expect(await findRunningStore(dataDir)).toBeUndefined();
    }
    const last = await connected((await startedProcess(dataDir)).uri);
    const numbers = await last
      .db('a')
      .collection('b')
      .find({ n: { $lt: written } })
      .toArray();
    expect(numbers).toHaveLength(written);
    expect(written).toBeGreaterThan(0);
  });

  test('a retryable write that was acknowledged is remembered across it', async () => {
    const dataDir = await freshDirectory();
    const { UUID, Long } = await import('mongodb');
    const { rawClient } = await import('../support/raw-client.js');
    const command = {
      update: 'b',
      updates: [{ q: { _id: 1 }, u: { $inc: { n: 1 } }, upsert: true }],
      lsid: { id: new UUID() },
      txnNumber: Long.ONE,
      $db: 'a',
    };
    const first = await startedProcess(dataDir);
    const before = await rawClient(first.uri);
    const answer = { ...(await before.command(command)) };
    // Its own time.
    delete answer.operationTime;
    delete answer.$clusterTime;
    before.close();
    await first.kill9();
    const second = await startedProcess(dataDir);
    const after = await rawClient(second.uri);
    expect(await after.command(command)).toMatchObject(answer);
    after.close();
    const client = await connected(second.uri);
    expect(await client.db('a').collection('b').find().toArray()).toEqual([{ _id: 1, n: 1 }]);
  });
});

describe('flushes', () => {
  test('no write is acknowledged before a flush that began after it has ended', async () => {
    const client = await connected((await opened(await freshDirectory())).uri);
    const things = client.db('a').collection('b');
    await things.insertOne({ _id: 'first' as never });
    let before = await flushes(client);
    for (let i = 0; i < 30; i++) {
      await things.insertOne({ _id: i as never });
      const after = await flushes(client);
      expect(after).toBeGreaterThan(before);
      before = after;
    }
  });

  test('writers that wait at the same time share one', async () => {
    const client = await connected((await opened(await freshDirectory())).uri);
    const things = client.db('a').collection('b');
    await things.insertOne({ _id: 'first' as never });
    await Promise.all(Array.from({ length: 32 }, () => client.db().command({ ping: 1 })));
    const before = await flushes(client);
    const writers = Array.from({ length: 32 }, async (_, writer) => {
      for (let i = 0; i < 10; i++) await things.insertOne({ _id: `${String(writer)}/${String(i)}` as never });
    });
    await Promise.all(writers);
    expect((await flushes(client)) - before).toBeLessThan(160);
  });
});
