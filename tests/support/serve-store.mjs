// Serves an embedded store from its bundled worker in a process of its own: node serve-store.mjs DATA_DIR.
// Says {uri} or {failed} to its parent, and closes the store when the parent says 'close'.
import { Worker } from 'node:worker_threads';

const workerUrl = new URL('../../dist/embedded-worker.js', import.meta.url);
const worker = new Worker(workerUrl, { workerData: { dataDir: process.argv[2] } });
worker.on('message', (message) => process.send?.(message));
worker.on('exit', () => process.exit(0));
process.on('message', (message) => worker.postMessage(message));
process.on('disconnect', () => process.exit(1));
