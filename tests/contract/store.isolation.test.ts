import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { anomalies } from '../support/history.js';
import { recordHistory } from '../support/isolation-workload.js';
import { storeUnderTest, type StoreUnderTest } from '../support/store-under-test.js';
import { randomSource } from '../unit/embedded/query/random-values.js';

// The same with 100,000 operations is in tests/long/store-isolation.test.ts.

let store: StoreUnderTest;

beforeAll(async () => {
  store = await storeUnderTest();
});
afterAll(async () => store.close());

test('what 32 clients at once see of a few lists is snapshot isolation', async () => {
  const client = store.client({ readConcernLevel: 'majority', w: 'majority' });
  const history = await recordHistory({
    client,
    db: client.db(store.database().databaseName),
    clients: 32,
    operations: 2_000,
    random: randomSource(20261125),
  });
  const committed = history.filter(({ outcome }) => outcome === 'committed');
  expect(anomalies(history)).toEqual([]);
  // Clients did meet: some transactions ended in conflicts, and most did not.
  expect(history.length - committed.length).toBeGreaterThan(50);
  expect(committed.length).toBeGreaterThan(500);
});
