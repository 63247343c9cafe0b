import { expect, test } from '@jest/globals';
import { compareWithReference } from '../../support/reference-comparison.js';

const REQUESTS = 100_000;

test(`the engine and the reference evaluator agree on ${REQUESTS} random requests`, () => {
  const verdicts = compareWithReference(REQUESTS, 20261123);
  // The worlds are no good when nearly every answer is the same.
  expect(verdicts.size).toBe(3);
  for (const count of verdicts.values()) expect(count).toBeGreaterThan(REQUESTS / 20);
});
