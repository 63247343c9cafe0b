import { randomBytes } from 'node:crypto';
import { link, mkdir, open, readFile, rm } from 'node:fs/promises';
import path from 'node:path';

/** A file of the data folder that holds one secret; only its user may read it. */
export interface SecretFile {
  readonly path: string;
  readonly secret: string;
}

/**
 * The secret in a file, made with `make` if there is none. It is complete and on disk before anything can depend on
 * it, and of two processes that make it at once both get the same.
 */
export async function ensureSecretFile(file: string, make: () => string): Promise<SecretFile> {
  const known = await readSecretFile(file);
  if (known !== undefined) return known;
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  const draft = `${file}.${randomBytes(6).toString('hex')}`;
  try {
    await writeDurably(draft, `${make()}\n`);
    await link(draft, file).catch((error: unknown) => {
      if (codeOf(error) !== 'EEXIST') throw error;
    });
  } finally {
    await rm(draft, { force: true });
  }
  await syncFolder(path.dirname(file));
  const made = await readSecretFile(file);
  if (made === undefined) throw new Error(`${file} is gone right after it was written.`);
  return made;
}

/** The secret in a file; undefined if there is no such file. */
export async function readSecretFile(file: string): Promise<SecretFile | undefined> {
  try {
    return { path: file, secret: (await readFile(file, 'utf8')).trimEnd() };
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

async function writeDurably(file: string, text: string): Promise<void> {
  const handle = await open(file, 'wx', 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function codeOf(error: unknown): unknown {
  return (error as { code?: unknown }).code;
}
