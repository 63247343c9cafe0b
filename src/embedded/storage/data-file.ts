import { open } from 'node:fs/promises';
import { dataFile, environmentPath } from './environment.js';
import { StoreFormatError } from './format-error.js';

/** Of LMDB's meta page (mdb.c, MDB_page_header and MDB_meta): after 24 bytes of page header comes the magic number. */
const MAGIC_OFFSET = 24;
const MAGIC = 0xbeefc0de;

/** Whether a directory has a store's file, whatever is in it. */
export async function hasDataFile(directory: string): Promise<boolean> {
  return (await readHead(dataFile(environmentPath(directory)))).length > 0;
}

/**
 * Throws StoreFormatError if the data file of a directory is not LMDB's: LMDB itself would end the process. No file,
 * or an empty one, is a new store. `shownAs` is what the error calls it.
 */
export async function checkDataFile(
  directory: string,
  shownAs = dataFile(environmentPath(directory)),
): Promise<void> {
  const path = dataFile(environmentPath(directory));
  const head = await readHead(path);
  if (head.length === 0) return;
  if (head.length < MAGIC_OFFSET + 4 || head.readUInt32LE(MAGIC_OFFSET) !== MAGIC) {
    throw new StoreFormatError(`${shownAs} is not a store's file, or its first page is damaged`);
  }
}

async function readHead(path: string): Promise<Buffer> {
  const head = Buffer.alloc(MAGIC_OFFSET + 4);
  try {
    const file = await open(path, 'r');
    try {
      const { bytesRead } = await file.read(head, 0, head.length, 0);
      return head.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return Buffer.alloc(0);
    throw error;
  }
}
