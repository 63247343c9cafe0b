import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { EJSON } from 'bson';

/** Test files below the given folders (or the files themselves); JSON of other formats is passed over. */
export async function* readTestFiles(paths) {
  for (const path of paths) {
    for (const file of await jsonFiles(path)) {
      const content = EJSON.parse(await readFile(file, 'utf8'), { relaxed: true });
      if (typeof content.schemaVersion === 'string' && Array.isArray(content.tests)) {
        yield { ...content, name: basename(file, '.json') };
      }
    }
  }
}

async function jsonFiles(path) {
  if ((await stat(path)).isFile()) return [path];
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  return entries
    .filter(
      (entry) =>
        entry.isFile() && entry.name.endsWith('.json') && !/invalid|valid-fail/.test(entry.parentPath),
    )
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}
