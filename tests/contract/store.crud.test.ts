import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { setTimeout as delay } from 'node:timers/promises';
import {
  BSON,
  Binary,
  Decimal128,
  Double,
  Int32,
  Long,
  ObjectId,
  UUID,
  type Collection,
  type Db,
  type Document,
} from 'mongodb';
import { failure, storeUnderTest, type StoreUnderTest } from '../support/store-under-test.js';

let store: StoreUnderTest;
let db: Db;
let things: Collection;
let next = 0;

beforeAll(async () => {
  store = await storeUnderTest();
  db = store.database();
});
afterAll(() => store.close());
beforeEach(() => {
  things = db.collection(`things${String(next++)}`);
});

const ids = (documents: Document[]): unknown[] => documents.map(({ _id }) => _id as unknown);

describe('insert', () => {
  test('keeps every BSON type as it came', async () => {
    const document = {
      _id: new ObjectId(),
      int: new Int32(5),
      wholeDouble: new Double(5),
      long: Long.fromString('9007199254740993'),
      smallLong: Long.fromNumber(7),
      decimal: Decimal128.fromString('1.10'),
      uuid: new UUID(),
      bytes: new Binary(Buffer.from([1, 2, 3])),
      date: new Date(1_700_000_000_000),
      nothing: null,
      list: [1, [2, { three: 3 }], 'ä'],
      nested: { z: 1, a: { b: true } },
    };
    await things.insertOne(document);
    const read = await things.findOne({ _id: document._id }, { promoteValues: false, promoteLongs: false });
    expect(read).toMatchObject({
      int: document.int,
      wholeDouble: document.wholeDouble,
      long: document.long,
      smallLong: document.smallLong,
      decimal: document.decimal,
    });
    expect(Object.keys(read ?? {})).toEqual(Object.keys(document));
    const plain = await things.findOne({ _id: document._id });
    expect(plain).toMatchObject({
      uuid: document.uuid,
      date: document.date,
      nothing: null,
      list: document.list,
      nested: document.nested,
    });
  });

  test('a taken _id is 11000 with keyPattern and keyValue', async () => {
    await things.insertOne({ _id: 1 as never });
    const error = await failure(things.insertOne({ _id: 1 as never }));
    expect(error).toMatchObject({ code: 11000, keyPattern: { _id: 1 }, keyValue: { _id: 1 } });
    expect(error.message).toContain('E11000 duplicate key error collection');
  });

  test('1, 1.0 and NumberLong(1) are one _id', async () => {
    await things.insertOne({ _id: new Int32(1) as never });
    await expect(failure(things.insertOne({ _id: new Double(1) as never }))).resolves.toMatchObject({
      code: 11000,
    });
    await expect(failure(things.insertOne({ _id: Long.ONE as never }))).resolves.toMatchObject({
      code: 11000,
    });
    await things.insertOne({ _id: new Double(1.5) as never });
  });

  test('ordered stops at the first error, unordered goes on', async () => {
    const documents = [{ _id: 1 }, { _id: 1 }, { _id: 2 }] as never[];
    const ordered = await failure(things.insertMany(documents));
    expect(ordered).toMatchObject({ code: 11000, result: { insertedCount: 1 } });
    expect(await things.countDocuments()).toBe(1);
    const unordered = await failure(things.insertMany(documents, { ordered: false }));
    expect(unordered).toMatchObject({ result: { insertedCount: 1 } });
    expect(await things.countDocuments()).toBe(2);
  });

  test('an array is no _id', async () => {
    await expect(failure(things.insertOne({ _id: [1] as never }))).resolves.toMatchObject({ code: 53 });
  });

  test('an answer over 16 MB is refused', async () => {
    await things.insertMany([0, 1].map((_id) => ({ _id, text: 'x'.repeat(9 * 2 ** 20) })) as never[]);
    const all = things.aggregate([{ $group: { _id: null, all: { $push: '$text' } } }]).toArray();
    await expect(failure(all)).resolves.toMatchObject({ code: 10334 });
  });

  test('a document of 16 MB is found by its _id, by an index, and with less of it', async () => {
    await db.command({ createIndexes: things.collectionName, indexes: [{ key: { n: 1 }, name: 'n' }] });
    const empty = { _id: 1, n: 1, text: '' };
    const text = 'x'.repeat(16 * 2 ** 20 - BSON.calculateObjectSize(empty));
    await things.insertOne({ ...empty, text } as never);
    const byId = await things.findOne({ _id: 1 as never });
    expect(byId?.['text'] === text).toBe(true);
    const [byIndex] = await things.find({ n: { $gt: 0 } }, { sort: { n: 1 } }).toArray();
    expect(byIndex?.['text'] === text).toBe(true);
    await expect(things.find({ _id: 1 as never }, { projection: { text: 0 } }).toArray()).resolves.toEqual([
      { _id: 1, n: 1 },
    ]);
  });

  test('a document that no longer fits into a batch is the first of the next, whatever is read meanwhile', async () => {
    const textOf = (_id: unknown): string => String(_id).repeat(7 * 2 ** 20);
    await db.command({ createIndexes: things.collectionName, indexes: [{ key: { n: 1 }, name: 'n' }] });
    for (const _id of [1, 2, 3]) await things.insertOne({ _id, n: _id, text: textOf(_id) } as never);
    const cursor = things.find({ n: { $gt: 0 } }, { sort: { n: 1 } });
    await cursor.hasNext();
    expect(cursor.bufferedCount()).toBe(2);
    await things.findOne({ _id: 1 as never });
    await things.find({ n: { $gt: 0 } }, { sort: { n: 1 }, limit: 1 }).toArray();
    const found = await cursor.toArray();
    expect(found.map(({ _id, text }) => [_id, text === textOf(_id)])).toEqual([
      [1, true],
      [2, true],
      [3, true],
    ]);
  });

  test('of very many errors each is told by its code', async () => {
    await things.insertOne({ _id: 'x'.repeat(200) } as never);
    const documents = Array.from({ length: 40_000 }, () => ({ _id: 'x'.repeat(200) }));
    const command = {
      insert: things.collectionName,
      documents: [...documents, { _id: 'new' }],
      ordered: false,
    };
    const { n, writeErrors } = (await db.command(command)) as { n: number; writeErrors: Document[] };
    expect(n).toBe(1);
    expect(writeErrors.filter(({ code }) => code === 11000)).toHaveLength(40_000);
    expect(writeErrors[0]).toMatchObject({ errmsg: expect.stringContaining('xxx'), keyPattern: { _id: 1 } });
  });

  test('a document over 16 MB is refused', async () => {
    const big = { text: 'x'.repeat(16 * 1024 * 1024) };
    await expect(things.insertOne(big)).rejects.toThrow();
    expect(await things.countDocuments()).toBe(0);
  });

  test('without acknowledgement', async () => {
    const result = await things.insertOne({ _id: 1 as never }, { writeConcern: { w: 0 } });
    expect(result.acknowledged).toBe(false);
    for (let i = 0; i < 50 && (await things.estimatedDocumentCount()) === 0; i++) await delay(10);
    expect(await things.estimatedDocumentCount()).toBe(1);
  });
});

