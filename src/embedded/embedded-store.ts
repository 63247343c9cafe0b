import { Worker } from 'node:worker_threads';
import { StoreOwnedError, releaseOwnLock } from './ownership.js';
import { StoreDamagedError, StoreFormatError } from './storage/format-error.js';
import type { FromWorker, ToWorker } from './worker-messages.js';

export { findRunningStore } from './address.js';
export { StoreOwnedError } from './ownership.js';
export { StoreDamagedError, StoreFormatError } from './storage/format-error.js';

export interface EmbeddedStoreOptions {
  /** Where the data is; ':memory:' for a throw-away store. */
  dataDir: string;
  /** Where the socket is, if not in `dataDir`. */
  socketDir?: string;
  /** The bundled worker; by default the file beside the bundle that calls this. */
  workerUrl?: URL;
  /** Called if the store's thread ends by itself after it was ready: nothing is served any more. */
  onFailure?: (error: Error) => void;
}

export interface EmbeddedStore {
  /** For the official MongoDB driver. */
  readonly uri: string;
  /** Ends connections, flushes, and gives the directory up. */
  close(): Promise<void>;
}

/**
 * How much the thread makes before what is dead of it is collected. Documents lie outside V8's heap: with Node's own
 * young generation (48 MB in Node 20, 192 in Node 24) so many of them are waiting that V8 collects the whole heap ten
 * times a second.
 */
const YOUNG_GENERATION_MB = 24;

/**
 * Opens the store of `dataDir` in a worker thread and serves MongoDB's wire protocol on a Unix socket.
 * Throws StoreOwnedError (code STORE_OWNED) while another live process has it open, StoreFormatError (code
 * STORE_FORMAT) for a store that this version cannot read, and StoreDamagedError (code STORE_DAMAGED).
 */
export async function startEmbeddedStore(options: EmbeddedStoreOptions): Promise<EmbeddedStore> {
  const { dataDir, socketDir, workerUrl = new URL('./embedded-worker.js', import.meta.url) } = options;
  const worker = new Worker(workerUrl, {
    workerData: { dataDir, socketDir },
    name: 'embedded-store',
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION_MB },
  });
  const exited = new Promise<void>((resolve) =>
    worker.once('exit', () => {
      resolve();
    }),
  );
  const uri = await ready(worker, dataDir);
  let closing: Promise<void> | undefined;
  let closed = false;
  worker.on('message', (message: FromWorker) => (closed ||= message.kind === 'closed'));
  let reason: unknown;
  worker.on('error', (error: unknown) => {
    reason = error;
  });
  void exited.then(() => {
    if (closed) return;
    if (dataDir !== ':memory:') releaseOwnLock(dataDir);
    const said =
      typeof reason === 'object' && reason !== null && 'message' in reason
        ? `: ${String(reason.message)}`
        : '';
    options.onFailure?.(new Error(`the thread of the store in ${dataDir} ended${said}`, { cause: reason }));
  });
  return {
    uri,
    close: () => {
      closing ??= (async () => {
        worker.postMessage('close' satisfies ToWorker);
        await exited;
      })();
      return closing;
    },
  };
}

function ready(worker: Worker, dataDir: string): Promise<string> {
  return new Promise((resolve, reject) => {
    worker.once('error', reject);
    worker.once('exit', () => {
      reject(new Error(`the store's worker ended before it had opened ${dataDir}`));
    });
    worker.once('message', (message: FromWorker) => {
      if (message.kind === 'ready') resolve(message.uri);
      else if (message.kind === 'failed') reject(failureOf(message));
      else reject(new Error(`unexpected '${message.kind}'`));
    });
  });
}

/** The worker's error, as it was there. */
function failureOf({ message, code, owned }: Extract<FromWorker, { kind: 'failed' }>): Error {
  if (owned !== undefined) return new StoreOwnedError(owned.dataDir, owned.uri);
  if (code === 'STORE_DAMAGED') return new StoreDamagedError(message);
  if (code === 'STORE_FORMAT') return new StoreFormatError(message);
  return Object.assign(new Error(message), { code });
}
