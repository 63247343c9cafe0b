import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { ChangeStream, ChangeStreamOptions, Collection, Db, Document, MongoClient } from 'mongodb';
import { rawClient } from '../support/raw-client.js';
import { failure, storeUnderTest, type StoreUnderTest } from '../support/store-under-test.js';

interface Thing {
  _id: number;
  n?: number;
  [field: string]: unknown;
}

/** As far as these tests look. */
interface Event {
  readonly _id: unknown;
  readonly operationType: string;
  readonly ns?: { readonly db: string; readonly coll?: string };
  readonly documentKey?: { readonly _id: number };
  readonly [field: string]: unknown;
}

let store: StoreUnderTest;
let client: MongoClient;
let db: Db;
let things: Collection<Thing>;
let next = 0;
const streams: ChangeStream[] = [];
/** What streams told already when they were opened. */
const early = new WeakMap<ChangeStream, Event>();

beforeAll(async () => {
  store = await storeUnderTest();
  db = store.database();
  client = db.client;
});
afterAll(() => store.close());
beforeEach(async () => {
  things = await db.createCollection<Thing>(`things${String(next++)}`);
});
afterEach(async () => {
  for (const stream of streams.splice(0)) await stream.close();
});

/** A stream that the server has opened. */
async function opened(
  on: Pick<Collection<Thing> | Db | MongoClient, 'watch'>,
  pipeline: Document[] = [],
  options: ChangeStreamOptions = {},
): Promise<ChangeStream> {
  const stream: ChangeStream = on.watch(pipeline, { maxAwaitTimeMS: 50, ...options });
  streams.push(stream);
  const event: unknown = await stream.tryNext();
  if (event !== null) early.set(stream, event as Event);
  return stream;
}

async function take(stream: ChangeStream, count: number): Promise<Event[]> {
  const first = early.get(stream);
  early.delete(stream);
  const events: Event[] = first === undefined ? [] : [first];
  while (events.length < count) events.push((await stream.next()) as unknown as Event);
  return events;
}

const kinds = (events: readonly Event[]): string[] => events.map(({ operationType }) => operationType);
const idOf = ({ documentKey }: Event): number | undefined => documentKey?._id;

