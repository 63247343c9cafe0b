import { expect, test } from '@jest/globals';
import { MongoClient } from 'mongodb';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startStoreProcess } from '../support/store-process.js';
import {
  type Attempt,
  prepareTransfers,
  settleTransfers,
  tornTransfers,
  writeTransfers,
} from '../support/transfers.js';
import { randomSource } from '../unit/embedded/query/random-values.js';

const ROUNDS = 200;
const WRITERS = 6;
/** So that what is stored, and what a round costs, does not grow for ever. */
const ROUNDS_PER_STORE = 20;
/** Far more than a slow disk takes. */
const STALLED_MS = 60_000;
const SEED = Number(process.env['SEED'] ?? Date.now() % 2 ** 31);

interface Tally {
  acknowledged: number;
  unacknowledged: number;
}

/** Starts the store, checks what the rounds before left, lets writers run, and kills it. */
async function round(dataDir: string, attempts: Attempt[], random: () => number): Promise<void> {
  const store = await startStoreProcess(dataDir);
  const client = new MongoClient(store.uri, { serverSelectionTimeoutMS: 200, retryWrites: false });
  let killed = false;
  try {
    const db = client.db('bank');
    if (attempts.length === 0) await prepareTransfers(db, WRITERS);
    await verify(client, attempts);
    const before = attempts.length;
    const writers = Array.from({ length: WRITERS }, (_, writer) =>
      writeTransfers({
        client,
        db,
        writer,
        from: attempts.filter((attempt) => attempt.writer === writer).length,
        random,
        now: () => performance.now(),
        stopped: () => killed,
        attempts,
      }),
    );
    await begun(attempts, before + 2 + Math.floor(random() * 60));
    await sleep(random() * 8);
    killed = true;
    await store.kill9();
    await given(Promise.all(writers));
  } finally {
    await given(client.close());
    await store.kill9();
  }
}

/**
 * Waits no longer than a driver needs that hears of what became of its connection: an operation that is written just when
 * the connection is gone waits for ever, and so does whoever waits for the operation.
 */
async function given(work: Promise<unknown>): Promise<void> {
  await Promise.race([work, sleep(5000)]);
}

/** Resolves once so many transactions have begun. */
async function begun(attempts: readonly Attempt[], count: number): Promise<void> {
  for (let waited = 0; attempts.length < count; waited++) {
    if (waited > STALLED_MS)
      throw new Error(`writers stand still after ${String(attempts.length)} transactions`);
    await sleep(1);
  }
}

async function verify(client: MongoClient, attempts: Attempt[]): Promise<void> {
  const db = client.db('bank');
  expect({ seed: SEED, wrong: await tornTransfers(db, attempts) }).toEqual({ seed: SEED, wrong: [] });
  expect(await client.db('admin').command({ storeCheck: 1 })).toMatchObject({ problemCount: 0 });
  await settleTransfers(db, attempts);
}

test(`${String(ROUNDS)} rounds of transactions and kill -9: each one is there wholly or not at all, if acknowledged wholly`, async () => {
  const random = randomSource(SEED);
  const tally: Tally = { acknowledged: 0, unacknowledged: 0 };
  for (let done = 0; done < ROUNDS;) {
    const dataDir = await mkdtemp(path.join(tmpdir(), 'store-kill-'));
    const attempts: Attempt[] = [];
    try {
      for (let i = 0; i < ROUNDS_PER_STORE && done < ROUNDS; i++, done++) {
        const before = attempts.length;
        await round(dataDir, attempts, random);
        for (const { acknowledged, aborted } of attempts.slice(before)) {
          if (acknowledged !== undefined) tally.acknowledged++;
          else if (!aborted) tally.unacknowledged++;
        }
      }
      const store = await startStoreProcess(dataDir);
      const client = await MongoClient.connect(store.uri);
      try {
        await verify(client, attempts);
      } finally {
        await client.close();
        await store.close();
      }
    } finally {
      await rm(dataDir, { recursive: true, force: true });
    }
  }
  console.log(`seed ${String(SEED)}: ${JSON.stringify(tally)}`);
  // Kills did meet transactions that were under way.
  expect(tally.acknowledged).toBeGreaterThan(ROUNDS);
  expect(tally.unacknowledged).toBeGreaterThan(ROUNDS);
});
