import { type Environment, environmentPath, openEnvironment } from './environment.js';
import { checkDataFile } from './data-file.js';
import { FORMAT_VERSION, readMeta, writeMeta } from './format.js';
import { StoreFormatError } from './format-error.js';
import { removeUnfinished, replaceDataFile, writeUpgraded } from './rewrite.js';
import { Storage } from './storage.js';

/**
 * Opens the storage of a directory, new or in any format up to this version's; an older one is brought to this one.
 * The caller owns the directory. Throws StoreFormatError for what this version cannot open, and leaves it as it is.
 */
export async function openStorage(
  directory: string,
  { temporary }: { temporary: boolean },
): Promise<Storage> {
  const environment = await openCurrent(directory, { sync: !temporary });
  return new Storage(environment, temporary ? directory : undefined);
}

/** The environment of a directory in this version's format. Otherwise as openStorage. */
async function openCurrent(directory: string, { sync }: { sync: boolean }): Promise<Environment> {
  const path = environmentPath(directory);
  await removeUnfinished(directory);
  await checkDataFile(directory);
  const environment = openEnvironment(path, { sync });
  try {
    const meta = readMeta(environment);
    if (meta === undefined) writeMeta(environment);
    if (meta === undefined || meta.formatVersion === FORMAT_VERSION) return environment;
    if (meta.formatVersion === 2) {
      // Its records are this format's too.
      writeMeta(environment, meta.nextId);
      return environment;
    }
    if (meta.formatVersion !== 1) throw new StoreFormatError(unknownFormat(meta.formatVersion));
    await writeUpgraded(directory, environment);
  } catch (error) {
    await environment.root.close();
    throw error instanceof StoreFormatError ? inDirectory(directory, error) : error;
  }
  await environment.root.close();
  await replaceDataFile(directory);
  return openEnvironment(path, { sync });
}

function unknownFormat(version: number): string {
  const advice =
    version > FORMAT_VERSION ? 'a newer version wrote it; run that one' : 'no version wrote that';
  return `it has on-disk format ${String(version)}, and this version reads up to ${String(FORMAT_VERSION)}: ${advice}`;
}

function inDirectory(directory: string, { message }: StoreFormatError): StoreFormatError {
  return new StoreFormatError(`the store in ${directory} cannot be opened: ${message}`);
}