describe('a stream on a collection', () => {
  test('tells inserts, updates, replacements and deletes, in order', async () => {
    const stream = await opened(things);
    await things.insertOne({ _id: 1, a: 1, b: { c: 1, d: 1 } });
    await things.updateOne({ _id: 1 }, { $set: { 'b.c': 2 }, $unset: { a: '' } });
    await things.replaceOne({ _id: 1 }, { e: 1 });
    await things.deleteOne({ _id: 1 });
    const events = await take(stream, 4);
    const ns = { db: db.databaseName, coll: things.collectionName };
    expect(events).toMatchObject([
      {
        operationType: 'insert',
        ns,
        documentKey: { _id: 1 },
        fullDocument: { _id: 1, a: 1, b: { c: 1, d: 1 } },
      },
      {
        operationType: 'update',
        ns,
        documentKey: { _id: 1 },
        updateDescription: { updatedFields: { 'b.c': 2 }, removedFields: ['a'], truncatedArrays: [] },
      },
      { operationType: 'replace', ns, documentKey: { _id: 1 }, fullDocument: { _id: 1, e: 1 } },
      { operationType: 'delete', ns, documentKey: { _id: 1 } },
    ]);
    for (const event of events) expect(event.clusterTime).toMatchObject({ _bsontype: 'Timestamp' });
    expect(events[1]).not.toHaveProperty('fullDocument');
  });

  test('tells nothing of other collections, of what failed and of what changed nothing', async () => {
    const stream = await opened(things);
    await db.collection<Thing>('elsewhere').insertOne({ _id: 1 });
    await things.insertOne({ _id: 1 });
    expect(await failure(things.insertOne({ _id: 1 }))).toMatchObject({ code: 11000 });
    await things.updateOne({ _id: 1 }, { $set: { a: 1 } });
    await things.updateOne({ _id: 1 }, { $set: { a: 1 } });
    await things.deleteMany({ a: 2 });
    await things.deleteOne({ _id: 1 });
    expect(kinds(await take(stream, 3))).toEqual(['insert', 'update', 'delete']);
  });

  test('findAndModify, upserts, bulk writes and $merge are told as what they did', async () => {
    const stream = await opened(things);
    await things.findOneAndUpdate({ _id: 1 }, { $set: { n: 1 } }, { upsert: true });
    await things.findOneAndReplace({ _id: 1 }, { n: 5 });
    await things.bulkWrite([
      { insertOne: { document: { _id: 2 } } },
      { updateMany: { filter: {}, update: [{ $set: { m: 1 } }] } },
    ]);
    await things
      .aggregate([{ $match: { _id: 2 } }, { $set: { k: 1 } }, { $merge: { into: things.collectionName } }])
      .toArray();
    await things.findOneAndDelete({ _id: 2 });
    expect(kinds(await take(stream, 7))).toEqual([
      'insert',
      'replace',
      'insert',
      'update',
      'update',
      'update',
      'delete',
    ]);
  });

  test('updateLookup adds what is there when the event is read', async () => {
    await things.insertMany([{ _id: 1 }, { _id: 2 }]);
    const stream = await opened(things, [], { fullDocument: 'updateLookup' });
    await things.updateOne({ _id: 1 }, { $set: { a: 1 } });
    await things.updateOne({ _id: 1 }, { $set: { b: 1 } });
    await things.updateOne({ _id: 2 }, { $set: { a: 1 } });
    await things.deleteOne({ _id: 2 });
    const found = (await take(stream, 3)).map(({ fullDocument }) => fullDocument);
    expect(found).toEqual([{ _id: 1, a: 1, b: 1 }, { _id: 1, a: 1, b: 1 }, null]);
  });

  test('its pipeline filters and changes events; their _id must stay', async () => {
    const stream = await opened(things, [
      { $match: { 'fullDocument.a': { $gt: 1 } } },
      { $addFields: { double: { $multiply: ['$fullDocument.a', 2] } } },
      { $project: { double: 1 } },
    ]);
    await things.insertMany([1, 2, 3].map((a) => ({ _id: a, a })));
    expect((await take(stream, 2)).map(({ double }) => double)).toEqual([4, 6]);
    const without = await opened(things, [{ $project: { _id: 0 } }]);
    await things.insertOne({ _id: 9 });
    expect(await failure(without.next())).toMatchObject({ code: 280 });
  });

  test('what it cannot do is refused', async () => {
    const refusal = async (pipeline: Document[], options?: ChangeStreamOptions): Promise<unknown> =>
      (await failure(opened(things, pipeline, options))).code;
    expect(await refusal([{ $group: { _id: 1 } }])).toBe(20);
    expect(await refusal([{ $nonsense: 1 }])).toBe(40324);
    expect(await refusal([], { resumeAfter: { _data: 'zz' } })).toBe(260);
    if (!store.embedded) return;
    expect(await refusal([], { fullDocument: 'required' })).toBe(115);
    expect(await refusal([], { fullDocumentBeforeChange: 'whenAvailable' })).toBe(115);
    expect(await refusal([], { showExpandedEvents: true })).toBe(115);
  });

  test('ends after a drop; resumeAfter refuses its end, startAfter goes on behind it', async () => {
    const stream = await opened(things);
    await things.insertOne({ _id: 1 });
    await things.drop();
    const events = await take(stream, 3);
    expect(kinds(events)).toEqual(['insert', 'drop', 'invalidate']);
    const [inserted, dropped, invalidated] = events.map(({ _id }) => _id);
    await things.insertOne({ _id: 2 });
    expect(kinds(await take(await opened(things, [], { resumeAfter: inserted }), 2))).toEqual([
      'drop',
      'invalidate',
    ]);
    expect(kinds(await take(await opened(things, [], { resumeAfter: dropped }), 1))).toEqual(['invalidate']);
    expect(await failure(opened(things, [], { resumeAfter: invalidated }))).toMatchObject({ code: 260 });
    expect(await take(await opened(things, [], { startAfter: invalidated }), 1)).toMatchObject([
      { operationType: 'insert', fullDocument: { _id: 2 } },
    ]);
  });

  test('ends after a rename, of it and onto it', async () => {
    const other = await db.createCollection<Thing>(`${things.collectionName}_other`);
    const from = await opened(things);
    const onto = await opened(other);
    await things.rename(other.collectionName, { dropTarget: true });
    for (const stream of [from, onto]) {
      expect(await take(stream, 2)).toMatchObject([
        { operationType: 'rename', to: { coll: other.collectionName } },
        { operationType: 'invalidate' },
      ]);
    }
  });
});

describe('a stream on more than a collection', () => {
  test('on a database tells of all its collections, and ends when it is dropped', async () => {
    const own = client.db(`${db.databaseName}_own`);
    const stream = await opened(own);
    await own.collection<Thing>('a').insertOne({ _id: 1 });
    await db.collection<Thing>('b').insertOne({ _id: 1 });
    await own.collection<Thing>('c').insertOne({ _id: 1 });
    await own.collection('a').drop();
    await own.dropDatabase();
    const events = await take(stream, 6);
    expect(events.map(({ operationType, ns }) => [operationType, ns?.coll])).toEqual([
      ['insert', 'a'],
      ['insert', 'c'],
      ['drop', 'a'],
      ['drop', 'c'],
      ['dropDatabase', undefined],
      ['invalidate', undefined],
    ]);
  });

  test('on the deployment tells of all databases', async () => {
    const stream = await opened(client, [{ $match: { 'ns.coll': 'everywhere' } }]);
    const second = client.db(`${db.databaseName}_2`);
    await db.collection<Thing>('everywhere').insertOne({ _id: 1 });
    await second.collection<Thing>('everywhere').insertOne({ _id: 1 });
    const names = (await take(stream, 2)).map(({ ns }) => ns?.db);
    expect(names).toEqual([db.databaseName, second.databaseName]);
    await second.dropDatabase();
  });
});

