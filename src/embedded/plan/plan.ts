import type { Collection } from '../catalog/collection.js';
import type { Document } from '../query/documents.js';
import { analyseFilter, type Conjunct, type FilterAnalysis } from '../query/filter-analysis.js';
import { isSubsetOf } from '../query/filter-subset.js';
import { badValue } from '../query/errors.js';
import { idKey, INDEX_KEY_BYTES } from '../records/index-keys.js';
import type { Key } from '../storage/keys.js';
import type { KeyRange, Reader } from '../storage/reader.js';
import { type Bounds, boundsFor, type KeyOrder, keyOrders } from './bounds.js';
import { type SortPattern, sortFit } from './sort-fit.js';

export type { SortPattern } from './sort-fit.js';

/** How the documents of a query are found. */
export type Access =
  | { readonly kind: 'id'; readonly key: Key }
  | IndexAccess
  | { readonly kind: 'collection'; readonly reverse: boolean }
  /** Each branch by its own access; with `merge` the branches come in the sort's order and stay so. */
  | { readonly kind: 'or'; readonly branches: readonly Plan[]; readonly merge: boolean };

export interface IndexAccess {
  readonly kind: 'index';
  readonly order: KeyOrder;
  /** Without the prefix of the order. */
  readonly ranges: readonly KeyRange[];
  readonly reverse: boolean;
  /** Of a unique index: the only key that can be there, whole. */
  readonly point: Key | undefined;
}

export interface Plan {
  readonly access: Access;
  /** The documents found must still pass the filter. */
  readonly residual: boolean;
  /** The access gives the sort's order. */
  readonly sorted: boolean;
}

export interface PlanRequest {
  readonly filter: Document;
  readonly sort: SortPattern | undefined;
  /** Name or key pattern of the index to use, or $natural. */
  readonly hint: string | Document | undefined;
}

const COUNT_LIMIT = 300;
/** So many ranges of an index are merged rather than sorted. */
const MAX_MERGED = 100;

/** Chooses how to find what a query asks for. Throws 2 BadValue for a hint that names no index. */
export function choosePlan(reader: Reader, collection: Collection, request: PlanRequest): Plan {
  const { filter, sort, hint } = request;
  const analysis = analyseFilter(filter);
  if (hint === undefined) {
    const id = idLookup(analysis);
    if (id !== undefined) return { access: { kind: 'id', key: id.key }, residual: id.residual, sorted: true };
  }
  const natural = naturalHint(hint);
  if (natural !== undefined) return collectionScan(analysis, sort === undefined, natural === -1);
  const candidates = candidatePlans(collection, analysis, request);
  if (hint !== undefined)
    return cheapest(reader, candidates) ?? collectionScan(analysis, sort === undefined, false);
  const best = cheapest(reader, candidates);
  const merged = best === undefined ? undefined : mergedRanges(best, analysis, sort);
  if (merged !== undefined) return merged;
  const branches = orPlan(reader, collection, analysis, request, best?.bounds.boundParts ?? 0);
  return branches ?? best ?? collectionScan(analysis, sort === undefined, false);
}

function idLookup({ conjuncts, complete, or }: FilterAnalysis): { key: Key; residual: boolean } | undefined {
  const conjunct = conjuncts.find(({ path, constraint }) => path === '_id' && constraint.kind === 'eq');
  if (conjunct?.constraint.kind !== 'eq') return undefined;
  const { key, truncated } = idKey(conjunct.constraint.value);
  const proven = conjunct.exact && complete && conjuncts.length === 1 && or.length === 0;
  return { key, residual: !proven || truncated };
}

function collectionScan(
  { conjuncts, complete, or }: FilterAnalysis,
  sorted: boolean,
  reverse: boolean,
): Plan {
  return {
    access: { kind: 'collection', reverse },
    residual: !complete || conjuncts.length + or.length > 0,
    sorted,
  };
}

function naturalHint(hint: PlanRequest['hint']): 1 | -1 | undefined {
  if (typeof hint !== 'object' || !('$natural' in hint)) return undefined;
  return Number(hint.$natural) < 0 ? -1 : 1;
}

