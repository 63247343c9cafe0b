import { expect, test } from '@jest/globals';
import { MongoClient } from 'mongodb';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { anomalies } from '../support/history.js';
import { recordHistory } from '../support/isolation-workload.js';
import { startStoreProcess } from '../support/store-process.js';
import { randomSource } from '../unit/embedded/query/random-values.js';

const OPERATIONS = 100_000;
const CLIENTS = 32;
const SEED = Number(process.env['SEED'] ?? Date.now() % 2 ** 31);

test(`${String(OPERATIONS)} operations of ${String(CLIENTS)} clients at once are snapshot-isolated`, async () => {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'store-isolation-'));
  const store = await startStoreProcess(dataDir);
  const client = await MongoClient.connect(store.uri);
  try {
    const history = await recordHistory({
      client,
      db: client.db('lists'),
      clients: CLIENTS,
      operations: OPERATIONS,
      random: randomSource(SEED),
    });
    const aborted = history.filter(({ outcome }) => outcome === 'aborted').length;
    console.log(
      `seed ${String(SEED)}: ${String(history.length)} operations, ${String(aborted)} of them aborted`,
    );
    expect({ seed: SEED, wrong: anomalies(history).slice(0, 10) }).toEqual({ seed: SEED, wrong: [] });
    expect(await client.db('admin').command({ storeCheck: 1 })).toMatchObject({ problems: [] });
    expect(aborted).toBeGreaterThan(OPERATIONS / 100);
    expect(aborted).toBeLessThan(OPERATIONS * 0.8);
  } finally {
    await client.close();
    await store.close();
    await rm(dataDir, { recursive: true, force: true });
  }
});