describe('a transaction', () => {
  test('is told once it is committed, together and in order, also what it changed twice', async () => {
    const stream = await opened(things);
    await client.withSession((session) =>
      session.withTransaction(async () => {
        await things.insertOne({ _id: 1 }, { session });
        await things.updateOne({ _id: 1 }, { $set: { a: 1 } }, { session });
        await db.collection<Thing>(things.collectionName).insertOne({ _id: 9 });
        await things.insertOne({ _id: 2 }, { session });
        await things.deleteOne({ _id: 1 }, { session });
      }),
    );
    const [outside, ...inside] = await take(stream, 5);
    expect(outside).toMatchObject({ documentKey: { _id: 9 } });
    expect(outside).not.toHaveProperty('txnNumber');
    expect(inside.map((event) => [event.operationType, idOf(event)])).toEqual([
      ['insert', 1],
      ['update', 1],
      ['insert', 2],
      ['delete', 1],
    ]);
    for (const { clusterTime, lsid, txnNumber } of inside)
      expect({ clusterTime, lsid, txnNumber }).toEqual({
        clusterTime: inside[0]?.clusterTime,
        lsid: inside[0]?.lsid,
        txnNumber: inside[0]?.txnNumber,
      });
    // in the middle of it
    const rest = await take(await opened(things, [], { resumeAfter: inside[1]?._id }), 2);
    expect(rest.map(({ _id }) => _id)).toEqual(inside.slice(2).map(({ _id }) => _id));
  });

  test('that aborts is not told', async () => {
    const stream = await opened(things);
    const session = client.startSession();
    session.startTransaction();
    await things.insertOne({ _id: 1 }, { session });
    await session.abortTransaction();
    await session.endSession();
    await things.insertOne({ _id: 2 });
    expect(await take(stream, 1)).toMatchObject([{ documentKey: { _id: 2 } }]);
  });

  test('cannot open a stream', async () => {
    const session = client.startSession();
    session.startTransaction();
    expect(await failure(opened(things, [], { session }))).toMatchObject({ code: 263 });
    await session.endSession();
  });
});

describe('a place in the history', () => {
  test('a stream starts at an operation time that is past', async () => {
    const session = client.startSession();
    await things.insertOne({ _id: 1 }, { session });
    const startAtOperationTime = session.operationTime;
    if (startAtOperationTime === undefined) throw new Error('replies have no operation time');
    await session.endSession();
    await things.insertOne({ _id: 2 });
    const events = await take(await opened(things, [], { startAtOperationTime }), 2);
    expect(events.map(({ documentKey }) => documentKey)).toEqual([{ _id: 1 }, { _id: 2 }]);
  });

  test('batches of one tell everything once, and an empty batch moves the token on', async () => {
    const stream = await opened(things, [], { batchSize: 1 });
    await things.insertMany([1, 2, 3, 4, 5].map((_id) => ({ _id })));
    const ids = (await take(stream, 5)).map(idOf);
    expect(ids).toEqual([1, 2, 3, 4, 5]);
    await db.collection<Thing>('elsewhere').insertOne({ _id: next++ + 1_000 });
    expect(await stream.tryNext()).toBeNull();
    const { resumeToken } = stream;
    await things.insertOne({ _id: 6 });
    const after = await opened(things, [], { resumeAfter: resumeToken });
    expect(await take(after, 1)).toMatchObject([{ documentKey: { _id: 6 } }]);
  });
});

describe('waiting', () => {
  test('a waiting stream hears of another client in one getMore, and keeps nobody waiting', async () => {
    const watcher = store.client({ monitorCommands: true });
    let asked = 0;
    watcher.on('commandStarted', ({ commandName }) => (asked += Number(commandName === 'getMore')));
    const began = new Promise((resolve) =>
      watcher.on('commandStarted', ({ commandName }) => {
        if (commandName === 'getMore') resolve(undefined);
      }),
    );
    const watched = watcher.db(db.databaseName).collection<Thing>(things.collectionName);
    const stream = watched.watch([], { maxAwaitTimeMS: 60_000 });
    streams.push(stream);
    const event = stream.next();
    await began;
    await client.db('admin').command({ ping: 1 });
    await db.collection<Thing>('elsewhere').insertOne({ _id: next++ + 2_000 });
    await things.insertOne({ _id: 1 });
    expect(await event).toMatchObject({ operationType: 'insert' });
    expect(asked).toBe(1);
  });

  test('a killed stream answers its getMore at once', async () => {
    if (!store.embedded) return;
    const [waiting, killing] = [await rawClient(store.uri), await rawClient(store.uri)];
    const $db = db.databaseName;
    const open = await waiting.command({
      aggregate: things.collectionName,
      pipeline: [{ $changeStream: {} }],
      cursor: {},
      $db,
    });
    const { id } = open.cursor as { id: unknown };
    const more = { getMore: id, collection: things.collectionName, maxTimeMS: 50_000, $db };
    const answer = waiting.command(more);
    // The second getMore shows that the first has begun.
    expect(await killing.command(more)).toMatchObject({ code: 12051 });
    await killing.command({ killCursors: things.collectionName, cursors: [id], $db });
    expect(await answer).toMatchObject({ ok: 0, code: 237 });
    waiting.close();
    killing.close();
  });
});
