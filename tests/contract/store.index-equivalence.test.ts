import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Collection, Document, IndexDescription } from 'mongodb';
import { storeUnderTest, type StoreUnderTest } from '../support/store-under-test.js';
import { randomDocument, randomFilter } from '../unit/embedded/query/random-filters.js';
import { pick, randomSource } from '../unit/embedded/query/random-values.js';

// Documents and filters are random: arrays, missing fields, null and values of all types, ranges, $in, $or, $elemMatch,
// regular expressions with a prefix. What a query answers must not depend on the indexes that there are.

type Numbered = Document & { _id: number };

let store: StoreUnderTest;

beforeAll(async () => {
  store = await storeUnderTest();
});

afterAll(async () => store.close());

const indexSets: Record<string, readonly IndexDescription[]> = {
  single: [{ key: { a: 1 } }, { key: { b: -1 } }, { key: { 'a.b': 1 } }],
  compound: [{ key: { 'a.b': 1, 'a.a': -1 } }, { key: { 'b.a': -1, _id: 1 } }],
  descending: [{ key: { a: -1 } }, { key: { 'b.a': -1 } }],
  'compound of two fields': [{ key: { a: 1, b: -1 } }, { key: { b: 1, a: 1, _id: -1 } }],
  sparse: [
    { key: { a: 1 }, sparse: true },
    { key: { 'a.b': -1, b: 1 }, sparse: true },
  ],
  partial: [
    { key: { a: 1 }, partialFilterExpression: { b: { $exists: true } } },
    { key: { b: -1, a: 1 }, partialFilterExpression: { a: { $gt: 0 } } },
    { key: { 'a.b': 1 }, partialFilterExpression: { b: 1 } },
  ],
  unique: [
    { key: { a: 1, b: 1, _id: 1 }, unique: true },
    { key: { b: 1, _id: -1 }, unique: true, sparse: true },
    { key: { 'a.a': -1, _id: 1 }, unique: true, partialFilterExpression: { 'a.a': { $exists: true } } },
  ],
};

const sorts = [{}, { a: 1, _id: 1 }, { b: -1, _id: 1 }, { 'a.b': 1, _id: 1 }, { _id: -1 }] as const;
/** Where an index keeps documents out that have arrays in both fields, by which nothing can be sorted. */
const sortsOfTwo = [
  { a: 1, b: -1, _id: 1 },
  { a: -1, b: 1, _id: -1 },
  { b: 1, a: 1, _id: -1 },
] as const;
const withoutParallelArrays = new Set(['compound of two fields', 'unique']);

/** Documents that an index cannot hold (parallel arrays) are not the subject here. */
async function insertIndexable(
  collection: Collection<Numbered>,
  documents: readonly Numbered[],
): Promise<void> {
  await collection.insertMany([...documents], { ordered: false }).catch(() => undefined);
}

/** A collection with the indexes and one without, of the same documents. */
async function twins(
  indexes: readonly IndexDescription[],
  random: () => number,
): Promise<{ indexed: Collection<Numbered>; plain: Collection<Numbered> }> {
  const db = store.database();
  const indexed = db.collection<Numbered>('indexed');
  const plain = db.collection<Numbered>('plain');
  await indexed.createIndexes([...indexes]);
  await insertIndexable(
    indexed,
    Array.from({ length: 150 }, (_, _id) => ({ _id, ...randomDocument(random) })),
  );
  const kept = await indexed.find().sort({ _id: 1 }).toArray();
  expect(kept.length).toBeGreaterThan(60);
  await plain.insertMany(kept);
  return { indexed, plain };
}

describe.each(Object.entries(indexSets))('with indexes %s', (name, indexes) => {
  test('any query answers what a scan answers, in the same order', async () => {
    const random = randomSource(name.length * 31);
    const { indexed, plain } = await twins(indexes, random);
    let indexUses = 0;
    for (let round = 0; round < 100; round += 1) {
      const { partialFilterExpression: part } = pick(random, indexes);
      const filter =
        part === undefined || round % 2 === 0 ? randomFilter(random) : { $and: [randomFilter(random), part] };
      const sort = pick(random, withoutParallelArrays.has(name) ? [...sorts, ...sortsOfTwo] : sorts);
      const isSorted = Object.keys(sort).length > 0;
      const page =
        isSorted && random() < 0.4
          ? { skip: Math.floor(random() * 4), limit: 1 + Math.floor(random() * 6) }
          : {};
      const ids = async (collection: typeof plain): Promise<readonly number[]> => {
        const cursor = collection.find(filter, { projection: { _id: 1 }, ...page });
        const found = await (isSorted ? cursor.sort(sort) : cursor).toArray();
        const list = found.map(({ _id }) => _id);
        return isSorted ? list : list.sort((a, b) => a - b);
      };
      const [through, scanned] = [await ids(indexed), await ids(plain)];
      expect({ filter, sort, page, ids: through }).toEqual({ filter, sort, page, ids: scanned });
      expect(await indexed.countDocuments(filter)).toBe(await plain.countDocuments(filter));
      const plan = JSON.stringify(await indexed.find(filter).sort(sort).explain('queryPlanner'));
      if (plan.includes('IXSCAN')) indexUses += 1;
    }
    // Else the two were the same scan.
    expect(indexUses).toBeGreaterThan(20);
  });

  test('they answer the same after updates and deletes by random filters', async () => {
    const random = randomSource(name.length * 37);
    const { indexed, plain } = await twins(indexes, random);
    for (let round = 0; round < 25; round += 1) {
      const filter = randomFilter(random);
      const field = pick(random, ['a', 'b', 'a.b']);
      const value = randomDocument(random)['a'] ?? null;
      // A scalar: an array may be refused by the indexes alone.
      const update =
        Array.isArray(value) || typeof value === 'object'
          ? { $unset: { [field]: 1 } }
          : { $set: { [field]: value } };
      const outcomes = await Promise.all(
        [indexed, plain].map(async (collection) => {
          const chosen = await collection.find(filter).sort({ _id: 1 }).limit(4).toArray();
          const of = { _id: { $in: chosen.map(({ _id }) => _id) } };
          if (round % 5 === 4) return (await collection.deleteMany(of)).deletedCount;
          // A path through a scalar fails half-way, in the order of the documents, which is the same.
          return collection.updateMany(of, update as Document).then(
            ({ modifiedCount }) => modifiedCount,
            (error: unknown) => (error as { code?: unknown }).code,
          );
        }),
      );
      expect(outcomes[0]).toEqual(outcomes[1]);
    }
    const all = await plain.find().sort({ _id: 1 }).toArray();
    expect(await indexed.find().sort({ _id: 1 }).toArray()).toEqual(all);
    for (let round = 0; round < 25; round += 1) {
      const filter = randomFilter(random);
      expect({ filter, count: await indexed.countDocuments(filter) }).toEqual({
        filter,
        count: await plain.countDocuments(filter),
      });
    }
  });
});
