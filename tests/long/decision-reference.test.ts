import { expect, test } from '@jest/globals';
import { compareWithReference } from '../support/reference-comparison.js';

const REQUESTS = 1_000_000;

test(`the engine and the reference evaluator agree on ${REQUESTS} random requests, others each day`, () => {
  const seed = Math.floor(Date.now() / 86_400_000);
  expect(compareWithReference(REQUESTS, seed).size).toBe(3);
}, 600_000);