describe('find', () => {
  beforeEach(async () => {
    await things.insertMany([
      { _id: 1, name: 'ann', age: 30, tags: ['a', 'b'], address: { city: 'Rome' } },
      { _id: 2, name: 'bob', age: 25, tags: ['b'], address: { city: 'Oslo' } },
      { _id: 3, name: 'cat', age: 35, tags: [] },
      { _id: 4, name: 'dan', age: null },
    ] as never[]);
  });

  test('by equality, range, $in, $or, arrays and dotted paths', async () => {
    const found = async (filter: Document) => ids(await things.find(filter).sort({ _id: 1 }).toArray());
    expect(await found({ name: 'bob' })).toEqual([2]);
    expect(await found({ age: { $gt: 25, $lte: 35 } })).toEqual([1, 3]);
    expect(await found({ _id: { $in: [3, 1, 9] } as never })).toEqual([1, 3]);
    expect(await found({ $or: [{ name: 'ann' }, { age: { $lt: 30 } }] })).toEqual([1, 2]);
    expect(await found({ tags: 'b' })).toEqual([1, 2]);
    expect(await found({ 'address.city': 'Oslo' })).toEqual([2]);
    expect(await found({ age: null })).toEqual([4]);
    expect(await found({ tags: null })).toEqual([4]);
    expect(await found({ tags: { $size: 0 } })).toEqual([3]);
    expect(await found({ name: /^[ab]/ })).toEqual([1, 2]);
    expect(await found({ name: { $nin: ['ann', 'bob'] } })).toEqual([3, 4]);
  });

  test('sorted, skipped and limited', async () => {
    expect(ids(await things.find().sort({ age: 1 }).toArray())).toEqual([4, 2, 1, 3]);
    expect(ids(await things.find().sort({ age: -1 }).skip(1).limit(2).toArray())).toEqual([1, 2]);
  });

  test('projected', async () => {
    expect(await things.findOne({ _id: 1 as never }, { projection: { name: 1, _id: 0 } })).toEqual({
      name: 'ann',
    });
    expect(await things.findOne({ _id: 2 as never }, { projection: { tags: 0, address: 0 } })).toEqual({
      _id: 2,
      name: 'bob',
      age: 25,
    });
  });

  test('in batches by a cursor, which can be closed', async () => {
    const cursor = things.find().sort({ _id: 1 }).batchSize(2);
    expect(await cursor.next()).toMatchObject({ _id: 1 });
    expect(ids(await cursor.toArray())).toEqual([2, 3, 4]);
    const abandoned = things.find().batchSize(2);
    await abandoned.next();
    await abandoned.close();
  });

  test('a cursor ends with 175 where its index or collection is dropped, and never too early', async () => {
    await things.createIndexes([{ key: { age: 1 } }]);
    const byIndex = things.find({ age: { $gt: 0 } }).batchSize(2);
    const byId = things.find().batchSize(2);
    await byIndex.next();
    await byId.next();
    await things.dropIndex('age_1');
    await expect(failure(byIndex.toArray())).resolves.toMatchObject({ code: 175 });
    await things.drop();
    await expect(failure(byId.toArray())).resolves.toMatchObject({ code: 175 });
  });

  test('a getMore of an unknown cursor is 43', async () => {
    await expect(
      failure(db.command({ getMore: Long.fromNumber(12345), collection: things.collectionName })),
    ).resolves.toMatchObject({ code: 43 });
  });

  test('counts and distinct values', async () => {
    expect(await things.countDocuments({ age: { $gte: 30 } })).toBe(2);
    expect(await things.estimatedDocumentCount()).toBe(4);
    expect(await things.distinct('tags')).toEqual(['a', 'b']);
    expect(await things.distinct('age', { age: { $gt: 26 } })).toEqual([30, 35]);
  });

  test('an unknown operator is 2, an unknown field of the command 40415', async () => {
    await expect(failure(things.find({ a: { $nope: 1 } }).toArray())).resolves.toMatchObject({ code: 2 });
    await expect(failure(db.command({ find: 'x', nope: 1 }))).resolves.toMatchObject({ code: 40415 });
  });
});

