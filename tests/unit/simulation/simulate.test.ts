import { expect, test } from '@jest/globals';
import { realmDouble } from '../../support/token-doubles.js';
import { simulateDocuments } from '../../../src/features/simulation/simulate.js';
import { InvalidInputError } from '../../../src/kernel/errors.js';

const names = (count: number, of: string): string[] => Array.from({ length: count }, (_, at) => `${of}${at}`);
const holding = (Action: string[]) => ({
  identityPolicies: [
    { document: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource: '*' }] } },
  ],
  actions: names(20, 'orders:Do'),
});

test('every pattern counts, not only every statement', async () => {
  const input = { ...holding(names(1500, 'a:')), resources: names(50, 'order/') };
  const refused = await simulateDocuments(realmDouble('acme'), input).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(InvalidInputError);
  expect((refused as InvalidInputError).issues).toEqual([
    { path: ['input', 'actions'], message: expect.stringContaining('at most 500000') },
  ]);
  const fewer = await simulateDocuments(realmDouble('acme'), { ...input, resources: names(10, 'order/') });
  expect(fewer.decisions).toHaveLength(200);
});

test('others are served in between', async () => {
  let turns = 0;
  const turn = (): void => {
    turns += 1;
    next = setImmediate(turn);
  };
  let next = setImmediate(turn);
  await simulateDocuments(realmDouble('acme'), {
    ...holding(names(1500, 'a:')),
    resources: names(10, 'order/'),
  });
  clearImmediate(next);
  expect(turns).toBeGreaterThan(5);
});
