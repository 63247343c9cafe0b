import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Collection, Document } from 'mongodb';
import { storeUnderTest, type StoreUnderTest } from '../support/store-under-test.js';
import { randomDocument, randomFilter } from '../unit/embedded/query/random-filters.js';
import { pick, randomSource } from '../unit/embedded/query/random-values.js';

let store: StoreUnderTest;

beforeAll(async () => {
  store = await storeUnderTest();
});

afterAll(async () => store.close());

const indexSets: Record<string, readonly Document[]> = {
  single: [{ a: 1 }, { b: -1 }, { 'a.b': 1 }],
  compound: [
    { 'a.b': 1, 'a.a': -1 },
    { 'b.a': -1, _id: 1 },
  ],
  descending: [{ a: -1 }, { 'b.a': -1 }],
};

async function insertIndexable(collection: Collection, documents: readonly Document[]): Promise<void> {
  // documents that an index cannot hold (parallel arrays, an ambiguous path) are not the subject here
  await collection.insertMany([...documents], { ordered: false }).catch(() => undefined);
}

describe.each(Object.entries(indexSets))('with indexes %s', (name, patterns) => {
  test('any query answers what a scan answers, in the same order', async () => {
    const random = randomSource(name.length * 31);
    const db = store.database();
    const indexed = db.collection<Document & { _id: number }>('indexed');
    const plain = db.collection<Document & { _id: number }>('plain');
    for (const pattern of patterns) await indexed.createIndex(pattern, {}, {});
    const documents = Array.from({ length: 150 }, (_, _id) => ({ _id, ...randomDocument(random) }));
    await insertIndexable(indexed as unknown as Collection, documents);
    const kept = await indexed.find().sort({ _id: 1 }).toArray();
    expect(kept.length).toBeGreaterThan(60);
    await plain.insertMany(kept);

    for (let round = 0; round < 150; round += 1) {
      const filter = randomFilter(random);
      const sort = pick(random, [
        {},
        { a: 1, _id: 1 },
        { b: -1, _id: 1 },
        { 'a.b': 1, _id: 1 },
        { _id: -1 },
      ] as const);
      const isSorted = Object.keys(sort).length > 0;
      const ids = async (collection: typeof plain): Promise<readonly number[]> => {
        const cursor = collection.find(filter, { projection: { _id: 1 } });
        const found = await (isSorted ? cursor.sort(sort) : cursor).toArray();
        const list = found.map(({ _id }) => _id);
        return isSorted ? list : list.sort((a, b) => a - b);
      };
      const [through, scanned] = [await ids(indexed), await ids(plain)];
      expect({ filter, sort, ids: through }).toEqual({ filter, sort, ids: scanned });
      expect(await indexed.countDocuments(filter)).toBe(scanned.length);
    }
  });
});
