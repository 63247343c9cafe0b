import { stat } from 'node:fs/promises';
import { checkDataFile } from './data-file.js';
import { dataFile, environmentPath } from './environment.js';
import { StoreDamagedError } from './format-error.js';
import { pageProblems } from './pages.js';

/** A file up to here is looked through at every opening, in a tenth of a second; a larger one after a crash. */
const SMALL_BYTES = 64 * 2 ** 20;

/**
 * Throws StoreDamagedError if the trees in the data file of a directory are damaged, before LMDB reads it. The caller
 * owns the directory; `afterCrash` says that the owner before did not end by itself. Throws StoreFormatError for a file
 * that is no store's.
 */
export async function refuseDamagedPages(
  directory: string,
  { afterCrash }: { afterCrash: boolean },
): Promise<void> {
  await checkDataFile(directory);
  const path = dataFile(environmentPath(directory));
  const size = await stat(path).then(
    (found) => found.size,
    () => 0,
  );
  if (size === 0 || (size > SMALL_BYTES && !afterCrash)) return;
  const [first] = pageProblems(path);
  if (first === undefined) return;
  throw new StoreDamagedError(`${path} is damaged: ${first}; nothing was changed; restore a backup`);
}
