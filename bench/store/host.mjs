// `node host.mjs DATA_DIR [FLUSH_MS]`: the embedded store as the server runs it, in a worker thread of its own process.
// With FLUSH_MS as on a disk whose flush takes so much longer. Prints {uri, milliseconds} once it listens.
import { Worker } from 'node:worker_threads';

const [dataDir, flushMs] = process.argv.slice(2);
const started = performance.now();
const entry = flushMs === undefined ? '../../dist/embedded-worker.js' : './slow-disk.mjs';
const worker = new Worker(new URL(entry, import.meta.url), {
  workerData: { dataDir, flushMs: Number(flushMs) },
  name: 'embedded-store',
});
worker.on('message', (message) => {
  if (message.kind === 'failed') throw new Error(message.message);
  if (message.kind === 'ready') {
    console.log(JSON.stringify({ uri: message.uri, milliseconds: performance.now() - started }));
  }
});
process.once('SIGTERM', () => worker.postMessage('close'));
