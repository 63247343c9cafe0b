import type { RootDatabase } from 'lmdb';
import { mkdir, rm } from 'node:fs/promises';
import { seal } from './checksum.js';
import type { DamageError, DamagedRecord } from './damage.js';
import { asDiskFull } from './disk-full.js';
import type { Environment } from './environment.js';
import { Gathering } from './gathering.js';
import type { Key } from './keys.js';
import { ALL_SPACES, Layer } from './layer.js';
import { type LmdbSpace, LmdbReader } from './lmdb-reader.js';
import { LayeredReader, type Reader } from './reader.js';
import { RecordScan } from './record-scan.js';
import { Reserve } from './reserve.js';

export interface Snapshot {
  readonly reader: Reader;
  release(): void;
}

export interface StorageStats {
  /** Flushes that have ended, each of which made at least one commit durable. */
  readonly flushes: number;
  readonly commits: number;
}

/**
 * The spaces in LMDB, with group flush. `commit` makes writes visible at once, in a layer over LMDB;
 * one flush at a time carries all layers into LMDB in one transaction and syncs it; the promise of every
 * commit that it covers resolves after that. A flush that fails drops every layer and rejects all of them, with DiskFullError for
 * want of room.
 */
export class Storage {
  readonly #root: RootDatabase<Buffer, Key>;
  readonly #spaces: readonly LmdbSpace[];
  readonly #path: string;
  readonly #temporaryDir: string | undefined;
  readonly #reserve: Reserve;
  readonly #base: Reader;
  #layers: readonly Layer[] = [];
  #waiting: Waiter[] = [];
  #flushing: Promise<void> | undefined;
  readonly #gathering = new Gathering();
  #flushes = 0;
  #commits = 0;
  /** Reads what is committed, flushed or not. */
  readonly reader: Reader;
  /** Reads what is flushed, damaged or not. */
  readonly scan: RecordScan;
  readonly #damaged = (record: DamagedRecord): Error => this.onDamage(record);
  /** Called after a flush failed: what is cached of the dropped writes is void. */
  onRollback: () => void = () => undefined;
  /** Makes the error that a reader throws for a damaged record. */
  onDamage: DamageError = () => new Error('a record is damaged: its checksum does not match');

  /** `temporaryDir` is removed when the storage closes. */
  constructor({ path, root, spaces }: Environment, temporaryDir: string | undefined) {
    this.#path = path;
    this.#temporaryDir = temporaryDir;
    this.#root = root;
    this.#spaces = spaces;
    this.#reserve = new Reserve(root, path);
    this.#base = new LmdbReader(this.#spaces, this.#damaged);
    this.scan = new RecordScan(this.#spaces);
    this.reader = new LayeredReader(this.#base, () => this.#layers);
  }

  /** Makes the writes visible now; the promise resolves when they are flushed. */
  commit(writes: Layer): Promise<void> {
    this.#commits++;
    const top = this.#layers.at(-1);
    if (top === undefined || top.sealed) {
      this.#layers = [...this.#layers, writes];
    } else {
      top.absorb(writes);
    }
    return this.flushed();
  }

  /** Resolves when everything that is visible now is flushed. */
  flushed(): Promise<void> {
    if (this.#layers.length === 0) return Promise.resolve();
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      this.#gathering.joined(this.#waiting.length);
      this.#flushing ??= this.#flushAll();
    });
  }

  /** The committed state as it is now, for as long as the snapshot is not released. */
  snapshot(): Snapshot {
    const top = this.#layers.at(-1);
    if (top !== undefined) top.sealed = true;
    const layers = this.#layers;
    const transaction = this.#root.useReadTransaction();
    const base = new LmdbReader(this.#spaces, this.#damaged, transaction);
    return {
      reader: layers.length === 0 ? base : new LayeredReader(base, () => layers),
      release: () => {
        transaction.done();
      },
    };
  }

  /** What is flushed now, damaged or not, for as long as it is not released; and how many records, by Space. */
  scanSnapshot(): {
    readonly scan: RecordScan;
    readonly counts: readonly number[];
    readonly release: () => void;
  } {
    const transaction = this.#root.useReadTransaction();
    return {
      scan: new RecordScan(this.#spaces, transaction),
      counts: this.#spaces.map((space) => (space.getStats() as { entryCount: number }).entryCount),
      release: () => {
        transaction.done();
      },
    };
  }

  /** Writes what is flushed now, without the free pages, into a new environment at `path`; writers go on meanwhile. */
  async copyTo(path: string): Promise<void> {
    await mkdir(path, { recursive: true, mode: 0o700 });
    await this.flushed();
    await this.#root.backup(path, true);
  }

  stats(): StorageStats {
    return { flushes: this.#flushes, commits: this.#commits };
  }

  async close(): Promise<void> {
    while (this.#flushing !== undefined) await this.#flushing;
    await this.#root.close();
    this.#reserve.close();
    if (this.#temporaryDir !== undefined) await rm(this.#temporaryDir, { recursive: true, force: true });
  }

  async #flushAll(): Promise<void> {
    while (this.#waiting.length > 0) {
      await this.#gathering.complete();
      await this.#flushOnce();
    }
    this.#flushing = undefined;
  }

  async #flushOnce(): Promise<void> {
    const layers = this.#layers;
    const waiting = this.#waiting;
    this.#waiting = [];
    const startedAt = performance.now();
    try {
      for (const layer of layers) layer.sealed = true;
      await this.#writeToLmdb(layers.length === 1 ? (layers[0] as Layer) : joined(layers));
      this.#flushes++;
      this.#layers = this.#layers.slice(layers.length);
      this.#gathering.ended(startedAt, waiting.length + this.#waiting.length);
      for (const { resolve } of waiting) resolve();
    } catch (error) {
      const failed = [...waiting, ...this.#waiting];
      this.#waiting = [];
      this.#layers = [];
      this.onRollback();
      for (const { reject } of failed) reject(error);
    }
  }

  /** lmdb's promise resolves after its fdatasync and the write of the flushed meta page. */
  async #writeToLmdb(writes: Layer): Promise<void> {
    this.#reserve.take(writes);
    const written = this.#root.batch(() => {
      for (const space of ALL_SPACES) {
        const database = this.#spaces[space] as LmdbSpace;
        for (const [key, value] of writes.entries(space)) {
          if (value === null) void database.remove(key);
          else void database.put(key, seal(space, key, value));
        }
      }
    });
    try {
      await written;
    } catch (error) {
      throw await asDiskFull(await commitError(error), this.#path);
    }
    this.#root.resetReadTxn();
  }
}

/** lmdb rejects with "Commit failed" and keeps the reason in a promise that rejects too. */
async function commitError(error: unknown): Promise<unknown> {
  if (!(error instanceof Error) || !('commitError' in error)) return error;
  try {
    await error.commitError;
    return error;
  } catch (reason) {
    return reason;
  }
}

interface Waiter {
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

function joined(layers: readonly Layer[]): Layer {
  const all = new Layer();
  for (const layer of layers) all.absorb(layer);
  return all;
}
