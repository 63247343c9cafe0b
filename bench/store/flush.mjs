// What a flush costs the disk under a directory, whatever store is on it.
import { closeSync, fdatasyncSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { median } from '../lib/alternate.mjs';

const TIMES = 200;
const PAGE = Buffer.alloc(4096, 1);

/** Milliseconds of an fdatasync after one page was appended to a file. */
export function flushMilliseconds(directory) {
  const path = join(directory, 'flush');
  const file = openSync(path, 'w');
  const taken = [];
  for (let i = 0; i < TIMES; i++) {
    writeSync(file, PAGE);
    const began = performance.now();
    fdatasyncSync(file);
    taken.push(performance.now() - began);
  }
  closeSync(file);
  rmSync(path);
  return median(taken);
}