interface Candidate extends Plan {
  readonly access: IndexAccess;
  readonly bounds: Bounds;
}

function candidatePlans(collection: Collection, analysis: FilterAnalysis, request: PlanRequest): Candidate[] {
  const orders = request.hint === undefined ? keyOrders(collection) : [hinted(collection, request.hint)];
  const candidates: Candidate[] = [];
  for (const order of orders) {
    if (!mayServe(order, analysis, request) || !isUsable(order, analysis, request)) continue;
    const bounds = boundsFor(order, analysis.conjuncts);
    const fit = sortFit(order, bounds, analysis.conjuncts, request.sort);
    if (bounds.boundParts === 0 && !fit.sorted && request.hint === undefined) continue;
    if (bounds.boundParts === 0 && request.sort === undefined && request.hint === undefined) continue;
    const unproven = !analysis.complete || analysis.or.length > 0;
    const residual = unproven || analysis.conjuncts.some((conjunct) => !bounds.proven.has(conjunct));
    const { ranges } = bounds;
    const access = {
      kind: 'index',
      order,
      ranges,
      reverse: fit.reverse,
      point: uniquePoint(order, bounds),
    } as const;
    const candidate = { access, residual, sorted: fit.sorted, bounds };
    if (isUniqueLookup(candidate)) return [candidate];
    candidates.push(candidate);
  }
  return candidates;
}

/** A sort by what follows `$in`: every value's range is in order, so they are merged. */
function mergedRanges(
  best: Candidate,
  { conjuncts }: FilterAnalysis,
  sort: SortPattern | undefined,
): Plan | undefined {
  const { access, bounds, residual } = best;
  if (best.sorted || bounds.ranges.length > MAX_MERGED || bounds.pointParts === bounds.equalParts)
    return undefined;
  const [first] = bounds.ranges;
  if (first === undefined) return undefined;
  const one = { ...bounds, ranges: [first], equalParts: bounds.pointParts };
  const varying = new Set(
    conjuncts.filter(({ constraint }) => constraint.kind === 'in').map(({ path }) => path),
  );
  if (sort?.some(([path]) => varying.has(path)) === true) return undefined;
  const { sorted, reverse } = sortFit(access.order, one, conjuncts, sort);
  if (!sorted) return undefined;
  const branches = access.ranges.map((range) => {
    const branch = { ...access, ranges: [range], reverse, point: undefined };
    return { access: branch, residual: false, sorted: true };
  });
  return { access: { kind: 'or', branches, merge: true }, residual, sorted: true };
}

function uniquePoint(
  { index, paths, prefix, exact }: KeyOrder,
  { ranges, equalParts }: Bounds,
): Key | undefined {
  const [range] = ranges;
  if (index?.unique !== true || !exact || equalParts !== paths.length || range === undefined)
    return undefined;
  return range.lower.length < INDEX_KEY_BYTES - 64 ? prefix + range.lower : undefined;
}

function hinted(collection: Collection, hint: string | Document): KeyOrder {
  const orders = keyOrders(collection);
  const order = orders.find(({ index, paths, directions }) => {
    if (typeof hint === 'string') return (index?.name ?? '_id_') === hint;
    const pattern = Object.entries(hint);
    return (
      pattern.length === paths.length &&
      pattern.every(
        ([path, direction], i) => path === paths[i] && Math.sign(Number(direction)) === directions[i],
      )
    );
  });
  if (order === undefined) {
    throw badValue(
      'error processing query: planner returned error: hint provided does not correspond to an existing index',
    );
  }
  return order;
}

/** Whether it is worth a closer look: its first path is bound, or it is what the sort begins with. */
function mayServe({ paths }: KeyOrder, { conjuncts }: FilterAnalysis, { sort, hint }: PlanRequest): boolean {
  const [first] = paths;
  if (hint !== undefined || sort?.[0]?.[0] === first) return true;
  return conjuncts.some(({ path }) => path === first);
}

