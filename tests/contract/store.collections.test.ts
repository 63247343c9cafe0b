import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Collection, Db, Document } from 'mongodb';
import { failure, storeUnderTest, type StoreUnderTest } from '../support/store-under-test.js';

// Collections as a whole: options, views, names, and what pipelines write into them.

interface Thing {
  _id: number;
  [field: string]: unknown;
}

let store: StoreUnderTest;
let db: Db;
let things: Collection<Thing>;
let next = 0;

beforeAll(async () => {
  store = await storeUnderTest();
  db = store.database();
});
afterAll(() => store.close());
beforeEach(async () => {
  things = await db.createCollection<Thing>(`things${String(next++)}`);
  await things.insertMany([
    { _id: 1, a: 1 },
    { _id: 2, a: 2 },
    { _id: 3, a: 3 },
  ]);
});

const named = (suffix: string): Collection<Thing> =>
  db.collection<Thing>(`${things.collectionName}_${suffix}`);
const all = (collection: Collection<Thing>): Promise<Thing[]> => collection.find().sort({ _id: 1 }).toArray();

async function run(pipeline: Document[]): Promise<void> {
  expect(await things.aggregate(pipeline).toArray()).toEqual([]);
}

describe('$out', () => {
  test('replaces its target, which keeps its indexes; or makes it', async () => {
    const target = named('out');
    await run([{ $match: { a: { $gt: 1 } } }, { $out: target.collectionName }]);
    expect(await all(target)).toEqual([
      { _id: 2, a: 2 },
      { _id: 3, a: 3 },
    ]);
    await target.createIndexes([{ key: { a: 1 }, unique: true }]);
    await run([{ $match: { a: 1 } }, { $out: { db: db.databaseName, coll: target.collectionName } }]);
    expect(await all(target)).toEqual([{ _id: 1, a: 1 }]);
    expect((await target.indexes()).map(({ name }) => name)).toEqual(['_id_', 'a_1']);
    expect(await failure(target.insertOne({ _id: 9, a: 1 }))).toMatchObject({ code: 11000 });
    expect(await target.find({ a: 1 }).toArray()).toHaveLength(1);
  });

  test('may replace what it reads, and leaves everything if it fails', async () => {
    await run([{ $set: { a: { $add: ['$a', 1] } } }, { $out: things.collectionName }]);
    expect(await all(things)).toMatchObject([{ a: 2 }, { a: 3 }, { a: 4 }]);
    await things.createIndexes([{ key: { a: 1 }, unique: true }]);
    const failing = things.aggregate([{ $set: { a: 1 } }, { $out: things.collectionName }]).toArray();
    expect(await failure(failing)).toMatchObject({ code: 11000 });
    expect(await all(things)).toMatchObject([{ a: 2 }, { a: 3 }, { a: 4 }]);
    expect((await db.listCollections({ name: /^tmp/ }).toArray()).length).toBe(0);
  });

  test('is the last stage, and not in a transaction', async () => {
    const early = things.aggregate([{ $out: 'x' }, { $match: {} }]).toArray();
    expect(await failure(early)).toMatchObject({ code: 40601 });
    const session = db.client.startSession();
    session.startTransaction();
    const inside = things.aggregate([{ $out: 'x' }], { session }).toArray();
    expect(await failure(inside)).toMatchObject({ code: 263 });
    await session.endSession();
  });
});

