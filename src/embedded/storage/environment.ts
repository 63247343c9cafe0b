import { open, type RootDatabase } from 'lmdb';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Key } from './keys.js';
import { keyEncoder, valueEncoder } from './lmdb-codec.js';
import { SPACES } from './layer.js';
import type { LmdbSpace } from './lmdb-reader.js';

/** Virtual, not resident: LMDB maps this much address space, the file grows with its contents. */
const MAP_BYTES = 64 * 2 ** 30;
const MAX_READERS = 2_000;
/** LMDB's lock file: 64 bytes a reader, and its head. */
const LOCK_BYTES = (MAX_READERS + 64) * 64;

/** LMDB's name for the file that holds everything. */
const DATA_FILE = 'data.mdb';
const LOCK_FILE = 'lock.mdb';

/** The LMDB environment of a data directory. */
export interface Environment {
  /** The folder of its files. */
  readonly path: string;
  readonly root: RootDatabase<Buffer, Key>;
  /** By Space. */
  readonly spaces: readonly LmdbSpace[];
}

export function environmentPath(dataDir: string): string {
  return join(dataDir, 'store');
}

export function dataFile(path: string): string {
  return join(path, DATA_FILE);
}

/** Opens the environment in the folder `path`, made if it is not there; only its user may read what it makes. */
export function openEnvironment(path: string, { sync }: { sync: boolean }): Environment {
  const shared = { encoder: valueEncoder, keyEncoder };
  mkdirSync(path, { recursive: true, mode: 0o700 });
  allocateLockFile(path);
  // lmdb's types do not know permissionsMode; its source does (env.cpp).
  const options = {
    path,
    permissionsMode: 0o600,
    maxDbs: SPACES.length,
    maxReaders: MAX_READERS,
    mapSize: MAP_BYTES,
    noSync: !sync,
    overlappingSync: sync,
    // After a crash only what was flushed counts, not what the page cache of the same boot may still hold whole: it
    // holds less after a failed flush, and on a disk that was attached anew.
    safeRestore: true,
    // Every batch here is one of `batch`; lmdb's own would add promises that nobody can handle.
    eventTurnBatching: false,
    ...shared,
  };
  const root = open<Buffer, Key>(options);
  return { path, root, spaces: SPACES.map((name) => root.openDB<Buffer, Key>({ name, ...shared })) };
}

/**
 * LMDB makes its lock file as a hole and maps it: a reader whose place in it cannot be allocated any more, on a full
 * disk, would end the process.
 */
function allocateLockFile(path: string): void {
  try {
    writeFileSync(join(path, LOCK_FILE), Buffer.alloc(LOCK_BYTES), { flag: 'wx', mode: 0o600 });
  } catch {
    // It is there, or LMDB says why it cannot be.
  }
}
