import { closeSync, fstatSync, openSync, writeSync } from 'node:fs';
import type { RootDatabase } from 'lmdb';
import { DiskFullError } from './disk-full.js';
import { dataFile } from './environment.js';
import type { Key } from './keys.js';
import { ALL_SPACES, type Layer } from './layer.js';

const PAGE_BYTES = 4096;
/** A written record changes a page on each level of its tree, and may split some. */
const RECORD_BYTES = 8 * PAGE_BYTES;
/** For what LMDB writes beside the records: its list of free pages above all. */
const FLUSH_BYTES = 16 * PAGE_BYTES;
const SPARE_BYTES = 2 ** 20;
/** Appended at once, beyond what is needed. */
const STEP_BYTES = 4 * 2 ** 20;
const FULL = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

/**
 * Room in the data file behind what LMDB uses of it, taken before LMDB needs it. LMDB must never find the disk full:
 * where a write of its gets ENOSPC, its binding prints the reason into a buffer that is too short for it, and the
 * damaged heap ends the process later.
 */
export class Reserve {
  readonly #root: RootDatabase<Buffer, Key>;
  readonly #file: number;
  /** LMDB uses at most so many bytes of the file. */
  #used = 0;
  /** At least so many are free behind them. */
  #room = 0;

  constructor(root: RootDatabase<Buffer, Key>, path: string) {
    this.#root = root;
    // Appending writes over nothing, whatever LMDB does meanwhile.
    this.#file = openSync(dataFile(path), 'a');
  }

  /** Takes room for all that LMDB may write for `writes`. Throws DiskFullError if there is none. */
  take(writes: Layer): void {
    let needed = this.#neededFor(writes);
    if (this.#room < needed + SPARE_BYTES) {
      this.#measure();
      needed = this.#neededFor(writes);
      if (this.#room < needed + SPARE_BYTES) this.#append(needed + SPARE_BYTES - this.#room);
    }
    this.#room -= needed;
    this.#used += needed;
  }

  close(): void {
    closeSync(this.#file);
  }

  /** At most, in bytes. A page that is half full, and a long value's last page, count twice what is in them. */
  #neededFor(writes: Layer): number {
    let records = 0;
    let bytes = 0;
    for (const space of ALL_SPACES) {
      for (const [key, value] of writes.entries(space)) {
        records++;
        bytes += key.length + (value?.length ?? 0);
      }
    }
    return FLUSH_BYTES + 2 * bytes + Math.min(records * RECORD_BYTES, this.#used);
  }

  #measure(): void {
    const { lastPageNumber } = this.#root.getStats() as { lastPageNumber: number };
    this.#used = (lastPageNumber + 1) * PAGE_BYTES;
    this.#room = fstatSync(this.#file).size - this.#used;
  }

  /** Appends zeros: a hole would be no room. */
  #append(missing: number): void {
    const zeros = Buffer.alloc(STEP_BYTES);
    const wanted = missing + Math.min(STEP_BYTES, this.#used);
    let appended = 0;
    try {
      while (appended < wanted)
        appended += writeSync(this.#file, zeros, 0, Math.min(zeros.length, wanted - appended));
    } catch (error) {
      if (appended >= missing) return;
      const { code = '', message } = error as NodeJS.ErrnoException;
      throw FULL.has(code) ? new DiskFullError(message, { cause: error }) : error;
    } finally {
      this.#room += appended;
    }
  }
}
