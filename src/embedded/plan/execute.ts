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
}

const FIRST_CHUNK = 4;
const LARGEST_CHUNK = 512;

/** The stored documents that a plan finds and the filter lets pass, each once; sorted if the plan is. */
export function* findDocuments(execution: Execution, plan: Plan): Generator<StoredDocument> {
  const { filter, examined } = execution;
  for (const stored of accessDocuments(execution, plan.access)) {
    if ((examined.documents & 127) === 0) checkDeadline(execution);
    if (!plan.residual || filter.test(decodePlain(stored.raw))) yield stored;
  }
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

function* idDocument(
  { reader, collection, examined }: Execution,
  documentId: Key,
): Generator<StoredDocument> {
  const key = collection.prefix + documentId;
  examined.keys++;
  const raw = reader.get(DOCUMENTS, key);
  if (raw === undefined) return;
  examined.documents++;
  yield { key, raw };
}

function* collectionDocuments(execution: Execution, reverse: boolean): Generator<StoredDocument> {
  const { prefix } = execution.collection;
  const range = { lower: prefix, upper: prefixEnd(prefix) };
  for (const { key, value } of rangeEntries(execution, DOCUMENTS, range, reverse)) {
    execution.examined.documents++;
    yield { key, raw: value };
  }
}

function* indexDocuments(execution: Execution, access: IndexAccess): Generator<StoredDocument> {
  const { examined, collection } = execution;
  const { index } = access.order;
  if (index === undefined) {
    for (const { key, value } of accessEntries(execution, access)) {
      examined.documents++;
      yield { key, raw: value };
    }
    return;
  }
  const seen = index.marks.size > 0 ? new Set<Key>() : undefined;
  for (const entry of accessEntries(execution, access)) {
    const key = collection.prefix + documentIdOf(index, entry);
    if (seen?.has(key) === true) continue;
    seen?.add(key);
    const raw = execution.reader.get(DOCUMENTS, key);
    if (raw === undefined) continue;
    examined.documents++;
    yield { key, raw };
  }
}

/** The entries of an index in its order, counted. */
export function* accessEntries(execution: Execution, access: IndexAccess): Generator<Entry> {
  const { order, ranges, reverse, point } = access;
  if (point !== undefined) {
    const value = execution.reader.get(INDEXES, point);
    if (value === undefined) return;
    execution.examined.keys++;
    yield { key: point, value };
    return;
  }
  const space = order.index === undefined ? DOCUMENTS : INDEXES;
  for (const { lower, upper } of reverse ? ranges.toReversed() : ranges) {
    const range = { lower: order.prefix + lower, upper: order.prefix + upper };
    for (const entry of rangeEntries(execution, space, range, reverse)) {
      execution.examined.keys++;
      yield entry;
    }
  }
}

/** Reads a range in growing chunks. What another command has overtaken is read again behind the last entry. */
function* rangeEntries(
  execution: Execution,
  space: Space,
  range: KeyRange,
  reverse: boolean,
): Generator<Entry> {
  let { lower, upper } = range;
  let size = Math.min(execution.expected ?? FIRST_CHUNK, LARGEST_CHUNK);
  for (;;) {
    const { epoch } = execution;
    const chunk = execution.reader.range(space, { lower, upper }, reverse, size);
    for (const entry of chunk) {
      yield entry;
      if (reverse) upper = entry.key;
      else lower = `${entry.key}\0`;
      if (execution.epoch !== epoch) break;
    }
    if (execution.epoch === epoch && chunk.length < size) return;
    size = Math.min(size * 4, LARGEST_CHUNK);
  }
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
