import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type ClientSession, type Collection, type Db, type Document, ObjectId } from 'mongodb';
import { storeUnderTest, type StoreUnderTest } from '../support/store-under-test.js';

// Queries for one value of _id or of a unique index, and those that look like them but are not.

interface Thing {
  readonly _id: string | ObjectId | number;
  readonly key?: unknown;
  readonly inner?: Document;
  readonly open?: unknown;
}

const LONG = 'l'.repeat(2_000);

let store: StoreUnderTest;
let db: Db;
let things: Collection<Thing>;
let next = 0;

beforeAll(async () => {
  store = await storeUnderTest();
  db = store.database();
});
afterAll(() => store.close());
beforeEach(() => {
  things = db.collection(`things${String(next++)}`);
});

const found = async (filter: Document): Promise<unknown[]> =>
  (await things.find(filter).toArray()).map(({ _id }) => _id);

describe('by _id', () => {
  test('a string, an ObjectId and a string too long for a key', async () => {
    const id = new ObjectId();
    await things.insertMany([{ _id: 'a' }, { _id: id }, { _id: LONG }, { _id: `${LONG}!` }]);
    expect(await found({ _id: 'a' })).toEqual(['a']);
    expect(await found({ _id: id })).toEqual([id]);
    expect(await found({ _id: LONG })).toEqual([LONG]);
    expect(await found({ _id: 'b' })).toEqual([]);
    expect(await found({ _id: id.toHexString() })).toEqual([]);
  });

  test('skip, projection and a second condition hold', async () => {
    await things.insertOne({ _id: 'a', open: true, key: 'k' });
    expect(await things.find({ _id: 'a' }).skip(1).toArray()).toEqual([]);
    expect(await things.findOne({ _id: 'a' }, { projection: { open: 1 } })).toEqual({ _id: 'a', open: true });
    expect(await found({ _id: 'a', open: false })).toEqual([]);
  });

  test('what an open cursor has not read yet is read when it is asked for', async () => {
    await things.insertOne({ _id: 'a' });
    const { cursor } = await db.command({ find: things.collectionName, filter: { _id: 'a' }, batchSize: 0 });
    expect((cursor as Document).firstBatch).toEqual([]);
    await things.deleteOne({ _id: 'a' });
    const more = await db.command({
      getMore: (cursor as Document).id as unknown,
      collection: things.collectionName,
    });
    expect((more.cursor as Document).nextBatch).toEqual([]);
  });

  test('in a transaction, as it stands there', async () => {
    await things.insertOne({ _id: 'a', key: 1 });
    const read = (session?: ClientSession): Promise<unknown> =>
      things.findOne({ _id: 'a' }, session === undefined ? {} : { session });
    await db.client.withSession((session) =>
      session.withTransaction(async () => {
        await things.updateOne({ _id: 'a' }, { $set: { key: 2 } }, { session });
        expect(await read(session)).toEqual({ _id: 'a', key: 2 });
        expect(await read()).toEqual({ _id: 'a', key: 1 });
      }),
    );
    expect(await read()).toEqual({ _id: 'a', key: 2 });
  });
});

describe('by a unique index', () => {
  test('of strings, also descending', async () => {
    await things.createIndexes([
      { key: { key: 1 }, unique: true },
      { key: { open: -1 }, unique: true },
    ]);
    await things.insertMany([
      { _id: 1, key: 'a', open: 'x' },
      { _id: 2, key: 'b', open: 'y' },
    ]);
    expect(await found({ key: 'b' })).toEqual([2]);
    expect(await found({ open: 'x' })).toEqual([1]);
    expect(await found({ key: 'c' })).toEqual([]);
  });

  test('with an element of an array', async () => {
    await things.createIndexes([{ key: { key: 1 }, unique: true }]);
    await things.insertMany([
      { _id: 1, key: ['a', 'b'] },
      { _id: 2, key: 'c' },
    ]);
    expect(await found({ key: 'b' })).toEqual([1]);
    expect(await found({ key: 'c' })).toEqual([2]);
  });

  test('that has not every document', async () => {
    await things.createIndexes([{ key: { key: 1 }, unique: true, partialFilterExpression: { open: true } }]);
    await things.insertMany([
      { _id: 1, key: 'a', open: false },
      { _id: 2, key: 'a', open: true },
      { _id: 3, key: 'a', open: false },
    ]);
    expect(await found({ key: 'a' })).toEqual([1, 2, 3]);
  });

  test('sparse or not, with a string too long for a key', async () => {
    await things.createIndexes([{ key: { key: 1 }, unique: true, sparse: true }]);
    await things.insertMany([{ _id: 1, key: LONG }, { _id: 2, key: `${LONG}!` }, { _id: 3 }]);
    expect(await found({ key: LONG })).toEqual([1]);
    expect(await found({ key: `${LONG}!` })).toEqual([2]);
    expect(await found({ key: `${LONG}?` })).toEqual([]);
  });

  test('of a path, through a document or an array of documents', async () => {
    await things.createIndexes([{ key: { 'inner.key': 1 }, unique: true }]);
    await things.insertMany([
      { _id: 1, inner: { key: 'a' } },
      { _id: 2, inner: [{ key: 'b' }, { key: 'c' }] },
    ]);
    expect(await found({ 'inner.key': 'a' })).toEqual([1]);
    expect(await found({ 'inner.key': 'c' })).toEqual([2]);
  });
});
