import { expect, test } from '@jest/globals';
import type { IndexDescription } from 'mongodb';
import { compareQueries, indexSets, twins } from '../support/index-equivalence.js';
import { storeUnderTest } from '../support/store-under-test.js';
import { pick, randomSource } from '../unit/embedded/query/random-values.js';

const ROUNDS = Number(process.env['ROUNDS'] ?? 60);
const QUESTIONS = 300;
const SEED = Number(process.env['SEED'] ?? Date.now() % 2 ** 31);

/** Some indexes of all sets, so that the planner has a choice. */
function someIndexes(random: () => number): readonly IndexDescription[] {
  const all = Object.values(indexSets).flat();
  const chosen = Array.from({ length: 1 + Math.floor(random() * 5) }, () => pick(random, all));
  const byName = new Map(chosen.map((index) => [JSON.stringify(index.key), index]));
  return [...byName.values()];
}

test(`${String(ROUNDS * QUESTIONS)} random questions answer the same through indexes as by scanning`, async () => {
  const store = await storeUnderTest();
  try {
    let indexUses = 0;
    for (let round = 0; round < ROUNDS; round += 1) {
      const seed = SEED + round;
      console.log(`seed ${String(seed)}`);
      const random = randomSource(seed);
      const indexes = someIndexes(random);
      const db = store.database();
      indexUses += await compareQueries(await twins(db, indexes, random), indexes, random, QUESTIONS);
      await db.dropDatabase();
    }
    expect(indexUses).toBeGreaterThan((ROUNDS * QUESTIONS) / 20);
  } finally {
    await store.close();
  }
});
