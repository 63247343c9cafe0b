import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type Collection, type Db, type Document, type Filter, type FindOptions, Timestamp } from 'mongodb';
import { setTimeout as delay } from 'node:timers/promises';
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

interface Explained {
  readonly index: string | undefined;
  readonly stages: readonly string[];
  readonly keys: number;
  readonly documents: number;
  readonly returned: number;
}

/** What explain says of a query: the index, all stages, and what was examined. */
async function explained(filter: Filter<Document>, options: FindOptions = {}): Promise<Explained> {
  const plan = await things.find(filter, options).explain('executionStats');
  const stages: string[] = [];
  let index: string | undefined;
  const visit = (stage: Document): void => {
    stages.push(stage.stage as string);
    index ??= stage.indexName as string | undefined;
    if (stage.inputStage !== undefined) visit(stage.inputStage as Document);
    for (const one of (stage.inputStages ?? []) as Document[]) visit(one);
  };
  visit((plan.queryPlanner as Document).winningPlan as Document);
  const stats = plan.executionStats as Document;
  return {
    index,
    stages,
    keys: stats.totalKeysExamined as number,
    documents: stats.totalDocsExamined as number,
    returned: stats.nReturned as number,
  };
}

const ids = (documents: Document[]): unknown[] => documents.map(({ _id }) => _id as unknown);

describe('definition', () => {
  test('create, list, create again, drop', async () => {
    expect(await things.createIndexes([{ key: { a: 1, b: -1 }, name: 'ab' }])).toEqual(['ab']);
    expect(await things.createIndexes([{ key: { a: 1, b: -1 }, name: 'ab' }])).toEqual(['ab']);
    expect(await things.listIndexes().toArray()).toMatchObject([
      { v: 2, key: { _id: 1 }, name: '_id_' },
      { v: 2, key: { a: 1, b: -1 }, name: 'ab' },
    ]);
    await things.dropIndex('ab');
    expect(await things.listIndexes().toArray()).toHaveLength(1);
    await expect(failure(things.dropIndex('ab'))).resolves.toMatchObject({ code: 27 });
    await expect(failure(things.dropIndex('_id_'))).resolves.toMatchObject({ code: 72 });
  });

  test('another index of the same name is 86, the same key with other options 85', async () => {
    await things.createIndexes([{ key: { a: 1 }, name: 'one' }]);
    await expect(failure(things.createIndexes([{ key: { b: 1 }, name: 'one' }]))).resolves.toMatchObject({
      code: 86,
    });
    await expect(failure(things.createIndexes([{ key: { a: 1 }, name: 'two' }]))).resolves.toMatchObject({
      code: 85,
    });
  });

  test('a key of 0 and TTL on two fields are 67', async () => {
    await expect(failure(things.createIndexes([{ key: { a: 0 as never } }]))).resolves.toMatchObject({
      code: 67,
    });
    const ttl = things.createIndexes([{ key: { a: 1, b: 1 }, expireAfterSeconds: 1 }]);
    await expect(failure(ttl)).resolves.toMatchObject({ code: 67 });
  });

  test('the index on _id is as it is, and its name is no other index’s', async () => {
    await things.createIndexes([{ key: { _id: 1 } }]);
    for (const option of [{ unique: true }, { sparse: true }])
      await expect(failure(things.createIndexes([{ key: { _id: 1 }, ...option }]))).resolves.toMatchObject({
        code: 197,
      });
    await expect(failure(things.createIndexes([{ key: { a: 1 }, name: '_id_' }]))).resolves.toMatchObject({
      code: 2,
    });
  });

  test('indexes of a collection that does not exist: 26', async () => {
    await expect(failure(db.command({ listIndexes: 'nowhere' }))).resolves.toMatchObject({ code: 26 });
  });

  test('is built over what is there, and dropped with its keys', async () => {
    await things.insertMany([{ a: 1 }, { a: 2 }, { a: 2 }]);
    await things.createIndexes([{ key: { a: 1 } }]);
    expect(await things.find({ a: 2 }).toArray()).toHaveLength(2);
    await things.dropIndexes();
    await things.createIndexes([{ key: { a: 1 } }]);
    expect(await explained({ a: 2 })).toMatchObject({ index: 'a_1', keys: 2, returned: 2 });
  });
});

