import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { build, stop } from 'esbuild';
import { MongoClient } from 'mongodb';
import { existsSync, statSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { startStoreServer } from '../../src/embedded/store-server.js';
import {
  compileRecorder,
  diskAfterPowerCut,
  readRecording,
  recordingEnvironment,
} from '../support/recorded-disk.js';
import { startStoreProcess } from '../support/store-process.js';
import { type Attempt, prepareTransfers, tornTransfers, writeTransfers } from '../support/transfers.js';
import { pick, randomSource } from '../unit/embedded/query/random-values.js';

// A power cut: the disk has what was flushed, and any part of the rest.

const WRITERS = 6;
const TRANSACTIONS = 300;
const CUTS = 200;
/** Where the files are opened that a cut left: their disk need not be a real one. */
const MEMORY = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
/** Far more than a slow disk takes. */
const STALLED_MS = 60_000;
const SEED = Number(process.env['SEED'] ?? Date.now() % 2 ** 31);

let folder: string;
let recorder: string;
let impossible: string | undefined;
/** In dist/, from where it finds the packages that are not bundled. */
const careless = fileURLToPath(new URL('../../dist/careless-store.mjs', import.meta.url));

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'store-power-cut-'));
  recorder = path.join(folder, 'recorder.so');
  ({ impossible } = compileRecorder(recorder));
  if (impossible !== undefined) return;
  await build({
    entryPoints: [fileURLToPath(new URL('../support/serve-careless-store.ts', import.meta.url))],
    outfile: careless,
    bundle: true,
    format: 'esm',
    platform: 'node',
    external: ['lmdb'],
  });
  await stop();
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
  await rm(careless, { force: true });
});

interface Run {
  readonly recording: string;
  readonly attempts: readonly Attempt[];
  /** Where in the recording the writers began. */
  readonly start: number;
}

/** Lets writers run against a recorded store, and notes where in the recording each acknowledgement was heard. */
async function recordedRun(name: string, script?: string): Promise<Run> {
  const recording = path.join(folder, `${name}.recording`);
  const env = recordingEnvironment(recorder, recording);
  const dataDir = path.join(folder, name);
  const store = await startStoreProcess(dataDir, { env, ...(script === undefined ? {} : { script }) });
  const client = new MongoClient(store.uri, { serverSelectionTimeoutMS: 500, retryWrites: false });
  const now = (): number => statSync(recording).size;
  const attempts: Attempt[] = [];
  const random = randomSource(SEED);
  let stopped = false;
  try {
    const db = client.db('bank');
    await prepareTransfers(db, WRITERS);
    // A store that acknowledges too early may not have flushed yet what the writers need.
    await sleep(1_000);
    const start = now();
    const writers = Array.from({ length: WRITERS }, (_, writer) =>
      writeTransfers({ client, db, writer, from: 0, random, now, stopped: () => stopped, attempts }),
    );
    for (let waited = 0; attempts.length < TRANSACTIONS; waited++) {
      if (waited > STALLED_MS) throw new Error('the writers stand still');
      await sleep(1);
    }
    stopped = true;
    await Promise.all(writers);
    return { recording, attempts, start };
  } finally {
    await client.close();
    await store.kill9();
  }
}

/** What a store says that opens what a power cut left. */
async function afterCut(disk: Buffer, attempts: readonly Attempt[], at: number): Promise<string[]> {
  const dataDir = await mkdtemp(path.join(MEMORY, 'store-cut-'));
  await mkdir(path.join(dataDir, 'store'));
  await writeFile(path.join(dataDir, 'store', 'data.mdb'), disk);
  const store = await startStoreServer({ dataDir });
  const client = new MongoClient(store.uri);
  try {
    const wrong = await tornTransfers(client.db('bank'), attempts, at);
    const { problems } = await client.db('admin').command({ storeCheck: 1 });
    return [...wrong, ...(problems as { message: string }[]).map(({ message }) => message)];
  } finally {
    await client.close();
    await store.close();
    await rm(dataDir, { recursive: true });
  }
}

interface Finding {
  readonly at: number;
  readonly keeps: number;
  readonly wrong: readonly string[];
}

/** Cuts the power where an acknowledgement has just been heard, and anywhere; some of the rest is there, or none. */
async function cuts({ recording, attempts, start }: Run, count: number): Promise<Finding[]> {
  const events = readRecording(recording);
  const random = randomSource(SEED + 1);
  const ends = events.map(({ end }) => end).filter((end) => end > start);
  const heard = attempts.map(({ acknowledged }) => acknowledged ?? 0).filter((position) => position > 0);
  expect(heard.length).toBeGreaterThan(TRANSACTIONS / 2);
  const findings: Finding[] = [];
  for (let i = 0; i < count; i++) {
    const at = pick(random, i % 2 === 0 ? heard : ends);
    const keeps = pick(random, [0, 0, 0.2, 0.5, 0.9]);
    const disk = diskAfterPowerCut(events, at, () => random() < keeps);
    const wrong = await afterCut(disk, attempts, at);
    if (wrong.length > 0) findings.push({ at, keeps, wrong: wrong.slice(0, 3) });
  }
  return findings;
}

function skipped(): boolean {
  if (impossible === undefined) return false;
  console.warn(`SKIPPED: ${impossible}`);
  return true;
}

describe('a power cut that drops what was not flushed', () => {
  test(`${String(CUTS)} of them lose no acknowledged transaction and leave none in part`, async () => {
    if (skipped()) return;
    const findings = await cuts(await recordedRun('sound'), CUTS);
    expect({ seed: SEED, findings }).toEqual({ seed: SEED, findings: [] });
  });

  test('are seen to lose transactions of a store that acknowledges before it has flushed', async () => {
    if (skipped()) return;
    const findings = await cuts(await recordedRun('careless', careless), 20);
    const lost = findings.filter(({ wrong }) =>
      wrong.some((sentence) => sentence.includes('was acknowledged')),
    );
    expect(lost.length).toBeGreaterThan(0);
  });
});
