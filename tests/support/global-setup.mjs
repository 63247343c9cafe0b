// Before any test: dist/ is current, and the folder of the servers' logs holds this run's alone (or that of a run beside it).
import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { LOG_FOLDER } from './log-folder.mjs';

const OLD_MS = 30 * 60_000;

export default async function setup() {
  await import('../../scripts/ensure-built.mjs');
  mkdirSync(LOG_FOLDER, { recursive: true });
  for (const name of readdirSync(LOG_FOLDER)) {
    const file = path.join(LOG_FOLDER, name);
    if (Date.now() - statSync(file).mtimeMs > OLD_MS) rmSync(file);
  }
}
