// `node host.mjs DATA_DIR`: the embedded store as the server runs it, in a process of its own. With FLUSH_MS in the
// environment as on a disk whose flush takes so much longer. Prints {uri, milliseconds} once it listens.
import { startEmbeddedStore } from '../../dist/embedded-store.js';

const slowDisk = new URL('./slow-disk.mjs', import.meta.url);
const workerUrl = process.env.FLUSH_MS === undefined ? undefined : slowDisk;
const started = performance.now();
const store = await startEmbeddedStore({ dataDir: process.argv[2], workerUrl });
console.log(JSON.stringify({ uri: store.uri, milliseconds: performance.now() - started }));
process.once('SIGTERM', () => store.close());
