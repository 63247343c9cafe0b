import { Storage } from '../../src/embedded/storage/storage.js';
import { startStoreServer } from '../../src/embedded/store-server.js';
import type { Opening } from './store-process.js';

/*
 * Serves a store that acknowledges what is not flushed yet, as serve-store.mjs serves a sound one: a test that cannot
 * tell the two apart tests nothing.
 */
const commit = Reflect.get<Storage, 'commit'>(Storage.prototype, 'commit');
Storage.prototype.commit = function (this: Storage, writes) {
  commit.call(this, writes).catch(() => undefined);
  return Promise.resolve();
};

const { uri } = await startStoreServer({ dataDir: process.argv[2] ?? '' });
process.on('disconnect', () => process.exit(1));
process.send?.({ kind: 'ready', uri } satisfies Opening);
