import { chmod, mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { seal } from './checksum.js';
import { dataFile, type Environment, environmentPath, openEnvironment } from './environment.js';
import { decodeMeta, encodeMeta, META_KEY } from './format.js';
import type { Key } from './keys.js';
import { ALL_SPACES, CATALOG, type Space } from './layer.js';
import type { LmdbSpace } from './lmdb-reader.js';
import { WHOLE_SPACE } from './reader.js';

/** A record as it is stored, with its checksum. */
interface SealedRecord {
  readonly space: Space;
  readonly key: Key;
  readonly sealed: Buffer;
}

/** Records of one transaction, so that neither its memory nor its number of flushes grows with the store. */
const BATCH_BYTES = 16 * 2 ** 20;

/** Where a new data file is made, laid out as a data directory is. */
export const unfinishedPath = (directory: string): string => join(directory, 'store.unfinished');

/** Removes what a rewrite that was interrupted left behind. */
export async function removeUnfinished(directory: string): Promise<void> {
  await rm(unfinishedPath(directory), { recursive: true, force: true });
}

/**
 * Writes records into a new data file beside the one of the directory; `replaceDataFile` then puts it in its place. The
 * records of each space come in the order of their keys. Until then nothing has changed.
 */
async function writeRecords(directory: string, records: Iterable<SealedRecord>): Promise<void> {
  await removeUnfinished(directory);
  const environment = openEnvironment(environmentPath(unfinishedPath(directory)), { sync: true });
  try {
    const rest = records[Symbol.iterator]();
    while (writeBatch(environment, rest)) continue;
  } finally {
    await environment.root.close();
  }
}

/** Puts the unfinished data file in the place of the directory's, at once: whole or not at all. */
export async function replaceDataFile(directory: string): Promise<void> {
  const target = environmentPath(directory);
  const made = dataFile(environmentPath(unfinishedPath(directory)));
  await mkdir(target, { recursive: true, mode: 0o700 });
  await chmod(made, 0o600);
  await syncPath(made);
  await rename(made, dataFile(target));
  await syncPath(target);
  await removeUnfinished(directory);
}

/** Writes what a store of format 1 holds in this format, every record with its checksum, as `writeRecords` does. */
export function writeUpgraded(directory: string, from: Environment): Promise<void> {
  return writeRecords(directory, upgraded(from));
}

function* upgraded({ spaces }: Environment): Generator<SealedRecord> {
  for (const space of ALL_SPACES) {
    const all = { start: WHOLE_SPACE.lower, end: WHOLE_SPACE.upper };
    for (const { key, value } of (spaces[space] as LmdbSpace).getRange(all)) {
      const isMeta = space === CATALOG && key === META_KEY;
      yield { space, key, sealed: seal(space, key, isMeta ? encodeMeta(decodeMeta(value).nextId) : value) };
    }
  }
}

/** One transaction of records; false after the last. */
function writeBatch({ root, spaces }: Environment, records: Iterator<SealedRecord>): boolean {
  return root.transactionSync(() => {
    for (let bytes = 0; bytes < BATCH_BYTES;) {
      const next = records.next();
      if (next.done === true) return false;
      const { space, key, sealed } = next.value;
      bytes += key.length + sealed.length;
      // In order: LMDB then fills its pages.
      (spaces[space] as LmdbSpace).putSync(key, sealed, { append: true });
    }
    return true;
  });
}

/** The size of the directory's data file in bytes. */
export async function dataFileSize(directory: string): Promise<number> {
  return (await stat(dataFile(environmentPath(directory)))).size;
}

/** Flushes a file, or the names in a folder. */
export async function syncPath(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