describe('$merge', () => {
  const modes: readonly (readonly [whenMatched: string | Document[], expected: Document])[] = [
    ['merge', { _id: 1, a: 1, b: 1 }],
    ['replace', { _id: 1, a: 1 }],
    ['keepExisting', { _id: 1, b: 1 }],
    [[{ $set: { sum: { $add: ['$b', '$$new.a'] } } }], { _id: 1, b: 1, sum: 2 }],
  ];

  test.each(modes)('when matched, %j', async (whenMatched, expected) => {
    const target = named('merge');
    await target.insertOne({ _id: 1, b: 1 });
    await run([{ $match: { _id: { $lte: 2 } } }, { $merge: { into: target.collectionName, whenMatched } }]);
    expect(await all(target)).toEqual([expected, { _id: 2, a: 2 }]);
  });

  test('fails or discards, as it is told', async () => {
    const target = named('merge');
    await target.insertOne({ _id: 1, b: 1 });
    const merge = (more: Document): Promise<unknown> =>
      things.aggregate([{ $merge: { into: target.collectionName, ...more } }]).toArray();
    expect(await failure(merge({ whenMatched: 'fail' }))).toMatchObject({
      code: 11000,
      keyValue: { _id: 1 },
    });
    expect(await failure(merge({ whenNotMatched: 'fail' }))).toMatchObject({ code: 13113 });
    await merge({ whenNotMatched: 'discard' });
    expect(await all(target)).toEqual([{ _id: 1, a: 1, b: 1 }]);
  });

  test('matches on other fields where an index makes them unique', async () => {
    const target = named('merge');
    await target.insertOne({ _id: 50, a: 2, b: 1 });
    const stages = [
      { $match: { a: 2 } },
      { $project: { _id: 0 } },
      { $set: { c: 1 } },
      { $merge: { into: target.collectionName, on: 'a' } },
    ];
    expect(await failure(things.aggregate(stages).toArray())).toMatchObject({ code: 51183 });
    await target.createIndexes([{ key: { a: 1 }, unique: true }]);
    await run(stages);
    expect(await all(target)).toEqual([{ _id: 50, a: 2, b: 1, c: 1 }]);
  });
});

describe('a view', () => {
  test('reads as a collection does, also over another view and from $lookup', async () => {
    const big = named('big');
    await db.createCollection(big.collectionName, {
      viewOn: things.collectionName,
      pipeline: [{ $match: { a: { $gt: 1 } } }, { $set: { big: true } }],
    });
    const biggest = named('biggest');
    await db.createCollection(biggest.collectionName, {
      viewOn: big.collectionName,
      pipeline: [{ $match: { a: { $gt: 2 } } }],
    });
    expect(await big.find({}, { sort: { a: -1 }, limit: 1, projection: { big: 1 } }).toArray()).toEqual([
      { _id: 3, big: true },
    ]);
    expect(await all(biggest)).toEqual([{ _id: 3, a: 3, big: true }]);
    expect(await big.countDocuments({})).toBe(2);
    expect(await big.estimatedDocumentCount()).toBe(2);
    expect(await big.distinct('a')).toEqual([2, 3]);
    expect(await big.aggregate([{ $group: { _id: null, sum: { $sum: '$a' } } }]).toArray()).toEqual([
      { _id: null, sum: 5 },
    ]);
    const lookup = { from: big.collectionName, localField: '_id', foreignField: '_id', as: 'found' };
    const joined = await things
      .aggregate<{ found: unknown[] }>([{ $lookup: lookup }, { $sort: { _id: 1 } }])
      .toArray();
    expect(joined.map(({ found }) => found.length)).toEqual([0, 1, 1]);
    expect(await db.listCollections({ name: big.collectionName }).toArray()).toMatchObject([
      { type: 'view' },
    ]);
  });

  test('takes no writes and no indexes', async () => {
    const view = named('view');
    await db.createCollection(view.collectionName, { viewOn: things.collectionName });
    expect(await failure(view.insertOne({ _id: 9 }))).toMatchObject({ code: 166 });
    expect(await failure(view.updateOne({}, { $set: { a: 1 } }))).toMatchObject({ code: 166 });
    expect(await failure(view.deleteMany({}))).toMatchObject({ code: 166 });
    expect(await failure(view.createIndexes([{ key: { a: 1 } }]))).toMatchObject({ code: 166 });
    await view.drop();
    expect(await all(things)).toHaveLength(3);
  });

  test('over itself is refused when it is read', async () => {
    const view = named('view');
    await db.createCollection(view.collectionName, { viewOn: things.collectionName });
    const name = view.collectionName;
    // MongoDB refuses the change, this store the reading.
    const changed = db
      .command({ collMod: name, viewOn: name, pipeline: [] })
      .then(() => view.find().toArray());
    await failure(changed);
  });
});

