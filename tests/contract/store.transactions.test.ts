import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import {
  Long,
  UUID,
  type ClientSession,
  type Collection,
  type Db,
  type Document,
  type MongoClient,
} from 'mongodb';
import { setTimeout as delay } from 'node:timers/promises';
import { rawClient } from '../support/raw-client.js';
import { failure, storeUnderTest, type StoreUnderTest } from '../support/store-under-test.js';

let store: StoreUnderTest;
let client: MongoClient;
let db: Db;
let things: Collection;
let next = 0;
const sessions: ClientSession[] = [];

beforeAll(async () => {
  store = await storeUnderTest();
  db = store.database();
  client = db.client;
});
afterAll(() => store.close());
beforeEach(async () => {
  for (const session of sessions.splice(0)) await session.endSession();
  things = await db.createCollection(`things${String(next++)}`);
});

/** A session with an open transaction, ended with the test. */
function begun(): ClientSession {
  const session = client.startSession();
  sessions.push(session);
  session.startTransaction();
  return session;
}

const byId = (id: number): { _id: never } => ({ _id: id as never });

describe('a transaction', () => {
  test('is seen by itself at once and by others once it commits', async () => {
    const session = begun();
    await things.insertOne(byId(1), { session });
    await things.updateOne(byId(1), { $set: { a: 1 } }, { session });
    expect(await things.findOne(byId(1), { session })).toEqual({ _id: 1, a: 1 });
    expect(await things.findOne(byId(1))).toBeNull();
    await session.commitTransaction();
    expect(await things.findOne(byId(1))).toEqual({ _id: 1, a: 1 });
  });

  test('that aborts leaves nothing', async () => {
    await things.createIndexes([{ key: { a: 1 }, unique: true }]);
    await things.insertOne({ _id: 1 as never, a: 1 });
    const session = begun();
    await things.deleteOne(byId(1), { session });
    await things.insertOne({ _id: 2 as never, a: 1 }, { session });
    await session.abortTransaction();
    expect(await things.find().toArray()).toEqual([{ _id: 1, a: 1 }]);
    expect(await things.find({ a: 1 }).toArray()).toHaveLength(1);
  });

  test('reads one snapshot, through indexes and cursors too', async () => {
    await things.createIndexes([{ key: { n: 1 } }]);
    await things.insertMany([1, 2, 3].map((n) => ({ _id: n as never, n })));
    const session = begun();
    expect(await things.findOne(byId(1), { session })).toMatchObject({ n: 1 });
    await things.updateMany({}, { $inc: { n: 10 } });
    await things.insertOne({ _id: 4 as never, n: 4 });
    await things.deleteOne(byId(3));
    expect(await things.find({ n: { $lt: 10 } }, { session, batchSize: 2 }).toArray()).toHaveLength(3);
    expect(await things.find({}, { session, sort: { n: -1 } }).toArray()).toMatchObject([
      { n: 3 },
      { n: 2 },
      { n: 1 },
    ]);
    expect(await things.find({ n: 3 }, { session }).toArray()).toHaveLength(1);
    await session.commitTransaction();
    expect(await things.find({ n: { $gt: 10 } }).toArray()).toHaveLength(2);
  });

  test('writing what another has written since is WriteConflict at once', async () => {
    await things.insertOne({ _id: 1 as never, n: 0 });
    const first = begun();
    const second = begun();
    await things.findOne(byId(1), { session: second });
    await things.updateOne(byId(1), { $inc: { n: 1 } }, { session: first });
    const held = await failure(things.updateOne(byId(1), { $inc: { n: 1 } }, { session: second }));
    expect(held).toMatchObject({ code: 112, codeName: 'WriteConflict' });
    expect(held.hasErrorLabel('TransientTransactionError')).toBe(true);
    await first.commitTransaction();
    const third = begun();
    await things.findOne(byId(1), { session: third });
    await things.updateOne(byId(1), { $inc: { n: 1 } });
    await expect(failure(things.deleteOne(byId(1), { session: third }))).resolves.toMatchObject({
      code: 112,
    });
  });

  test('two that insert one unique key conflict', async () => {
    await things.createIndexes([{ key: { email: 1 }, unique: true }]);
    const first = begun();
    const second = begun();
    await things.insertOne({ email: 'x' }, { session: first });
    await expect(failure(things.insertOne({ email: 'x' }, { session: second }))).resolves.toMatchObject({
      code: 112,
    });
    await first.commitTransaction();
    const third = begun();
    await expect(failure(things.insertOne({ email: 'x' }, { session: third }))).resolves.toMatchObject({
      code: 11000,
    });
  });

  test('a write outside waits until it ends', async () => {
    await things.insertOne({ _id: 1 as never, n: 0 });
    const session = begun();
    await things.updateOne(byId(1), { $inc: { n: 1 } }, { session });
    let done = false;
    const outside = things.updateOne(byId(1), { $inc: { n: 10 } }).then(() => (done = true));
    await delay(100);
    expect(done).toBe(false);
    await session.commitTransaction();
    await outside;
    expect(await things.findOne(byId(1))).toMatchObject({ n: 11 });
  });

  test('a write outside gives up after its maxTimeMS', async () => {
    await things.insertOne({ _id: 1 as never, n: 0 });
    const session = begun();
    await things.updateOne(byId(1), { $inc: { n: 1 } }, { session });
    const outside = things.findOneAndUpdate(byId(1), { $inc: { n: 1 } }, { maxTimeMS: 50 });
    await expect(failure(outside)).resolves.toMatchObject({ code: 50 });
  });

  test('an error aborts it', async () => {
    const session = begun();
    await things.insertOne(byId(1), { session });
    await expect(failure(things.insertOne(byId(1), { session }))).resolves.toMatchObject({ code: 11000 });
    const gone = await failure(things.findOne(byId(1), { session }));
    expect(gone).toMatchObject({ code: 251 });
    expect(gone.hasErrorLabel('TransientTransactionError')).toBe(true);
    expect(await things.findOne(byId(1))).toBeNull();
  });

  test('indexes inside what it made, and nothing that others write to: 263', async () => {
    await things.insertOne(byId(1));
    const session = begun();
    await expect(failure(things.createIndexes([{ key: { n: 1 } }], { session }))).resolves.toMatchObject({
      code: 263,
    });
    const own = db.collection(`indexed${String(next)}`);
    const again = begun();
    await own.createIndexes([{ key: { n: 1 } }], { session: again });
    await own.insertOne({ n: 1 }, { session: again });
    await again.commitTransaction();
    expect(await own.find({ n: 1 }).hint('n_1').toArray()).toHaveLength(1);
  });

  test('a collection made inside is there only after the commit', async () => {
    const name = `inside${String(next)}`;
    const session = begun();
    await db.collection(name).insertOne(byId(1), { session });
    expect(await db.listCollections({ name }).toArray()).toEqual([]);
    await session.abortTransaction();
    expect(await db.listCollections({ name }).toArray()).toEqual([]);
    const again = begun();
    await db.collection(name).insertOne(byId(1), { session: again });
    await again.commitTransaction();
    expect(await db.collection(name).find().toArray()).toHaveLength(1);
  });

  test('count is refused inside with 263 or 50851, countDocuments is not', async () => {
    await things.insertOne(byId(1));
    const session = begun();
    expect(await things.countDocuments({}, { session })).toBe(1);
    const error = await failure(things.estimatedDocumentCount({ session }));
    expect([263, 50851]).toContain(error.code);
  });

  test('ends with its session', async () => {
    await things.insertOne({ _id: 1 as never, n: 0 });
    const session = client.startSession();
    session.startTransaction();
    await things.updateOne(byId(1), { $inc: { n: 1 } }, { session });
    await session.endSession();
    await things.updateOne(byId(1), { $inc: { n: 5 } });
    expect(await things.findOne(byId(1))).toMatchObject({ n: 5 });
  });
});