describe('update', () => {
  beforeEach(async () => {
    await things.insertMany([
      { _id: 1, n: 1 },
      { _id: 2, n: 2 },
      { _id: 3, n: 3 },
    ] as never[]);
  });

  test('one, many, none', async () => {
    expect(await things.updateOne({ n: { $gte: 2 } }, { $inc: { n: 10 } })).toMatchObject({
      matchedCount: 1,
      modifiedCount: 1,
    });
    expect(await things.updateMany({}, { $set: { n: 12 } })).toMatchObject({
      matchedCount: 3,
      modifiedCount: 2,
    });
    expect(await things.updateOne({ n: 99 }, { $set: { n: 1 } })).toMatchObject({
      matchedCount: 0,
      upsertedCount: 0,
    });
  });

  test('upsert makes the document of the filter and the update', async () => {
    const result = await things.updateOne(
      { _id: 9 as never, kind: 'k' },
      { $set: { n: 9 }, $setOnInsert: { made: true } },
      { upsert: true },
    );
    expect(result).toMatchObject({ matchedCount: 0, upsertedCount: 1, upsertedId: 9 });
    expect(await things.findOne({ _id: 9 as never })).toEqual({ _id: 9, kind: 'k', n: 9, made: true });
  });

  test('replace keeps the _id', async () => {
    await things.replaceOne({ _id: 1 as never }, { fresh: true });
    expect(await things.findOne({ _id: 1 as never })).toEqual({ _id: 1, fresh: true });
  });

  test('the _id cannot change: 66', async () => {
    await expect(
      failure(things.updateOne({ _id: 1 as never }, { $set: { _id: 2 } as never })),
    ).resolves.toMatchObject({ code: 66 });
    await expect(failure(things.replaceOne({ _id: 1 as never }, { _id: 7 }))).resolves.toMatchObject({
      code: 66,
    });
  });

  test('an unknown modifier is 9', async () => {
    await expect(failure(things.updateOne({}, { $nope: { a: 1 } }))).resolves.toMatchObject({
      code: 9,
    });
  });

  test('findOneAndUpdate answers before or after, findOneAndDelete what it deleted', async () => {
    expect(await things.findOneAndUpdate({ _id: 1 as never }, { $inc: { n: 1 } })).toEqual({ _id: 1, n: 1 });
    expect(
      await things.findOneAndUpdate(
        {},
        { $inc: { n: 1 } },
        { sort: { n: -1 }, returnDocument: 'after', projection: { n: 1, _id: 0 } },
      ),
    ).toEqual({ n: 4 });
    expect(await things.findOneAndDelete({ _id: 2 as never })).toEqual({ _id: 2, n: 2 });
    expect(await things.findOneAndUpdate({ _id: 77 as never }, { $set: { a: 1 } })).toBeNull();
    expect(
      await things.findOneAndUpdate(
        { _id: 78 as never },
        { $set: { a: 1 } },
        { upsert: true, returnDocument: 'after' },
      ),
    ).toEqual({ _id: 78, a: 1 });
  });

  test('a statement without its filter is about nothing: 40414', async () => {
    const name = things.collectionName;
    for (const q of [{}, { q: null }]) {
      const deletes = db.command({ delete: name, deletes: [{ ...q, limit: 0 }] });
      const updates = db.command({ update: name, updates: [{ ...q, u: { $set: { n: 0 } }, multi: true }] });
      for (const command of [deletes, updates]) {
        const code = await command.then(
          ({ writeErrors }) => (writeErrors as Document[] | undefined)?.[0]?.code as unknown,
          (error: unknown) => (error as { code?: unknown }).code,
        );
        expect(code).toBe(40414);
      }
    }
    expect(await things.countDocuments({ n: { $gt: 0 } })).toBe(3);
  });

  test('one statement without its filter is an error of the whole command', async () => {
    const name = things.collectionName;
    const q = { n: { $gt: 0 } };
    const deletes = [{ q, limit: 0 }, { limit: 0 }];
    await expect(failure(db.command({ delete: name, deletes }))).resolves.toMatchObject({ code: 40414 });
    const u = { $set: { n: 0 } };
    const updates = [{ q, u, multi: true }, { u }];
    await expect(failure(db.command({ update: name, updates }))).resolves.toMatchObject({ code: 40414 });
    expect(await things.countDocuments(q)).toBe(3);
  });

  test('what is deeper than an update may make it is not inserted', async () => {
    let deep: Document = {};
    for (let depth = 1; depth < 180; depth++) deep = { deep };
    await expect(failure(things.insertOne({ deep: { deep } }))).resolves.toMatchObject({ code: 15 });
    await things.insertOne({ _id: 'deep' as never, ...deep });
    expect(await things.updateOne({ _id: 'deep' as never }, { $set: { n: 9 } })).toMatchObject({
      modifiedCount: 1,
    });
  });

  test('findAndModify projects what a filter with variables found', async () => {
    const command = {
      findAndModify: things.collectionName,
      query: { $expr: { $eq: ['$n', '$$wanted'] } },
      update: { $inc: { n: 10 } },
      fields: { n: 1, _id: 0 },
      new: true,
      let: { wanted: 2 },
    };
    expect(await db.command(command)).toMatchObject({ value: { n: 12 } });
  });

  test('delete one and many', async () => {
    expect(await things.deleteOne({ n: { $gt: 1 } })).toMatchObject({ deletedCount: 1 });
    expect(await things.deleteMany({})).toMatchObject({ deletedCount: 2 });
  });

  test('a bulk reports each statement', async () => {
    const result = await things.bulkWrite([
      { insertOne: { document: { _id: 4 as never } } },
      { updateMany: { filter: { n: { $gt: 1 } }, update: { $set: { big: true } } } },
      { replaceOne: { filter: { _id: 50 as never }, replacement: { r: 1 }, upsert: true } },
      { deleteOne: { filter: { _id: 1 as never } } },
    ]);
    expect(result).toMatchObject({
      insertedCount: 1,
      modifiedCount: 2,
      upsertedCount: 1,
      deletedCount: 1,
      upsertedIds: { 2: 50 },
    });
  });
});