describe('unique', () => {
  test('refuses what is there twice: 11000', async () => {
    await things.insertMany([{ email: 'x' }, { email: 'x' }]);
    const error = await failure(things.createIndexes([{ key: { email: 1 }, unique: true }]));
    expect(error).toMatchObject({ code: 11000, keyPattern: { email: 1 }, keyValue: { email: 'x' } });
    expect(await things.listIndexes().toArray()).toHaveLength(1);
  });

  test('guards insert, update and upsert; a removed key is free', async () => {
    await things.createIndexes([{ key: { email: 1 }, unique: true }]);
    await things.insertMany([
      { _id: 1, email: 'a' },
      { _id: 2, email: 'b' },
    ] as never[]);
    const duplicate = { code: 11000, keyPattern: { email: 1 }, keyValue: { email: 'a' } };
    expect(await failure(things.insertOne({ email: 'a' }))).toMatchObject(duplicate);
    expect(await failure(things.updateOne({ _id: 2 as never }, { $set: { email: 'a' } }))).toMatchObject(
      duplicate,
    );
    const upsert = things.updateOne({ x: 1 }, { $set: { email: 'a' } }, { upsert: true });
    expect(await failure(upsert)).toMatchObject(duplicate);
    await things.updateOne({ _id: 1 as never }, { $set: { email: 'c' } });
    await things.insertOne({ email: 'a' });
    await things.deleteOne({ email: 'c' });
    await things.updateOne({ email: 'a' }, { $set: { email: 'c' } });
  });

  test('missing counts as null once; sparse and partial leave it out', async () => {
    await things.createIndexes([{ key: { a: 1 }, unique: true }]);
    await things.createIndexes([{ key: { b: 1 }, unique: true, sparse: true }]);
    await things.createIndexes([
      { key: { c: 1 }, unique: true, partialFilterExpression: { c: { $type: 'string' } } },
    ]);
    await things.insertOne({ a: 1, c: 1 });
    await things.insertOne({ a: 2, c: 1 });
    await things.insertOne({});
    await expect(failure(things.insertOne({}))).resolves.toMatchObject({
      code: 11000,
      keyValue: { a: null },
    });
    await things.insertOne({ a: 3, b: 1, c: 'x' });
    await expect(failure(things.insertOne({ a: 4, b: 1 }))).resolves.toMatchObject({ keyPattern: { b: 1 } });
    await expect(failure(things.insertOne({ a: 4, c: 'x' }))).resolves.toMatchObject({
      keyPattern: { c: 1 },
    });
  });

  test('compound, and over the elements of arrays', async () => {
    await things.createIndexes([{ key: { a: 1, 'list.k': 1 }, unique: true }]);
    await things.insertOne({ a: 1, list: [{ k: 1 }, { k: 2 }, { k: 1 }] });
    await things.insertOne({ a: 2, list: [{ k: 1 }] });
    await expect(failure(things.insertOne({ a: 1, list: [{ k: 3 }, { k: 2 }] }))).resolves.toMatchObject({
      keyValue: { a: 1, 'list.k': 2 },
    });
  });

  test('of 50 concurrent inserts of one key one succeeds', async () => {
    await things.createIndexes([{ key: { email: 1 }, unique: true }]);
    const results = await Promise.allSettled(
      Array.from({ length: 50 }, () => things.insertOne({ email: 'x' })),
    );
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const result of results)
      if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 11000 });
  });
});