describe('a validator', () => {
  test('refuses documents that do not match, in every kind of write', async () => {
    await db.command({ collMod: things.collectionName, validator: { a: { $type: 'int' } } });
    const refused = { code: 121, errInfo: { failingDocumentId: 9 } };
    expect((await failure(things.insertOne({ _id: 9, a: 'x' }))).errorResponse).toMatchObject({ code: 121 });
    expect(
      (await failure(things.findOneAndUpdate({ _id: 9 }, { $set: { a: 'x' } }, { upsert: true })))
        .errorResponse,
    ).toMatchObject(refused);
    expect(await failure(things.updateMany({}, { $set: { a: 'x' } }))).toMatchObject({ code: 121 });
    expect(await failure(things.replaceOne({ _id: 1 }, { b: 1 }))).toMatchObject({ code: 121 });
    expect(await all(things)).toHaveLength(3);
    await things.insertOne({ _id: 9, a: 'x' }, { bypassDocumentValidation: true });
    expect(await failure(things.updateOne({ _id: 9 }, { $set: { b: 1 } }))).toMatchObject({ code: 121 });
    await db.command({ collMod: things.collectionName, validationLevel: 'moderate' });
    await things.updateOne({ _id: 9 }, { $set: { b: 1 } });
    expect(await things.findOne({ _id: 9 })).toEqual({ _id: 9, a: 'x', b: 1 });
  });
});

describe('collMod', () => {
  test('makes an index unique once it is prepared and nothing is in the way', async () => {
    await things.insertOne({ _id: 4, a: 3 });
    await things.createIndexes([{ key: { a: 1 } }]);
    const change = (index: Document): Promise<Document> =>
      db.command({ collMod: things.collectionName, index: { keyPattern: { a: 1 }, ...index } });
    expect(await failure(change({ unique: true }))).toMatchObject({ code: 72 });
    await change({ prepareUnique: true });
    expect(await failure(things.insertOne({ _id: 5, a: 1 }))).toMatchObject({ code: 11000 });
    const { errorResponse } = await failure(change({ unique: true }));
    expect(errorResponse).toMatchObject({ code: 359, violations: [{ ids: [3, 4] }] });
    await things.deleteOne({ _id: 4 });
    expect(await change({ unique: true })).toMatchObject({ unique_new: true });
    expect(await things.indexes()).toMatchObject([{}, { key: { a: 1 }, unique: true }]);
    expect(await failure(things.insertOne({ _id: 5, a: 1 }))).toMatchObject({ code: 11000 });
    expect(
      await things
        .find({ a: { $gte: 2 } })
        .sort({ a: 1 })
        .toArray(),
    ).toHaveLength(2);
  });
});

describe('renameCollection', () => {
  test('keeps documents and indexes; a name that is taken only with dropTarget', async () => {
    await things.createIndexes([{ key: { a: 1 }, unique: true }]);
    const target = named('renamed');
    await target.insertOne({ _id: 7 });
    expect(await failure(things.rename(target.collectionName))).toMatchObject({ code: 48 });
    await things.rename(target.collectionName, { dropTarget: true });
    expect(await all(target)).toHaveLength(3);
    expect(await all(things)).toEqual([]);
    expect(await failure(target.insertOne({ _id: 9, a: 1 }))).toMatchObject({ code: 11000 });
    expect(await failure(things.rename('anything'))).toMatchObject({ code: 26 });
  });
});

describe('an update with a sort', () => {
  test('changes the first in that order', async () => {
    await things.updateOne({}, { $set: { hit: true } }, { sort: { a: -1 } });
    await things.replaceOne({}, { replaced: true }, { sort: { a: 1 } });
    expect(await all(things)).toEqual([
      { _id: 1, replaced: true },
      { _id: 2, a: 2 },
      { _id: 3, a: 3, hit: true },
    ]);
  });
});
