import type { Collection } from '../catalog/collection.js';
import { decodePlain, type Document } from '../query/documents.js';
import { maxTimeMSExpired } from '../query/errors.js';
import type { Filter } from '../query/filter.js';
import type { CompiledSort } from '../query/sort.js';
import { documentIdOf, type StoredDocument } from '../records/documents.js';
import { type Key, prefixEnd } from '../storage/keys.js';
import { DOCUMENTS, INDEXES, type Space } from '../storage/layer.js';
import type { Entry, KeyRange, Reader } from '../storage/reader.js';
import type { Access, IndexAccess, Plan } from './plan.js';

/** What explain reports. */
export interface Examined {
  keys: number;
  documents: number;
}

export interface Execution {
  /** That of the command that reads now: a cursor that lives longer than one command is given the next one's. */
  reader: Reader;
  /** Counts the commands that have read: what an earlier one read ahead is void. */
  epoch: number;
  readonly collection: Collection;
  readonly filter: Filter;
  readonly sort: CompiledSort | undefined;
  readonly examined: Examined;
  /** How many documents will be asked for, where the plan finds no others; undefined if that is not known. */
  readonly expected: number | undefined;
  /** Milliseconds since the epoch; 0 for none. */
  deadline: number;
  /** Each document is done with before the next is read. */
  borrows: boolean;
}

const FIRST_CHUNK = 4;
const LARGEST_CHUNK = 512;

/** The stored documents that a plan finds and the filter lets pass, each once; sorted if the plan is. */
export function findDocuments(execution: Execution, plan: Plan): Iterable<StoredDocument> {
  const found = accessDocuments(execution, plan.access);
  return plan.residual ? passing(execution.filter, found) : found;
}

function* passing(filter: Filter, found: Iterable<StoredDocument>): Generator<StoredDocument> {
  for (const stored of found) if (filter.test(decodePlain(stored.raw))) yield stored;
}

export function checkDeadline({ deadline }: Execution): void {
  if (deadline !== 0 && Date.now() > deadline) throw maxTimeMSExpired('operation exceeded time limit');
}

function accessDocuments(execution: Execution, access: Access): Iterable<StoredDocument> {
  switch (access.kind) {
    case 'id':
      return idDocument(execution, access.key);
    case 'index':
      return indexDocuments(execution, access);
    case 'collection':
      return collectionDocuments(execution, access.reverse);
    case 'or':
      return access.merge
        ? mergedBranches(execution, access.branches)
        : branchesInTurn(execution, access.branches);
  }
}

function documentAt({ reader, borrows }: Execution, key: Key): Buffer | undefined {
  return borrows ? reader.borrow(DOCUMENTS, key) : reader.get(DOCUMENTS, key);
}

/** Counts a document that was read. */
function examine(execution: Execution): void {
  if ((execution.examined.documents++ & 127) === 0) checkDeadline(execution);
}

function* idDocument(execution: Execution, documentId: Key): Generator<StoredDocument> {
  const { collection, examined } = execution;
  const key = collection.prefix + documentId;
  examined.keys++;
  const raw = documentAt(execution, key);
  if (raw === undefined) return;
  examine(execution);
  yield { key, raw };
}

function* collectionDocuments(execution: Execution, reverse: boolean): Generator<StoredDocument> {
  const { prefix } = execution.collection;
  const range = { lower: prefix, upper: prefixEnd(prefix) };
  yield* documentsIn(execution, new EntryReader(execution, DOCUMENTS, [range], reverse));
}

function* documentsIn(execution: Execution, entries: EntryReader): Generator<StoredDocument> {
  for (let entry = entries.next(); entry !== undefined; entry = entries.next()) {
    examine(execution);
    yield { key: entry.key, raw: entry.value };
  }
}

function* indexDocuments(execution: Execution, access: IndexAccess): Generator<StoredDocument> {
  const { collection } = execution;
  const { index } = access.order;
  const entries = accessEntries(execution, access);
  if (index === undefined) {
    yield* documentsIn(execution, entries);
    return;
  }
  const seen = index.marks.size > 0 ? new Set<Key>() : undefined;
  for (let entry = entries.next(); entry !== undefined; entry = entries.next()) {
    const key = collection.prefix + documentIdOf(index, entry);
    if (seen?.has(key) === true) continue;
    seen?.add(key);
    const raw = documentAt(execution, key);
    if (raw === undefined) continue;
    examine(execution);
    yield { key, raw };
  }
}