describe('multikey', () => {
  test('finds by every element, each document once', async () => {
    await things.createIndexes([{ key: { tags: 1 } }]);
    await things.insertMany([
      { _id: 1, tags: ['a', 'b'] },
      { _id: 2, tags: ['b', 'c'] },
      { _id: 3, tags: 'c' },
    ] as never[]);
    expect(
      ids(
        await things
          .find({ tags: { $in: ['a', 'b'] } })
          .sort({ _id: 1 })
          .toArray(),
      ),
    ).toEqual([1, 2]);
    expect(await explained({ tags: 'c' })).toMatchObject({ index: 'tags_1', keys: 2, returned: 2 });
    expect(await things.countDocuments({ tags: { $gte: 'a' } })).toBe(3);
  });

  test('conditions on one path may be met by different elements', async () => {
    await things.createIndexes([{ key: { n: 1 } }]);
    await things.insertMany([
      { _id: 1, n: [1, 10] },
      { _id: 2, n: [5] },
    ] as never[]);
    expect(
      ids(
        await things
          .find({ n: { $gt: 4, $lt: 6 } })
          .sort({ _id: 1 })
          .toArray(),
      ),
    ).toEqual([1, 2]);
    expect(ids(await things.find({ n: { $elemMatch: { $gt: 4, $lt: 6 } } }).toArray())).toEqual([2]);
  });

  test('conditions on two fields of documents in an array may be met by different ones', async () => {
    await things.createIndexes([{ key: { 'a.b': 1, 'a.c': 1 } }, { key: { 'a.c': -1, z: 1, 'a.d.e': 1 } }]);
    await things.insertMany([
      {
        _id: 1,
        a: [
          { b: 1, c: 9 },
          { b: 8, c: 2 },
        ],
      },
      { _id: 2, a: [{ b: 1, c: 2 }] },
      { _id: 3, a: [{ c: 7 }, { d: { e: 1 } }], z: 1 },
    ] as never[]);
    const found = async (filter: Filter<Document>): Promise<unknown[]> =>
      ids(await things.find(filter).sort({ _id: 1 }).toArray());
    expect(await found({ 'a.b': 1, 'a.c': 2 })).toEqual([1, 2]);
    expect(await found({ 'a.b': { $gt: 7 }, 'a.c': { $gt: 8 } })).toEqual([1]);
    expect(await found({ 'a.c': 7, z: 1, 'a.d.e': 1 })).toEqual([3]);
    expect(await found({ a: { $elemMatch: { b: 1, c: 2 } } })).toEqual([2]);
    expect(await things.countDocuments({ 'a.b': 1, 'a.c': 2 })).toBe(2);
  });

  test('what an array in an array has is not listed', async () => {
    await things.createIndexes([{ key: { a: 1 } }]);
    await things.insertMany([
      { _id: 1, a: [[1, 2]] },
      { _id: 2, a: [2] },
    ] as never[]);
    const nested = { a: { $elemMatch: { $elemMatch: { $gt: 1 } } } };
    expect(ids(await things.find(nested).toArray())).toEqual([1]);
    expect(
      ids(await things.find({ a: { $elemMatch: { $all: [{ $elemMatch: { $eq: 2 } }] } } }).toArray()),
    ).toEqual([1]);
  });

  test('a sort behind $in is by all elements, not by those that the index finds', async () => {
    await things.createIndexes([{ key: { 'x.a': 1, 'x.b': 1 } }]);
    await things.insertMany([
      {
        _id: 1,
        x: [
          { a: 1, b: 10 },
          { a: 9, b: 0 },
        ],
      },
      { _id: 2, x: [{ a: 1, b: 7 }] },
      { _id: 3, x: [{ a: 2, b: 6 }] },
    ] as never[]);
    const sorted = things.find({ 'x.a': { $in: [1, 2] } }).sort({ 'x.b': 1 });
    expect(ids(await sorted.toArray())).toEqual([1, 3, 2]);
  });

  test('two arrays in one index: 171', async () => {
    await things.createIndexes([{ key: { a: 1, b: 1 } }]);
    await expect(failure(things.insertOne({ a: [1], b: [1] }))).resolves.toMatchObject({ code: 171 });
    await things.insertOne({ a: [1], b: 1 });
  });

  test('sorts by the smallest or the largest element', async () => {
    await things.createIndexes([{ key: { n: 1 } }]);
    await things.insertMany([
      { _id: 1, n: [2, 9] },
      { _id: 2, n: [3] },
      { _id: 3, n: [1, 4] },
    ] as never[]);
    expect(ids(await things.find().sort({ n: 1 }).toArray())).toEqual([3, 1, 2]);
    expect(ids(await things.find().sort({ n: -1 }).toArray())).toEqual([1, 3, 2]);
    expect(
      ids(
        await things
          .find({ n: { $gte: 3 } })
          .sort({ n: 1 })
          .toArray(),
      ),
    ).toEqual([3, 1, 2]);
  });
});

