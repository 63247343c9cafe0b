import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Document } from 'mongodb';
import { compareQueries, indexSets, twins } from '../support/index-equivalence.js';
import { storeUnderTest, type StoreUnderTest } from '../support/store-under-test.js';
import { randomDocument, randomFilter } from '../unit/embedded/query/random-filters.js';
import { pick, randomSource } from '../unit/embedded/query/random-values.js';

// tests/long/store-index-equivalence.test.ts asks many more questions.

let store: StoreUnderTest;

beforeAll(async () => {
  store = await storeUnderTest();
});

afterAll(async () => store.close());

/** A seed of its own for each set. */
const seedOf = (name: string): number => Buffer.from(name).reduce((sum, byte) => sum * 31 + byte, 7) | 0;

describe.each(Object.entries(indexSets))('with indexes %s', (name, indexes) => {
  test('any query answers what a scan answers, in the same order', async () => {
    const random = randomSource(seedOf(name));
    const both = await twins(store.database(), indexes, random);
    // Else the two would be the same scan.
    expect(await compareQueries(both, indexes, random, 60)).toBeGreaterThan(8);
  });

  test('they answer the same after updates and deletes by random filters', async () => {
    const random = randomSource(seedOf(name) + 1);
    const { indexed, plain } = await twins(store.database(), indexes, random);
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