/** The entries of an index in its order. */
export function accessEntries(execution: Execution, access: IndexAccess): EntryReader {
  const { order, ranges, reverse, point } = access;
  const space = order.index === undefined ? DOCUMENTS : INDEXES;
  if (point !== undefined) return new EntryReader(execution, space, [], reverse, point);
  const whole = ranges.map(({ lower, upper }) => ({
    lower: order.prefix + lower,
    upper: order.prefix + upper,
  }));
  return new EntryReader(execution, space, reverse ? whole.reverse() : whole, reverse);
}

/**
 * Reads one key or ranges one after another, in growing chunks, and counts. What another command has overtaken is read
 * again behind the last entry. Not a generator: thousands of entries are read where one document is answered.
 */
class EntryReader {
  readonly #execution: Execution;
  readonly #space: Space;
  readonly #ranges: readonly KeyRange[];
  readonly #reverse: boolean;
  #point: Key | undefined;
  #nextRange = 0;
  /** What is left of the current range behind `#chunk`; undefined if that is its end. */
  #rest: KeyRange | undefined;
  #size: number;
  #chunk: readonly Entry[] = [];
  #at = 0;
  #epoch: number;

  constructor(
    execution: Execution,
    space: Space,
    ranges: readonly KeyRange[],
    reverse: boolean,
    point?: Key,
  ) {
    this.#execution = execution;
    this.#space = space;
    this.#ranges = ranges;
    this.#reverse = reverse;
    this.#point = point;
    this.#size = firstChunk(execution);
    this.#epoch = execution.epoch;
  }

  next(): Entry | undefined {
    if (this.#point !== undefined) return this.#readPoint(this.#point);
    if (this.#epoch !== this.#execution.epoch) this.#rewind();
    while (this.#at >= this.#chunk.length) if (!this.#readChunk()) return undefined;
    this.#execution.examined.keys++;
    return this.#chunk[this.#at++];
  }

  #readPoint(key: Key): Entry | undefined {
    this.#point = undefined;
    const value = this.#execution.reader.get(this.#space, key);
    if (value === undefined) return undefined;
    this.#execution.examined.keys++;
    return { key, value };
  }

  /** Forgets what was read ahead. */
  #rewind(): void {
    this.#epoch = this.#execution.epoch;
    const last = this.#chunk[this.#at - 1];
    const range = this.#ranges[this.#nextRange - 1];
    if (last !== undefined && range !== undefined) this.#rest = this.#behind(range, last.key);
    this.#chunk = [];
    this.#at = 0;
  }

  /** False at the end of the last range. */
  #readChunk(): boolean {
    const range = this.#rest ?? this.#ranges[this.#nextRange];
    if (range === undefined) return false;
    if (this.#rest === undefined) {
      this.#nextRange++;
      this.#size = firstChunk(this.#execution);
    }
    const size = this.#size;
    this.#chunk = this.#execution.reader.range(this.#space, range, this.#reverse, size);
    this.#at = 0;
    this.#size = Math.min(size * 4, LARGEST_CHUNK);
    const last = this.#chunk.length < size ? undefined : this.#chunk[size - 1];
    this.#rest = last === undefined ? undefined : this.#behind(range, last.key);
    return true;
  }

  #behind({ lower, upper }: KeyRange, key: Key): KeyRange {
    return this.#reverse ? { lower, upper: key } : { lower: `${key}\0`, upper };
  }
}

function firstChunk({ expected = FIRST_CHUNK }: Execution): number {
  return Math.min(expected, LARGEST_CHUNK);
}

function* branchesInTurn(execution: Execution, branches: readonly Plan[]): Generator<StoredDocument> {
  const seen = new Set<Key>();
  for (const branch of branches) {
    for (const stored of accessDocuments(execution, branch.access)) {
      if (seen.has(stored.key)) continue;
      seen.add(stored.key);
      yield stored;
    }
  }
}

interface Head {
  readonly stored: StoredDocument;
  readonly document: Document;
  readonly rest: Iterator<StoredDocument>;
}

/** Merges branches that are each in the sort's order. */
function* mergedBranches(execution: Execution, branches: readonly Plan[]): Generator<StoredDocument> {
  const { sort } = execution;
  if (sort === undefined) throw new TypeError('branches are merged by a sort');
  const seen = new Set<Key>();
  const heads = branches.flatMap((branch) =>
    nextHead(accessDocuments(execution, branch.access)[Symbol.iterator]()),
  );
  while (heads.length > 0) {
    const first = heads.reduce((a, b) => (sort.compare(b.document, a.document) < 0 ? b : a));
    heads.splice(heads.indexOf(first), 1, ...nextHead(first.rest));
    if (seen.has(first.stored.key)) continue;
    seen.add(first.stored.key);
    yield first.stored;
  }
}

function nextHead(rest: Iterator<StoredDocument>): Head[] {
  const next = rest.next();
  return next.done === true ? [] : [{ stored: next.value, document: decodePlain(next.value.raw), rest }];
}