describe('collections and databases', () => {
  test('create, list, drop', async () => {
    await db.createCollection('made');
    await expect(failure(db.command({ create: 'made' }))).resolves.toMatchObject({ code: 48 });
    const listed = await db.listCollections({ name: 'made' }).toArray();
    expect(listed).toMatchObject([{ name: 'made', type: 'collection', idIndex: { name: '_id_' } }]);
    expect(await db.dropCollection('made')).toBe(true);
    expect(await db.listCollections({ name: 'made' }).toArray()).toEqual([]);
  });

  test('a dropped database is empty, and its name free', async () => {
    const other = store.database();
    await other.collection('a').insertOne({ _id: 1 as never });
    const names = async () =>
      (await other.admin().listDatabases({ nameOnly: true })).databases.map(({ name }) => name);
    expect(await names()).toContain(other.databaseName);
    await other.dropDatabase();
    expect(await names()).not.toContain(other.databaseName);
    expect(await other.collection('a').countDocuments()).toBe(0);
    await other.collection('a').insertOne({ _id: 1 as never });
  });

  test('what is no name is 73', async () => {
    await expect(failure(db.command({ create: 'a$b' }))).resolves.toMatchObject({ code: 73 });
  });

  test('an unknown command is 59', async () => {
    await expect(failure(db.command({ noSuchThing: 1 }))).resolves.toMatchObject({ code: 59 });
  });
});
