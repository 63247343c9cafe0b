import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type ChangeStream, type ChangeStreamOptions, type Collection, MongoClient } from 'mongodb';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { startStoreServer } from '../../src/embedded/store-server.js';
import { runCli } from '../support/run-cli.js';
import { startStoreProcess, type StoreProcess } from '../support/store-process.js';
import { failure } from '../support/store-under-test.js';

// The history that the embedded store keeps for change streams: how long, and what it survives.

interface Thing {
  _id: number;
  text?: string;
}

interface Status {
  readonly embedded: { readonly oplog: { readonly recording: boolean; readonly bytes: number } };
}

let dataDir: string;
const cleanups: (() => Promise<unknown>)[] = [];

beforeEach(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), 'store-history-'));
  cleanups.push(() => rm(dataDir, { recursive: true, force: true }));
});
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

function connected(uri: string): Collection<Thing> {
  const client = new MongoClient(uri, { serverSelectionTimeoutMS: 2_000 });
  cleanups.push(() => client.close());
  return client.db('shop').collection<Thing>('things');
}

async function inThread(
  directory: string,
): Promise<{ things: Collection<Thing>; close: () => Promise<void> }> {
  const server = await startStoreServer({ dataDir: directory });
  const client = new MongoClient(server.uri, { serverSelectionTimeoutMS: 2_000 });
  const close = async (): Promise<void> => {
    await client.close();
    await server.close();
  };
  return { things: client.db('shop').collection<Thing>('things'), close };
}

async function started(): Promise<StoreProcess> {
  const store = await startStoreProcess(dataDir);
  cleanups.push(() => store.close());
  return store;
}

function watch(things: Collection<Thing>, options: ChangeStreamOptions = {}): ChangeStream {
  const stream: ChangeStream = things.watch([], { maxAwaitTimeMS: 50, ...options });
  cleanups.push(() => stream.close());
  return stream;
}

async function ids(stream: ChangeStream, count: number): Promise<unknown[]> {
  const found: unknown[] = [];
  while (found.length < count) {
    const event = (await stream.next()) as unknown as { documentKey?: { _id: unknown } };
    found.push(event.documentKey?._id);
  }
  return found;
}

const oplogOf = async (things: Collection<Thing>): Promise<Status['embedded']['oplog']> =>
  ((await things.db.admin().serverStatus()) as unknown as Status).embedded.oplog;

describe('the history of changes', () => {
  test('goes on through kill -9: a stream resumes in the next process, with what it has not told', async () => {
    const first = await started();
    const things = connected(first.uri);
    const stream = watch(things);
    await stream.tryNext();
    await things.insertMany([{ _id: 1 }, { _id: 2 }]);
    expect(await ids(stream, 1)).toEqual([1]);
    const resumeAfter = stream.resumeToken;
    await things.updateOne({ _id: 1 }, { $set: { text: 'changed' } });
    await things.deleteOne({ _id: 2 });
    await first.kill9();
    const second = await started();
    const again = connected(second.uri);
    await again.insertOne({ _id: 3 });
    expect(await ids(watch(again, { resumeAfter }), 4)).toEqual([2, 1, 2, 3]);
  });

  test('is recorded only once somebody watches; the first may start a moment ago', async () => {
    const { things, close } = await inThread(dataDir);
    cleanups.push(close);
    await things.insertOne({ _id: 1 });
    const session = things.db.client.startSession();
    await things.insertOne({ _id: 2 }, { session });
    const { operationTime } = session;
    await session.endSession();
    await things.insertMany([{ _id: 3 }, { _id: 4 }]);
    expect(await oplogOf(things)).toEqual({ recording: false, bytes: 0 });
    if (operationTime === undefined) throw new Error('no operation time');
    expect(await ids(watch(things, { startAtOperationTime: operationTime }), 3)).toEqual([2, 3, 4]);
    expect(await oplogOf(things)).toMatchObject({ recording: true });
  });

  test('that was not recorded is not made up: a start before it is refused', async () => {
    const { things, close } = await inThread(dataDir);
    await things.insertOne({ _id: 1 });
    const { operationTime } = await things.db.command({ ping: 1 });
    await close();
    const again = await inThread(dataDir);
    cleanups.push(again.close);
    await again.things.insertOne({ _id: 2 });
    const stream = watch(again.things, { startAtOperationTime: operationTime as never });
    expect(await failure(stream.next())).toMatchObject({ code: 286, codeName: 'ChangeStreamHistoryLost' });
  });

  test('has a size: what is older is trimmed, and a stream from there is told that it is lost', async () => {
    const { things, close } = await inThread(dataDir);
    cleanups.push(close);
    await things.db.admin().command({ setParameter: 1, oplogMaxBytes: 20_000 });
    const stream = watch(things);
    await stream.tryNext();
    await things.insertOne({ _id: 0 });
    await stream.next();
    const resumeAfter = stream.resumeToken;
    await stream.close();
    for (let i = 1; i <= 40; i++) await things.insertOne({ _id: i, text: 'x'.repeat(2_000) });
    while ((await oplogOf(things)).bytes > 20_000) await delay(50);
    const lost = await failure(watch(things, { resumeAfter }).next());
    expect(lost).toMatchObject({ code: 286, codeName: 'ChangeStreamHistoryLost' });
    expect(lost.hasErrorLabel('NonResumableChangeStreamError')).toBe(true);
    const fresh = watch(things);
    await fresh.tryNext();
    await things.insertOne({ _id: 99 });
    expect(await ids(fresh, 1)).toEqual([99]);
  });

  test('ends with a restore: what follows a backup is another history', async () => {
    const { things, close } = await inThread(dataDir);
    const stream = things.watch([], { maxAwaitTimeMS: 50 });
    await stream.tryNext();
    await things.insertOne({ _id: 1 });
    await stream.next();
    const resumeAfter = stream.resumeToken;
    await stream.close();
    await close();
    const file = path.join(dataDir, 'backup');
    expect(await runCli(['store', 'backup', file], { DATA_DIR: dataDir })).toMatchObject({ code: 0 });
    const restored = path.join(dataDir, 'restored');
    expect(await runCli(['store', 'restore', file], { DATA_DIR: restored })).toMatchObject({ code: 0 });
    const again = await inThread(restored);
    cleanups.push(again.close);
    expect(await again.things.find().toArray()).toEqual([{ _id: 1 }]);
    expect(await failure(watch(again.things, { resumeAfter }).next())).toMatchObject({ code: 286 });
  });
});