describe('explain', () => {
  beforeEach(async () => {
    await things.createIndexes([{ key: { status: 1, at: -1, _id: 1 }, name: 'page' }]);
    await things.createIndexes([{ key: { email: 1 }, name: 'email', unique: true }]);
    await things.createIndexes([{ key: { name: 1 }, name: 'name' }]);
    const documents = Array.from({ length: 400 }, (_, i) => ({
      _id: i,
      status: i % 4 === 0 ? 'off' : 'on',
      at: Math.floor(i / 2),
      email: `user${String(i).padStart(3, '0')}@example.com`,
      name: `n${String(i % 50)}`,
    }));
    await things.insertMany(documents as never[]);
  });

  test('by _id', async () => {
    const plan = await explained({ _id: 7 as never });
    expect(plan).toMatchObject({ keys: 1, documents: 1, returned: 1 });
    expect(plan.stages).not.toContain('COLLSCAN');
  });

  test('equality, $in, range and prefix read their keys only', async () => {
    expect(await explained({ email: 'user007@example.com' })).toMatchObject({
      index: 'email',
      keys: 1,
      documents: 1,
    });
    expect(await explained({ name: { $in: ['n1', 'n3'] } })).toMatchObject({
      index: 'name',
      returned: 16,
      documents: 16,
    });
    const range = await explained({ email: { $gte: 'user390', $lt: 'user395' } });
    expect(range).toMatchObject({ index: 'email', returned: 5, documents: 5 });
    const prefix = await explained({ email: /^user01/ });
    expect(prefix).toMatchObject({ index: 'email', returned: 10, documents: 10 });
  });

  test('a sort that an index gives is not done again, either way', async () => {
    const forwards = await explained({ status: 'off' }, { sort: { at: -1, _id: 1 }, limit: 5 });
    expect(forwards).toMatchObject({ index: 'page', returned: 5, documents: 5 });
    expect(forwards.stages).not.toContain('SORT');
    const backwards = await explained({ status: 'off' }, { sort: { at: 1, _id: -1 }, limit: 5 });
    expect(backwards).toMatchObject({ index: 'page', documents: 5 });
    const mixed = await explained({ status: 'off' }, { sort: { at: 1, _id: 1 }, limit: 5 });
    expect(mixed.stages).toContain('SORT');
    const whole = await explained({}, { sort: { email: -1 }, limit: 3 });
    expect(whole).toMatchObject({ index: 'email', documents: 3 });
  });

  test('the next page behind a key costs a page', async () => {
    const filter = { status: 'on', $or: [{ at: { $lt: 150 } }, { at: 150, _id: { $gt: 300 } }] };
    const options = { sort: { at: -1, _id: 1 }, limit: 10 } as const;
    const plan = await explained(filter as never, options);
    expect(plan.stages).not.toContain('SORT');
    expect(plan.documents).toBeLessThan(15);
    const found = await things.find(filter as never, options).toArray();
    const all = await things.find({ status: 'on' }, { sort: { at: -1, _id: 1 } }).toArray();
    const start = all.findIndex(({ _id, at }) => at < 150 || (at === 150 && (_id as never) > 300));
    expect(ids(found)).toEqual(ids(all.slice(start, start + 10)));
  });

  test('an index that proves the whole filter is taken before one that only sorts', async () => {
    await things.createIndexes([{ key: { status: 1, _id: 1 }, name: 'status' }]);
    const filter = { status: 'off', _id: { $gt: 100 as never } };
    const plan = await explained(filter, { sort: { _id: 1 }, limit: 10 });
    expect(plan).toMatchObject({ index: 'status', keys: 10, documents: 10, returned: 10 });
    const rest = await explained(filter, { sort: { _id: 1 }, skip: 70, limit: 10 });
    expect(rest).toMatchObject({ index: 'status', keys: 74, returned: 4 });
  });

  test.each([1, -1] as const)(
    'an open cursor sees what is written ahead of it (sort %d)',
    async (direction) => {
      const cursor = things.find({}, { sort: { email: direction }, batchSize: 3 });
      const read = [await cursor.next(), await cursor.next(), await cursor.next()];
      const ahead = direction === 1 ? 3 : 396;
      const email = `user${String(ahead).padStart(3, '0')}`;
      await things.deleteOne({ _id: ahead as never });
      await things.insertOne({ _id: 'new', email: `${email}~` } as never);
      await things.insertOne({ _id: 'behind', email: direction === 1 ? 'a' : 'z' } as never);
      for await (const document of cursor) read.push(document);
      const now = await things.find({}, { sort: { email: direction } }).toArray();
      expect(ids(read as Document[])).toEqual(ids(now).filter((id) => id !== 'behind'));
      expect(ids(read as Document[])).toContain('new');
    },
  );

  test('a sort behind $in merges the values', async () => {
    const filter = { status: { $in: ['on', 'off', 'none'] } };
    const options = { sort: { at: -1, _id: 1 }, limit: 10 } as const;
    const plan = await explained(filter, options);
    expect(plan.stages).toContain('SORT_MERGE');
    expect(plan.documents).toBeLessThan(20);
    const found = await things.find(filter, options).toArray();
    expect(ids(found)).toEqual(ids(await things.find({}, { ...options, hint: { $natural: 1 } }).toArray()));
  });

  test('without an index it scans, and says so; a hint is obeyed', async () => {
    expect((await explained({ nothing: 1 })).stages).toContain('COLLSCAN');
    expect(await explained({ status: 'on' }, { hint: 'page' })).toMatchObject({ index: 'page' });
    await expect(failure(things.find({}, { hint: 'nope' }).toArray())).resolves.toMatchObject({ code: 2 });
  });

  test('counts without documents where the index proves the filter', async () => {
    const plan = (await db.command({
      explain: { count: things.collectionName, query: { email: { $gte: 'user390' } } },
      verbosity: 'executionStats',
    })) as { executionStats: Document };
    expect(plan.executionStats).toMatchObject({ totalDocsExamined: 0 });
    expect(await things.countDocuments({ email: { $gte: 'user390' } })).toBe(10);
  });

  test('writes say how they find', async () => {
    const plan = (await db.command({
      explain: {
        update: things.collectionName,
        updates: [{ q: { email: 'user001@example.com' }, u: { $set: { a: 1 } } }],
      },
      verbosity: 'executionStats',
    })) as { queryPlanner: { winningPlan: Document } };
    expect(plan.queryPlanner.winningPlan).toMatchObject({ stage: 'UPDATE' });
    expect(await things.countDocuments({ a: 1 })).toBe(0);
  });
});

