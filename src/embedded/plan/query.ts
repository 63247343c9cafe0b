import type { Collection } from '../catalog/collection.js';
import { decodePlain, type Document, encode } from '../query/documents.js';
import { compileFilter, type Filter } from '../query/filter.js';
import { compileProjection, type Projection } from '../query/projection.js';
import { type CompiledSort, compileSort } from '../query/sort.js';
import type { StoredDocument } from '../records/documents.js';
import type { Reader } from '../storage/reader.js';
import { checkDeadline, type Execution, findDocuments } from './execute.js';
import { choosePlan, type Plan } from './plan.js';

export interface QuerySpec {
  readonly filter: Document;
  readonly sort?: Document | undefined;
  readonly projection?: Document | undefined;
  readonly skip?: number | undefined;
  /** 0 for none. */
  readonly limit?: number | undefined;
  readonly hint?: string | Document | undefined;
  /** The command's `let`. */
  readonly variables?: Document | undefined;
}

/** A query that is planned and ready to run, once. */
export interface Query {
  readonly spec: QuerySpec;
  readonly plan: Plan;
  readonly filter: Filter;
  readonly projection: Projection | undefined;
  readonly execution: Execution;
}

/** Compiles and plans. Throws CommandError for what is malformed or not supported. */
export function prepareQuery(
  reader: Reader,
  collection: Collection,
  spec: QuerySpec,
  deadline: number,
): Query {
  const { variables } = spec;
  const filter = compileFilter(spec.filter, variables === undefined ? {} : { variables });
  const sort = isEmpty(spec.sort) || isNatural(spec.sort) ? undefined : compileSort(spec.sort as Document);
  const hint = spec.hint ?? (isNatural(spec.sort) ? spec.sort : undefined);
  const plan = choosePlan(reader, collection, { filter: spec.filter, sort: sort?.pattern, hint });
  const projection = isEmpty(spec.projection)
    ? undefined
    : compileProjection(
        spec.projection as Document,
        variables === undefined ? { filter } : { filter, variables },
      );
  const execution = {
    reader,
    epoch: 0,
    collection,
    filter,
    sort,
    examined: { keys: 0, documents: 0 },
    expected: expectedDocuments(spec, plan),
    deadline,
    borrows: false,
  };
  return { spec, plan, filter, projection, execution };
}

function expectedDocuments({ skip = 0, limit = 0 }: QuerySpec, plan: Plan): number | undefined {
  return limit > 0 && plan.sorted && !plan.residual ? skip + limit : undefined;
}

/** For a collection that does not exist: what is malformed must still be refused. */
export function checkQuery(spec: QuerySpec): void {
  const { variables } = spec;
  compileFilter(spec.filter, variables === undefined ? {} : { variables });
  if (!isEmpty(spec.sort) && !isNatural(spec.sort)) compileSort(spec.sort as Document);
  if (!isEmpty(spec.projection)) compileProjection(spec.projection as Document);
}

/** The documents found, sorted, skipped and limited, as they are stored. */
export function* storedDocuments(query: Query): Generator<StoredDocument> {
  const { spec, plan, execution } = query;
  const skip = spec.skip ?? 0;
  const end = spec.limit === undefined || spec.limit === 0 ? Infinity : skip + spec.limit;
  const found = findDocuments(execution, plan);
  const { sort } = execution;
  const ordered = plan.sorted || sort === undefined ? found : sorted(execution, found, sort, end);
  let at = 0;
  for (const stored of ordered) {
    if (at++ >= skip) yield stored;
    if (at >= end) return;
  }
}

/** The answer's documents, as stored or projected, each valid until the next. Of a query that nobody reads but here. */
export function* resultDocuments(query: Query): Generator<Buffer> {
  const { projection, plan, execution } = query;
  // What is sorted here, or merged, is held for longer.
  execution.borrows = (plan.sorted || execution.sort === undefined) && plan.access.kind !== 'or';
  for (const { raw } of storedDocuments(query)) {
    yield projection === undefined ? raw : encode(projection.apply(decodePlain(raw)));
  }
}

interface Keyed {
  readonly stored: StoredDocument;
  readonly keys: readonly unknown[];
}

/** Keeps no more than twice what is asked for, so that a small page of a large collection needs little memory. */
function sorted(
  execution: Execution,
  found: Iterable<StoredDocument>,
  sort: CompiledSort,
  limit: number,
): StoredDocument[] {
  const byKeys = (a: Keyed, b: Keyed): number => sort.compareKeys(a.keys, b.keys);
  let kept: Keyed[] = [];
  for (const stored of found) {
    kept.push({ stored, keys: sort.keys(decodePlain(stored.raw)) });
    if (kept.length >= limit * 2 + 1_000) kept = kept.sort(byKeys).slice(0, limit);
  }
  checkDeadline(execution);
  return kept.sort(byKeys).map(({ stored }) => stored);
}

function isEmpty(spec: Document | undefined): boolean {
  return spec === undefined || Object.keys(spec).length === 0;
}

function isNatural(sort: Document | undefined): boolean {
  return sort !== undefined && '$natural' in sort;
}
