import { closeSync, openSync, readSync } from 'node:fs';

/*
 * LMDB's file as it lies on disk (mdb.c: MDB_page_header, MDB_meta, MDB_db, MDB_node; lmdb's data version 2), read without
 * LMDB, which trusts it.
 */

export const PAGE_HEADER_BYTES = 24;
const MAGIC = 0xbeefc0de;
const DATA_VERSION = 2;
const META = 0x08;
const META_BYTES = 160;
/** In the flags of a meta page's first tree: its transaction was not flushed when it was written. */
const OVERLAPPING_SYNC = 0x1000;

/** One B-tree. */
export interface Tree {
  readonly flags: number;
  readonly depth: number;
  readonly branchPages: number;
  readonly leafPages: number;
  readonly overflowPages: number;
  readonly entries: number;
  /** Infinity for an empty one. */
  readonly root: number;
}

export interface MetaPage {
  readonly free: Tree;
  readonly main: Tree;
  readonly pageBytes: number;
  readonly lastPage: number;
  readonly transaction: number;
}

/** A 64-bit number; one beyond what JavaScript holds, as LMDB's "none" is, becomes Infinity. */
export function readNumber(bytes: Buffer, at: number): number {
  const value = bytes.readUInt32LE(at) + bytes.readUInt32LE(at + 4) * 2 ** 32;
  return Number.isSafeInteger(value) ? value : Infinity;
}

export function readTree(bytes: Buffer, at: number): Tree {
  return {
    flags: bytes.readUInt16LE(at + 4),
    depth: bytes.readUInt16LE(at + 6),
    branchPages: readNumber(bytes, at + 8),
    leafPages: readNumber(bytes, at + 16),
    overflowPages: readNumber(bytes, at + 24),
    entries: readNumber(bytes, at + 32),
    root: readNumber(bytes, at + 40),
  };
}

/** Reads pages of the data file at `path`. */
export class PageFile {
  readonly #file: number;
  #pageBytes = 0;

  constructor(path: string) {
    this.#file = openSync(path, 'r');
  }

  close(): void {
    closeSync(this.#file);
  }

  /**
   * The meta page from which LMDB opens the file, as `openEnvironment` has it opened: the newest whose transaction is
   * flushed. A text says why there is none.
   */
  meta(): MetaPage | string {
    const first = this.#metaAt(0);
    if (typeof first === 'string') return first;
    const { pageBytes } = first;
    if (pageBytes < 512 || pageBytes > 65_536 || (pageBytes & (pageBytes - 1)) !== 0)
      return `it says that pages have ${String(pageBytes)} bytes`;
    this.#pageBytes = pageBytes;
    const second = this.#metaAt(pageBytes);
    const flushed = this.#metaAt(pageBytes / 2);
    if (typeof second === 'string') return second;
    return picked(picked(first, second), typeof flushed === 'string' ? undefined : flushed);
  }

  /** `count` pages from page `number` on; undefined if the file ends before. */
  pages(number: number, count = 1): Buffer | undefined {
    return this.#read(number * this.#pageBytes, count * this.#pageBytes);
  }

  #metaAt(at: number): MetaPage | string {
    const bytes = this.#read(at, META_BYTES + PAGE_HEADER_BYTES);
    const start = PAGE_HEADER_BYTES;
    if (bytes === undefined) return 'it ends before its first pages do';
    const isMeta = (bytes.readUInt16LE(18) & META) !== 0 && bytes.readUInt32LE(start) === MAGIC;
    if (!isMeta || (bytes.readUInt32LE(start + 4) & 0xffff) !== DATA_VERSION)
      return `there is no meta page at byte ${String(at)}`;
    return {
      free: readTree(bytes, start + 24),
      main: readTree(bytes, start + 72),
      pageBytes: bytes.readUInt32LE(start + 24),
      lastPage: readNumber(bytes, start + 120),
      transaction: readNumber(bytes, start + 128),
    };
  }

  #read(at: number, length: number): Buffer | undefined {
    const bytes = Buffer.allocUnsafe(length);
    return readSync(this.#file, bytes, 0, length, at) === length ? bytes : undefined;
  }
}

/** mdb_pick_meta, for MDB_OVERLAPPINGSYNC, MDB_PREVSNAPSHOT and MDB_SAFE_RESTORE. */
function picked(a: MetaPage, b: MetaPage | undefined): MetaPage {
  if (b === undefined || b.transaction === 0) return a;
  const latest = a.transaction >= b.transaction ? a : b;
  if ((latest.free.flags & OVERLAPPING_SYNC) === 0) return latest;
  return a.transaction > b.transaction ? b : a;
}