describe('partial and sparse indexes answer only what they hold', () => {
  test('partial', async () => {
    await things.createIndexes([{ key: { a: 1 }, name: 'p', partialFilterExpression: { on: true } }]);
    await things.insertMany([
      { _id: 1, a: 1, on: true },
      { _id: 2, a: 1, on: false },
    ] as never[]);
    expect(ids(await things.find({ a: 1 }).toArray())).toEqual([1, 2]);
    expect(await explained({ a: 1 })).toMatchObject({ index: undefined });
    expect(await explained({ a: 1, on: true })).toMatchObject({ index: 'p', returned: 1 });
    await things.updateOne({ _id: 2 as never }, { $set: { on: true } });
    await things.updateOne({ _id: 1 as never }, { $set: { on: false } });
    expect(ids(await things.find({ a: 1, on: true }).toArray())).toEqual([2]);
  });

  test('sparse', async () => {
    await things.createIndexes([{ key: { a: 1 }, name: 's', sparse: true }]);
    await things.insertMany([{ _id: 1, a: 1 }, { _id: 2 }] as never[]);
    expect(ids(await things.find({ a: null }).toArray())).toEqual([2]);
    expect(ids(await things.find().sort({ a: 1 }).toArray())).toEqual([2, 1]);
    expect(await explained({ a: 1 })).toMatchObject({ index: 's', returned: 1 });
    expect(await explained({ a: { $gt: 0 } })).toMatchObject({ index: 's', returned: 1 });
  });
});

test('values longer than any key are looked for, and not found', async () => {
  await things.createIndexes([{ key: { a: 1 }, unique: true }, { key: { b: 1, c: 1 } }]);
  await things.insertOne({ _id: 1 as never, a: 'x', b: 'x', c: 1 });
  const long = 'x'.repeat(10_000);
  expect(await things.find({ a: long }).toArray()).toEqual([]);
  expect(await things.find({ b: long, c: 1 }).toArray()).toEqual([]);
  expect(ids(await things.find({ b: { $lt: long } }).toArray())).toEqual([1]);
  expect(await things.find({ b: { $gt: long } }).toArray()).toEqual([]);
  expect(await things.find({ _id: { $gt: long } as never }).toArray()).toEqual([]);
  expect(await things.find({ _id: long as never }).toArray()).toEqual([]);
  expect(await things.countDocuments({ a: { $in: [long, 'x'] } })).toBe(1);
});