describe('32 clients', () => {
  test('transfer between accounts without losing or making anything', async () => {
    const accounts = 40;
    await things.insertMany(Array.from({ length: accounts }, (_, i) => ({ _id: i as never, balance: 100 })));
    let audits = 0;
    const worker = async (seed: number): Promise<void> => {
      const session = client.startSession();
      try {
        for (let i = 0; i < 4; i++) {
          const from = (seed * 7 + i * 3) % accounts;
          const to = (from + 1 + (seed % (accounts - 1))) % accounts;
          await session.withTransaction(async () => {
            const giver = await things.findOne(byId(from), { session });
            const amount = Math.min((giver?.balance as number) || 0, 5);
            await things.updateOne(byId(from), { $inc: { balance: -amount } }, { session });
            await things.updateOne(byId(to), { $inc: { balance: amount } }, { session });
          });
          const read = await things.find().toArray();
          audits++;
          expect(read.every(({ balance }) => (balance as number) >= 0)).toBe(true);
        }
      } finally {
        await session.endSession();
      }
    };
    await Promise.all(Array.from({ length: 32 }, (_, seed) => worker(seed)));
    const total = (await things.find().toArray()).reduce((sum, { balance }) => sum + (balance as number), 0);
    expect(total).toBe(accounts * 100);
    expect(audits).toBe(32 * 4);
  }, 60_000);

  test('increment one counter: each increment counts', async () => {
    await things.insertOne({ _id: 1 as never, n: 0 });
    await Promise.all(
      Array.from({ length: 32 }, async () => {
        for (let i = 0; i < 5; i++) await things.updateOne(byId(1), { $inc: { n: 1 } });
      }),
    );
    expect(await things.findOne(byId(1))).toMatchObject({ n: 160 });
  });
});

