import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { MongoClient, type Collection, type MongoServerError } from 'mongodb';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startStoreProcess, type StoreProcess } from '../support/store-process.js';

// A small file system in memory, which fills up. Mounting it needs root.

interface Thing {
  readonly _id: number;
  readonly tags: readonly number[];
  readonly text: string;
}

const thing = (_id: number, length: number): Thing => ({
  _id,
  tags: [_id % 3, _id % 5],
  text: 'x'.repeat(length),
});

let folder: string;
let impossible: string | undefined;
let store: StoreProcess;
let client: MongoClient;
let things: Collection<Thing>;

const size = (mebibytes: number): string => `size=${String(mebibytes)}m`;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'store-disk-full-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', size(16), 'tmpfs', folder], { stdio: 'pipe' });
  } catch (error) {
    impossible = `no small file system can be mounted here (it needs Linux and root): ${(error as Error).message}`;
    return;
  }
  store = await startStoreProcess(path.join(folder, 'data'));
  client = await MongoClient.connect(store.uri);
  things = client.db('shop').collection<Thing>('things');
  await things.createIndexes([{ key: { tags: 1 } }, { key: { text: 1, _id: -1 }, unique: true }]);
});
afterAll(async () => {
  if (impossible === undefined) {
    await client.close();
    await store.close();
    execFileSync('umount', [folder]);
  }
  await rm(folder, { recursive: true, force: true });
});

function skipped(): boolean {
  if (impossible === undefined) return false;
  console.warn(`SKIPPED: ${impossible}`);
  return true;
}

const OUT_OF_SPACE = {
  code: 14031,
  codeName: 'OutOfDiskSpace',
  message: expect.stringContaining('the disk is full'),
};

/** Writes until there is no room; answers how many were acknowledged. */
async function fill(from: number, length: number): Promise<number> {
  for (let id = from; ; id++) {
    try {
      await things.insertOne(thing(id, length));
    } catch (error) {
      expect(error as MongoServerError).toMatchObject(OUT_OF_SPACE);
      return id;
    }
  }
}

/** Everything below `count` is there and readable, and nothing else. */
async function holdsAllBelow(count: number): Promise<void> {
  const ids = (await things.find({}, { projection: { _id: 1 } }).toArray()).map(({ _id }) => _id);
  expect(ids.sort((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, id) => id));
  const through = await things.find({ tags: { $gte: 0 } }, { hint: 'tags_1' }).toArray();
  expect(through).toHaveLength(count);
  expect(await client.db('admin').command({ storeCheck: 1 })).toMatchObject({
    documents: count,
    problems: [],
  });
}

test('a full disk is a clear error; reads go on, nothing is half-written, and writes go on once there is room', async () => {
  if (skipped()) return;
  let count = await fill(0, 40_000);
  count = await fill(count, 10);
  await holdsAllBelow(count);

  // Each kind of write, also as one of several in a transaction.
  await expect(things.insertMany([1, 2, 3].map((i) => thing(count + i, 60_000)))).rejects.toMatchObject(
    OUT_OF_SPACE,
  );
  await expect(things.updateMany({}, { $push: { tags: 7 } })).rejects.toMatchObject(OUT_OF_SPACE);
  const session = client.startSession();
  session.startTransaction();
  await things.insertOne(thing(count + 1, 50_000), { session });
  await things.updateOne({ _id: 0 }, { $set: { text: 'changed' } }, { session });
  await expect(session.commitTransaction()).rejects.toMatchObject(OUT_OF_SPACE);
  await session.endSession();
  await holdsAllBelow(count);
  expect(await things.findOne({ _id: 0 })).toEqual(thing(0, 40_000));

  // Many snapshots and cursors at once, which take their places in the lock file.
  const sessions = Array.from({ length: 150 }, () => client.startSession());
  for (const one of sessions) {
    one.startTransaction();
    expect(await things.findOne({ _id: 3 }, { session: one })).toEqual(thing(3, 40_000));
  }
  for (const one of sessions) {
    await one.abortTransaction();
    await one.endSession();
  }

  execFileSync('mount', ['-o', `remount,${size(40)}`, folder]);
  for (let i = 0; i < 20; i++) await things.insertOne(thing(count++, 40_000));
  expect((await things.deleteMany({ _id: { $gte: 100 } })).deletedCount).toBe(count - 100);
  await holdsAllBelow(100);
});

test('a store that is killed on a full disk starts there again, without a loss', async () => {
  if (skipped()) return;
  // What a start itself writes, a few small files, needs room.
  const ballast = path.join(folder, 'ballast');
  await writeFile(ballast, Buffer.alloc(65_536));
  const count = await fill(100, 40_000);
  await client.close();
  await store.kill9();
  await rm(ballast);
  store = await startStoreProcess(path.join(folder, 'data'));
  client = await MongoClient.connect(store.uri);
  things = client.db('shop').collection<Thing>('things');
  await holdsAllBelow(count);
  await holdsAllBelow(await fill(count, 40_000));
});
