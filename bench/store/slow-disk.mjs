// The store's worker on a disk whose flush takes `flushMs` longer: each commit of lmdb is told so much later.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { workerData } from 'node:worker_threads';
import { open } from 'lmdb';

const directory = mkdtempSync(join(tmpdir(), 'reeve-bench-'));
const any = open({ path: directory });
const prototype = Object.getPrototypeOf(any);
const { batch } = prototype;
prototype.batch = async function slowBatch(...args) {
  const result = await batch.apply(this, args);
  await setTimeout(workerData.flushMs);
  return result;
};
await any.close();
rmSync(directory, { recursive: true });
await import('../../dist/embedded-worker.js');