describe('a retryable write', () => {
  test('that is retried while it waits for a transaction happens once', async () => {
    await things.insertOne({ _id: 1 as never, n: 0 });
    const session = begun();
    await things.updateOne(byId(1), { $set: { held: true } }, { session });
    const command = {
      update: things.collectionName,
      updates: [{ q: byId(1), u: { $inc: { n: 1 } } }],
      lsid: { id: new UUID() },
      txnNumber: Long.ONE,
      $db: db.databaseName,
    };
    const clients = [await rawClient(store.uri), await rawClient(store.uri)];
    const replies = clients.map((raw) => raw.command(command));
    await delay(50);
    await session.abortTransaction();
    for (const reply of replies) expect(await reply).toMatchObject({ ok: 1, nModified: 1 });
    expect(await things.findOne(byId(1))).toEqual({ _id: 1, n: 1 });
    for (const raw of clients) raw.close();
  });

  test('sent again with its number is done once and answers the same', async () => {
    const raw = await rawClient(store.uri);
    const lsid = { id: new UUID() };
    const name = things.collectionName;
    const numbered = async (number: number, command: Document): Promise<Document> =>
      raw.command({ ...command, lsid, txnNumber: Long.fromNumber(number), $db: db.databaseName });
    const update = { update: name, updates: [{ q: { _id: 1 }, u: { $inc: { n: 1 } }, upsert: true }] };
    const answer = { ok: 1, n: 1, nModified: 0, upserted: [{ index: 0, _id: 1 }] };
    expect(await numbered(1, update)).toMatchObject(answer);
    expect(await numbered(1, update)).toMatchObject(answer);
    expect(await things.findOne(byId(1))).toEqual({ _id: 1, n: 1 });
    const modify = { findAndModify: name, query: { _id: 1 }, update: { $inc: { n: 1 } }, new: true };
    expect((await numbered(2, modify)).value).toEqual({ _id: 1, n: 2 });
    expect((await numbered(2, modify)).value).toEqual({ _id: 1, n: 2 });
    expect(await numbered(1, update)).toMatchObject({ ok: 0, code: 225 });
    raw.close();
  });
});

describe('numbers', () => {
  test('a commit is answered again, an abort after it is 256, an unknown number 251', async () => {
    const raw = await rawClient(store.uri);
    const lsid = { id: new UUID() };
    const inside = { lsid, txnNumber: Long.ONE, autocommit: false };
    const insert = { insert: things.collectionName, documents: [{ _id: 1 }], $db: db.databaseName };
    expect(await raw.command({ ...insert, ...inside, startTransaction: true })).toMatchObject({
      ok: 1,
      n: 1,
    });
    const commit = { commitTransaction: 1, ...inside, $db: 'admin' };
    expect(await raw.command(commit)).toMatchObject({ ok: 1 });
    expect(await raw.command(commit)).toMatchObject({ ok: 1 });
    expect(await raw.command({ abortTransaction: 1, ...inside, $db: 'admin' })).toMatchObject({
      ok: 0,
      code: 256,
    });
    expect(await raw.command({ ...insert, ...inside })).toMatchObject({ ok: 0, code: 256 });
    const unknown = await raw.command({ ...commit, txnNumber: Long.fromNumber(2) });
    expect(unknown).toMatchObject({ ok: 0, code: 251, errorLabels: ['TransientTransactionError'] });
    expect(await things.find().toArray()).toEqual([{ _id: 1 }]);
    raw.close();
  });
});
