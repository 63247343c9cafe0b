import { parentPort, workerData } from 'node:worker_threads';
import { StoreOwnedError } from './ownership.js';
import { startStoreServer, type StoreServerOptions } from './store-server.js';
import type { FromWorker, ToWorker } from './worker-messages.js';

/** The worker thread of `startEmbeddedStore`: opens the store, says so, and closes it when it is asked to. */
async function main(): Promise<void> {
  const port = parentPort;
  if (port === null) throw new Error('this module runs as a worker thread');
  const say = (message: FromWorker): void => {
    port.postMessage(message);
  };
  try {
    const server = await startStoreServer(workerData as StoreServerOptions);
    // The only message is the request to close.
    port.on('message', (_message: ToWorker) => {
      void server.close().then(() => {
        say({ kind: 'closed' });
        port.close();
      });
    });
    say({ kind: 'ready', uri: server.uri });
  } catch (error) {
    const owned = error instanceof StoreOwnedError ? { dataDir: error.dataDir, uri: error.uri } : undefined;
    const { code } = error as { code?: string };
    say({ kind: 'failed', message: error instanceof Error ? error.message : String(error), code, owned });
    port.close();
  }
}

void main();
