import { constants } from 'node:fs';
import { access, chmod, copyFile, link, mkdir, rm, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { takeOwnership } from '../ownership.js';
import { hasDataFile } from '../storage/data-file.js';
import { dataFile, environmentPath } from '../storage/environment.js';
import { openStorage } from '../storage/open-storage.js';
import {
  dataFileSize,
  removeUnfinished,
  replaceDataFile,
  syncPath,
  unfinishedPath,
} from '../storage/rewrite.js';
import type { Storage } from '../storage/storage.js';
import { forgetChanges } from '../streams/oplog.js';
import { checkDirectory } from './check-directory.js';
import type { CheckReport } from './check-report.js';
import { MaintenanceError } from './maintenance-error.js';

/** Works with the store of a directory that no process has open. Throws StoreOwnedError, STORE_MISSING. */
async function owning<T>(dataDir: string, work: () => Promise<T>): Promise<T> {
  if (!(await hasDataFile(dataDir)))
    throw new MaintenanceError('STORE_MISSING', `there is no store in ${dataDir}`);
  const ownership = await takeOwnership(dataDir);
  try {
    return await work();
  } finally {
    ownership.release();
  }
}

/** Checks the store of a directory that no process has open. Throws StoreOwnedError, StoreFormatError, STORE_MISSING. */
export function check(dataDir: string): Promise<CheckReport> {
  return owning(dataDir, () => checkDirectory(dataDir));
}

/**
 * Copies the store of a directory that no process has open as Storage.copyTo does; one that is damaged is not copied,
 * for that may end the process. Throws as `check` does, and STORE_DAMAGED.
 */
export function copyOf(dataDir: string, path: string): Promise<void> {
  return owning(dataDir, async () => {
    await soundReport(dataDir, 'the store');
    await withStorage(dataDir, (storage) => storage.copyTo(path));
  });
}

/**
 * Makes `file`, one file with everything in the store, by `copy`, which writes an environment into the folder that it is
 * given. The copy is checked before it gets its name. Throws BACKUP_EXISTS, FOLDER_MISSING, STORE_DAMAGED.
 */
export async function backup(file: string, copy: (path: string) => Promise<void>): Promise<CheckReport> {
  const target = resolve(file);
  if (await exists(target)) throw new MaintenanceError('BACKUP_EXISTS', `${target} is there already`);
  if (!(await exists(dirname(target))))
    throw new MaintenanceError('FOLDER_MISSING', `there is no folder ${dirname(target)}`);
  const work = `${target}.unfinished-${String(process.pid)}`;
  await mkdir(work, { mode: 0o700 });
  try {
    await copy(environmentPath(work));
    const made = dataFile(environmentPath(work));
    const report = await soundReport(work, 'the store');
    await chmod(made, 0o600);
    await syncPath(made);
    // Unlike a rename, this replaces nothing.
    await link(made, target);
    await syncPath(dirname(target));
    return report;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/**
 * Makes the store of a directory from a backup, and checks it before. Never touches a store that is there: throws
 * STORE_EXISTS. Throws BACKUP_MISSING, STORE_DAMAGED, StoreFormatError, StoreOwnedError.
 */
export async function restore(dataDir: string, file: string): Promise<CheckReport> {
  const found = (await exists(file)) ? await stat(file) : undefined;
  if (found?.isFile() !== true)
    throw new MaintenanceError('BACKUP_MISSING', `there is no file ${resolve(file)}`);
  // LMDB would make a new store of it.
  if (found.size === 0)
    throw new MaintenanceError('STORE_DAMAGED', `the backup ${resolve(file)} is damaged: it is empty`);
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const ownership = await takeOwnership(dataDir);
  try {
    if (await hasDataFile(dataDir)) {
      throw new MaintenanceError(
        'STORE_EXISTS',
        `${dataDir} has a store already; restore into an empty DATA_DIR, or move ${environmentPath(dataDir)} away`,
      );
    }
    await removeUnfinished(dataDir);
    const work = unfinishedPath(dataDir);
    await mkdir(environmentPath(work), { recursive: true, mode: 0o700 });
    await copyFile(file, dataFile(environmentPath(work)), constants.COPYFILE_FICLONE);
    await chmod(dataFile(environmentPath(work)), 0o600);
    const report = await soundReport(work, `the backup ${resolve(file)}`, resolve(file));
    await withStorage(work, forgetChanges);
    await replaceDataFile(dataDir);
    return report;
  } finally {
    await removeUnfinished(dataDir);
    ownership.release();
  }
}

/** Rewrites the store of a directory that no process has open, without its free pages: answers its sizes in bytes. */
export async function compact(dataDir: string): Promise<{ before: number; after: number }> {
  return owning(dataDir, async () => {
    const before = await dataFileSize(dataDir);
    try {
      await soundReport(dataDir, 'the store');
      await withStorage(dataDir, (storage) => storage.copyTo(environmentPath(unfinishedPath(dataDir))));
      await soundReport(unfinishedPath(dataDir), 'the copy');
      await replaceDataFile(dataDir);
    } finally {
      await removeUnfinished(dataDir);
    }
    return { before, after: await dataFileSize(dataDir) };
  });
}

/** The report of a sound store. Throws STORE_DAMAGED. */
async function soundReport(directory: string, what: string, shownAs?: string): Promise<CheckReport> {
  const report = await checkDirectory(directory, shownAs);
  const [first] = report.problems;
  if (first === undefined) return report;
  throw new MaintenanceError(
    'STORE_DAMAGED',
    `${what} is damaged (${problemsOf(report)}; nothing was changed): ${first.message}`,
  );
}

const problemsOf = ({ problemCount }: CheckReport): string =>
  problemCount === 1 ? '1 problem' : `${String(problemCount)} problems`;

async function withStorage<T>(directory: string, work: (storage: Storage) => Promise<T>): Promise<T> {
  const storage = await openStorage(directory, { temporary: false });
  try {
    return await work(storage);
  } finally {
    await storage.close();
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch {
    return false;
  }
}