/** A sparse or partial index may serve only filters that match nothing outside it. */
function isUsable(
  { index }: KeyOrder,
  { conjuncts }: FilterAnalysis,
  { filter, hint }: PlanRequest,
): boolean {
  if (index === undefined) return true;
  if (index.partialFilterExpression !== undefined && !isSubsetOf(filter, index.partialFilterExpression))
    return false;
  if (!index.sparse || hint !== undefined) return true;
  return conjuncts.some((conjunct) => index.paths.includes(conjunct.path) && needsValue(conjunct));
}

function needsValue({ constraint }: Conjunct): boolean {
  switch (constraint.kind) {
    case 'eq':
      return constraint.value !== null && constraint.value !== undefined;
    case 'in':
      return constraint.values.every((value) => value !== null && value !== undefined);
    case 'exists':
      return constraint.exists;
    case 'prefix':
      return true;
    case 'range':
      return constraint.value !== null && constraint.value !== undefined;
  }
}

function cheapest(reader: Reader, candidates: readonly Candidate[]): Candidate | undefined {
  const best = candidates.find(isUniqueLookup) ?? candidates.find(isUnbeatable);
  if (best !== undefined || candidates.length <= 1) return best ?? candidates[0];
  const costs = candidates.map((candidate) => ({ candidate, cost: cost(reader, candidate) }));
  costs.sort((a, b) => a.cost - b.cost || b.candidate.bounds.equalParts - a.candidate.bounds.equalParts);
  return costs[0]?.candidate;
}

function isUniqueLookup({ access, bounds }: Candidate): boolean {
  return access.order.index?.unique === true && bounds.equalParts === access.order.paths.length;
}

/** It reads what the query answers, in its order, and nothing else: so there is nothing to compare. */
function isUnbeatable({ residual, sorted }: Candidate): boolean {
  return sorted && !residual;
}

/** Counts keys, up to a limit; a plan that has to sort everything first pays for that. */
function cost(reader: Reader, { access, sorted, bounds }: Candidate): number {
  if (bounds.boundParts === 0) return COUNT_LIMIT * 2;
  const { order, ranges } = access;
  const space = order.index === undefined ? 1 : 2;
  let keys = 0;
  for (const { lower, upper } of ranges.slice(0, 20)) {
    const range = { lower: order.prefix + lower, upper: order.prefix + upper };
    keys += reader.count(space, range, COUNT_LIMIT - keys);
    if (keys >= COUNT_LIMIT) return sorted ? COUNT_LIMIT : COUNT_LIMIT * 3;
  }
  return sorted ? keys : keys * 1.2;
}

/** Every branch of one $or by its own index, if each is bound more closely than `best` would be without. */
function orPlan(
  reader: Reader,
  collection: Collection,
  analysis: FilterAnalysis,
  { sort }: PlanRequest,
  best: number,
): Plan | undefined {
  for (const branches of analysis.or) {
    const plans = branches.map((branch) => {
      const conjuncts = [...analysis.conjuncts, ...branch.conjuncts];
      return branchPlan(reader, collection, { ...branch, conjuncts, complete: false }, sort, best);
    });
    if (plans.length === 0 || !plans.every((plan) => plan !== undefined)) continue;
    const merge = sort !== undefined && plans.every(({ sorted }) => sorted);
    if (sort !== undefined && !merge && best > 0) continue;
    return {
      access: { kind: 'or', branches: plans, merge },
      residual: true,
      sorted: sort === undefined || merge,
    };
  }
  return undefined;
}

function branchPlan(
  reader: Reader,
  collection: Collection,
  branch: FilterAnalysis,
  sort: SortPattern | undefined,
  moreThan: number,
): Plan | undefined {
  const id = idLookup(branch);
  if (id !== undefined) return { access: { kind: 'id', key: id.key }, residual: true, sorted: true };
  // A partial index needs the whole filter to be judged; a branch alone is not known here as a filter.
  const candidates = candidatePlans(collection, branch, { filter: {}, sort, hint: undefined });
  const bound = candidates.filter(({ bounds }) => bounds.boundParts > moreThan);
  const sorted = bound.filter((candidate) => candidate.sorted);
  return cheapest(reader, sorted.length > 0 ? sorted : bound);
}
