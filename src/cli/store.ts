import { MongoClient } from 'mongodb';
import { StartError } from '../bootstrap/start-error.js';
import { loadConfig, MEMORY } from '../config/load-config.js';
import { findRunningStore } from '../embedded/address.js';
import type { CheckReport } from '../embedded/maintenance/check-report.js';
import * as files from '../embedded/maintenance/store-files.js';

/** The exit code of a check that found something wrong; 1 is for one that could not be made. */
const EXIT_PROBLEMS = 2;

/** `reeve store check`: problems go to standard output, one a line. */
export async function checkStore(): Promise<void> {
  const dataDir = storeDirectory();
  const uri = await findRunningStore(dataDir);
  const report =
    uri === undefined ? await files.check(dataDir) : await askOwner<CheckReport>(uri, { storeCheck: 1 });
  for (const { code, message } of report.problems) console.log(`${code}: ${message}`);
  const more = report.problemCount - report.problems.length;
  if (more > 0) console.log(`and ${String(more)} more`);
  console.error(`Checked ${contents(report)}: ${verdict(report)}.`);
  if (report.problemCount > 0) process.exitCode = EXIT_PROBLEMS;
}

/** `reeve store backup FILE`. */
export async function backupStore(file: string): Promise<void> {
  const dataDir = storeDirectory();
  const uri = await findRunningStore(dataDir);
  const report = await files.backup(file, async (path) => {
    if (uri === undefined) await files.copyOf(dataDir, path);
    else await askOwner(uri, { storeBackup: path });
  });
  console.error(
    `${file} holds ${contents(report)}, and was checked. Keep ${dataDir}/master.key apart from it.`,
  );
}

/** `reeve store restore FILE`. */
export async function restoreStore(file: string): Promise<void> {
  const dataDir = storeDirectory();
  const report = await files.restore(dataDir, file);
  console.error(
    `${dataDir} has ${contents(report)} from ${file}. It needs the master.key that the backup was made under.`,
  );
}

/** `reeve store compact`. */
export async function compactStore(): Promise<void> {
  const dataDir = storeDirectory();
  const { before, after } = await files.compact(dataDir);
  console.error(`The store in ${dataDir} had ${mebibytes(before)} and has ${mebibytes(after)}.`);
}

function storeDirectory(): string {
  const { store } = loadConfig();
  if (store.kind === 'mongodb')
    throw new StartError("MONGODB_URI is set: use MongoDB's own tools, or unset it and set DATA_DIR.");
  if (store.dataDir === MEMORY) throw new StartError(`DATA_DIR=${MEMORY} keeps nothing.`);
  return store.dataDir;
}

async function askOwner<T extends object>(uri: string, command: Record<string, unknown>): Promise<T> {
  const client = new MongoClient(uri);
  try {
    return (await client.db('admin').command(command)) as T;
  } finally {
    await client.close();
  }
}

function contents({ collections, documents, indexes, entries }: CheckReport): string {
  return `${String(documents)} documents in ${String(collections)} collections and ${String(entries)} entries in ${String(indexes)} indexes`;
}

function verdict({ problemCount }: CheckReport): string {
  if (problemCount === 0) return 'sound';
  return problemCount === 1 ? '1 problem' : `${String(problemCount)} problems`;
}

function mebibytes(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(1)} MiB`;
}