describe('TTL', () => {
  const old = new Date(Date.now() - 6_000);
  const later = new Date(Date.now() + 60_000);
  const kept = async (name: string): Promise<unknown[]> =>
    ids(await db.collection(name).find().sort({ _id: 1 }).toArray());

  beforeAll(() => db.admin().command({ setParameter: 1, ttlMonitorSleepSecs: 1 }));
  afterAll(() => db.admin().command({ setParameter: 1, ttlMonitorSleepSecs: 60 }));

  test('documents expire whose date has come, and no others', async () => {
    await things.createIndexes([{ key: { at: 1 }, expireAfterSeconds: 5 }]);
    await db
      .collection('sessions')
      .createIndexes([
        { key: { at: -1 }, expireAfterSeconds: 0, partialFilterExpression: { done: true } },
        { key: { done: 1, at: 1 } },
      ]);
    await db
      .collection('nested')
      .createIndexes([{ key: { 'a.at': 1 }, expireAfterSeconds: 0, sparse: true }]);
    await db
      .collection('nested')
      .insertMany([
        { _id: 1, a: { at: old } },
        { _id: 2, a: [{ at: later }, { at: old }] },
        { _id: 3, a: [{ at: later }] },
        { _id: 4 },
        { _id: 5, at: old },
      ] as never[]);
    await db.collection('sessions').insertMany([
      { _id: 1, at: old, done: true },
      { _id: 2, at: old },
      { _id: 3, at: old, done: false },
      { _id: 4, at: later, done: true },
    ] as never[]);
    await things.insertMany([
      { _id: 1, at: old },
      { _id: 2, at: later },
      { _id: 3 },
      { _id: 4, at: 'text' },
      // Of an array the earliest date counts, whatever else is in it.
      { _id: 5, at: [later, old] },
      { _id: 6, at: [later] },
      { _id: 7, at: ['text', 0, null, old] },
      { _id: 8, at: [] },
      { _id: 9, at: Date.now() - 600_000 },
      { _id: 10, at: null },
      { _id: 11, at: { at: old } },
      { _id: 12, at: new Timestamp({ t: 1, i: 1 }) },
    ] as never[]);
    for (let i = 0; i < 400 && (await things.countDocuments()) > 9; i++) await delay(50);
    for (let i = 0; i < 400 && (await db.collection('sessions').countDocuments()) > 3; i++) await delay(50);
    for (let i = 0; i < 400 && (await db.collection('nested').countDocuments()) > 3; i++) await delay(50);
    expect(await kept(things.collectionName)).toEqual([2, 3, 4, 6, 8, 9, 10, 11, 12]);
    expect(await kept('sessions')).toEqual([2, 3, 4]);
    expect(await kept('nested')).toEqual([3, 4, 5]);
  });

  test('is of one field: a compound index, and one over _id, is refused', async () => {
    for (const key of [{ at: 1, _id: 1 }, { a: 1, at: -1 }, { _id: 1 }] as const) {
      const made = things.createIndexes([{ key, name: 'ttl', expireAfterSeconds: 0 }]);
      await expect(failure(made)).resolves.toMatchObject({ code: 67, codeName: 'CannotCreateIndex' });
    }
    for (const expireAfterSeconds of [-1, 2 ** 31]) {
      const made = things.createIndexes([{ key: { at: 1 }, expireAfterSeconds }]);
      await expect(failure(made)).resolves.toMatchObject({ code: 67 });
    }
  });

  test('a document whose date is moved in time stays', async () => {
    await things.createIndexes([{ key: { at: 1 }, expireAfterSeconds: 5 }]);
    await things.insertMany([
      { _id: 1, at: new Date(Date.now() - 3_000) },
      { _id: 2, at: old },
    ] as never[]);
    await things.updateOne({ _id: 1 as never }, { $set: { at: later } });
    for (let i = 0; i < 400 && (await things.countDocuments()) > 1; i++) await delay(50);
    expect(await kept(things.collectionName)).toEqual([1]);
  });
});

test('keys too long to be kept whole are found, sorted and unique all the same', async () => {
  await things.createIndexes([{ key: { text: 1 }, unique: true }]);
  const long = (end: string): string => 'x'.repeat(3_000) + end;
  await things.insertMany([
    { _id: 1, text: long('b') },
    { _id: 2, text: long('a') },
    { _id: 3, text: 'x' },
  ] as never[]);
  expect(ids(await things.find({ text: long('a') }).toArray())).toEqual([2]);
  expect(ids(await things.find({ text: { $gt: long('a') } }).toArray())).toEqual([1]);
  expect(ids(await things.find().sort({ text: 1 }).toArray())).toEqual([3, 2, 1]);
  await expect(failure(things.insertOne({ text: long('a') }))).resolves.toMatchObject({ code: 11000 });
  await things.insertMany([
    { _id: long('2'), text: 4 },
    { _id: long('1'), text: 5 },
  ] as never[]);
  expect(await things.findOne({ _id: long('2') as never })).not.toBeNull();
  expect(ids(await things.find({ _id: { $gt: long('1') } as never }).toArray())).toEqual([long('2')]);
  expect(ids(await things.find({ _id: /^x/ }).sort({ _id: 1 }).toArray())).toEqual([long('1'), long('2')]);
});
