// Bundles dist/ if the sources are newer; `npm start` and the tests begin with it. Types are left to `npm run build`.
import { existsSync, readdirSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** The latest modification below a file or folder, in ms since the epoch. */
function newest(entry) {
  const stat = statSync(entry);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(stat.mtimeMs, ...readdirSync(entry).map((name) => newest(path.join(entry, name))));
}

/** A production image has dist/ but neither sources nor esbuild: it is used as it is. */
function canBuild() {
  if (!existsSync(`${root}src`)) return false;
  try {
    createRequire(import.meta.url).resolve('esbuild');
    return true;
  } catch {
    return false;
  }
}

function isStale() {
  const built = `${root}dist/meta.json`;
  if (!existsSync(built)) return true;
  const sources = ['src', 'package-lock.json', 'scripts/bundle.mjs'].map((name) => newest(root + name));
  return Math.max(...sources) > statSync(built).mtimeMs;
}

if (canBuild() && isStale()) await import('./bundle.mjs');
