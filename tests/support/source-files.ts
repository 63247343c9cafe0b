import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

export interface SourceFile {
  /** Relative to the repository, with slashes: `src/http/server.ts`. */
  readonly path: string;
  readonly text: string;
}

/** Every file below the folder whose name ends with one of the endings. */
export function sourceFiles(folder: string, ...endings: readonly string[]): SourceFile[] {
  return readdirSync(path.join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && endings.some((ending) => entry.name.endsWith(ending)))
    .map((entry) => path.relative(ROOT, path.join(entry.parentPath, entry.name)))
    .filter((file) => !file.includes('node_modules'))
    .sort()
    .map((file) => ({ path: file, text: readFileSync(path.join(ROOT, file), 'utf8') }));
}

/** What a file imports from us, statically or not, relative to the repository: `src/kernel/errors.ts`. */
export function importsOf(file: SourceFile): string[] {
  const found = file.text.matchAll(/(?:\bfrom\s+|\bimport\s*\(\s*|^import\s+)'(\.{1,2}\/[^']+)'/gm);
  return [...found].map(([, specifier = '']) =>
    path.normalize(path.join(path.dirname(file.path), specifier)).replace(/\.js$/, '.ts'),
  );
}
