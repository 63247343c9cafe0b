import { statfs } from 'node:fs/promises';
import { constants } from 'node:os';

/** There was no room for what was to be flushed; nothing of it was written. */
export class DiskFullError extends Error {
  override readonly name = 'DiskFullError';
}

/** LMDB's own limit, the size of its map. */
const MAP_FULL = -30_792;
/** On Linux, the quota of a user or folder; Node names it on POSIX alone. */
const FULL = new Set<unknown>([constants.errno.ENOSPC, constants.errno.EDQUOT, MAP_FULL]);
/** A file system may keep a little to itself that no write gets. */
const NOTHING_LEFT_BYTES = 2 ** 20;

/**
 * Why LMDB could not write in the folder `path`: DiskFullError for want of room, else the error as it is. A write that
 * ends early, as the last one on a full disk does, is EIO to LMDB; then the file system says whether it is full.
 */
export async function asDiskFull(error: unknown, path: string): Promise<unknown> {
  if (!(error instanceof Error) || !('code' in error)) return error;
  const isFull = FULL.has(error.code) || (error.code === constants.errno.EIO && (await hasNoRoom(path)));
  return isFull ? new DiskFullError(error.message, { cause: error }) : error;
}

async function hasNoRoom(path: string): Promise<boolean> {
  try {
    const { bavail, bsize } = await statfs(path);
    return bavail * bsize < NOTHING_LEFT_BYTES;
  } catch {
    return false;
  }
}
