import type { Config } from '../config/config.js';
import type { EmbeddedStore } from '../embedded/embedded-store.js';

/** The embedded store, whose start is under way. */
export type StartingStore = Promise<EmbeddedStore>;

/** Starts the embedded store. Imported on demand, so that a server on MongoDB never loads it. */
export async function startEmbedded(dataDir: string): Promise<EmbeddedStore> {
  const { startEmbeddedStore } = await import('../embedded/embedded-store.js');
  return startEmbeddedStore({ dataDir, onFailure: stopAtOnce });
}

/** Without its store a process can do nothing but answer errors; whoever supervises it starts it anew. */
function stopAtOnce({ message }: Error): void {
  console.error(
    `Stopping: ${message}. What was acknowledged is on disk. If it happens again, run \`reeve store check\`.`,
  );
  process.exit(1);
}

/**
 * Begins the start of the embedded store, unless the configuration names a MongoDB. Its thread boots while the caller's
 * reads the rest of the program from disk. A failure waits until somebody awaits the promise.
 */
export function startStoreEarly({ store }: Pick<Config, 'store'>): StartingStore | undefined {
  if (store.kind !== 'embedded') return undefined;
  const starting = startEmbedded(store.dataDir);
  starting.catch(() => undefined);
  return starting;
}
