import type { Collection, Direction, Index } from '../catalog/collection.js';
import { TRUNCATED } from '../catalog/collection.js';
import type { Conjunct, Constraint } from '../query/filter-analysis.js';
import { encodeValue, prefixBracket, typeBracket } from '../query/key-encoding.js';
import { ID_KEY_BYTES, INDEX_KEY_BYTES } from '../records/index-keys.js';
import { type Key, keyOf, prefixEnd } from '../storage/keys.js';
import type { KeyRange } from '../storage/reader.js';

/** More `$in` combinations than this are scanned as one range. */
const MAX_RANGES = 2_000;
/** The hash at the end of a truncated key (fitKey). */
const DIGEST_BYTES = 32;

/** An interval of one part's encoded values, ascending: lower <= bytes < upper. */
interface Interval extends KeyRange {
  /** Set if the interval is exactly one value. */
  readonly point: boolean;
}

/** What an index reads for a filter. */
export interface Bounds {
  /** Disjoint and ascending, without the index's own prefix. */
  readonly ranges: readonly KeyRange[];
  /** Leading parts that are bound to one value each. */
  readonly equalParts: number;
  /** Leading parts that are bound to single values: one each in every range. */
  readonly pointParts: number;
  /** Leading parts with any bound. */
  readonly boundParts: number;
  /** The conditions that the ranges prove, so that no document need be looked at for them. */
  readonly proven: ReadonlySet<Conjunct>;
}

/** What of an index, or of the documents' order by `_id`, the planner looks at. */
export interface KeyOrder {
  readonly index: Index | undefined;
  readonly paths: readonly string[];
  readonly directions: readonly Direction[];
  readonly prefix: Key;
  readonly isMultikey: (part: number) => boolean;
  /** The longest key; longer ones are truncated. */
  readonly keyBytes: number;
  /** No key is truncated: bounds and order are what the values say. */
  readonly exact: boolean;
}

/** Collections are immutable but for their marks, which the orders look up. */
const known = new WeakMap<Collection, readonly KeyOrder[]>();

export function keyOrders(collection: Collection): readonly KeyOrder[] {
  let orders = known.get(collection);
  if (orders === undefined) {
    orders = [idOrder(collection), ...collection.indexes.map(indexOrder)];
    known.set(collection, orders);
  }
  return orders;
}

function idOrder({ prefix, marks }: Collection): KeyOrder {
  return {
    index: undefined,
    paths: ['_id'],
    directions: [1],
    prefix,
    keyBytes: ID_KEY_BYTES,
    isMultikey: () => false,
    get exact() {
      return !marks.has(TRUNCATED);
    },
  };
}

function indexOrder(index: Index): KeyOrder {
  const { paths, directions, prefix, marks } = index;
  return {
    index,
    paths,
    directions,
    prefix,
    keyBytes: INDEX_KEY_BYTES,
    isMultikey: (part) => marks.has(part),
    get exact() {
      return !marks.has(TRUNCATED);
    },
  };
}

/** The ranges of an index that hold every document that meets `conjuncts`. */
export function boundsFor(order: KeyOrder, conjuncts: readonly Conjunct[]): Bounds {
  const proven = new Set<Conjunct>();
  let prefixes: Key[] = [''];
  let equalParts = 0;
  let boundParts = 0;
  for (const [part, path] of order.paths.entries()) {
    // The elements of one array make keys of their own: what one of them meets, and what another, is in no key together.
    if (order.isMultikey(part) && sharesArray(order, part)) break;
    const own = conjuncts.filter((conjunct) => conjunct.path === path);
    const intervals = partIntervals(own, order.isMultikey(part), proven);
    if (intervals === undefined) break;
    boundParts = part + 1;
    const encoded = intervals.map((interval) => inDirection(interval, order.directions[part] ?? 1));
    if (!intervals.every(({ point }) => point) || prefixes.length * encoded.length > MAX_RANGES) {
      return finish(order, combine(prefixes, encoded), { equalParts, pointParts: part, boundParts, proven });
    }
    if (intervals.length <= 1 && equalParts === part) equalParts++;
    prefixes = prefixes.flatMap((prefix) => encoded.map(({ lower }) => prefix + lower));
  }
  const ranges = prefixes.map((prefix) =>
    prefix === '' ? ALL : { lower: prefix, upper: prefixEnd(prefix) },
  );
  return finish(order, ranges, { equalParts, pointParts: boundParts, boundParts, proven });
}

/** Whether an earlier part may have its values from elements of the same array. */
function sharesArray({ paths, isMultikey }: KeyOrder, part: number): boolean {
  const root = rootOf(paths[part]);
  return paths.slice(0, part).some((path, i) => isMultikey(i) && rootOf(path) === root);
}

function rootOf(path: string | undefined): string | undefined {
  return path?.split('.', 1)[0];
}

const ALL: KeyRange = { lower: '', upper: '\xff\xff' };

function finish(order: KeyOrder, ranges: readonly KeyRange[], bounds: Omit<Bounds, 'ranges'>): Bounds {
  const kept = order.keyBytes - DIGEST_BYTES;
  const fits = ranges.every(({ lower, upper }) => lower.length <= kept && upper.length <= kept);
  if (order.exact && fits) return { ...bounds, ranges: sortedRanges([...ranges]) };
  return {
    ...bounds,
    ranges: sortedRanges(ranges.map((range) => withinTruncated(range, kept))),
    proven: new Set(),
  };
}

/** Widens bounds that are longer than what truncated keys keep of themselves. */
function withinTruncated({ lower, upper }: KeyRange, kept: number): KeyRange {
  return {
    lower: lower.slice(0, kept),
    upper: upper.length > kept ? prefixEnd(upper.slice(0, kept)) : upper,
  };
}

function combine(prefixes: readonly Key[], intervals: readonly Interval[]): KeyRange[] {
  return prefixes.flatMap((prefix) =>
    intervals.map(({ lower, upper }) => ({ lower: prefix + lower, upper: prefix + upper })),
  );
}

function sortedRanges(ranges: KeyRange[]): KeyRange[] {
  if (ranges.length === 1) return ranges;
  return ranges.sort((a, b) => (a.lower < b.lower ? -1 : a.lower > b.lower ? 1 : 0));
}

/** undefined: the conditions say nothing that an index can use. */
function partIntervals(
  conjuncts: readonly Conjunct[],
  multikey: boolean,
  proven: Set<Conjunct>,
): readonly Interval[] | undefined {
  let intervals: readonly Interval[] | undefined;
  // Where a document may have several keys for the path, each condition may be met by another one of them.
  const usable = multikey
    ? conjuncts.toSorted((a, b) => rank(a.constraint) - rank(b.constraint)).slice(0, 1)
    : conjuncts;
  for (const conjunct of usable) {
    const own = constraintIntervals(conjunct.constraint);
    if (own === undefined) continue;
    intervals = intervals === undefined ? own : intersect(intervals, own);
    if (conjunct.exact && !multikey) proven.add(conjunct);
  }
  return intervals;
}

function rank(constraint: Constraint): number {
  return ['eq', 'in', 'prefix', 'range', 'exists'].indexOf(constraint.kind);
}

function constraintIntervals(constraint: Constraint): readonly Interval[] | undefined {
  switch (constraint.kind) {
    case 'eq':
      return [pointAt(constraint.value)];
    case 'in':
      return unionOfPoints(constraint.values.map(pointAt));
    case 'prefix':
      return [prefixInterval(constraint.prefix), pointAt(constraint.regex)];
    case 'range':
      return [rangeInterval(constraint.operator, constraint.value)];
    case 'exists':
      return undefined;
  }
}

function pointAt(value: unknown): Interval {
  const lower = keyOf(encodeValue(value));
  return { lower, upper: prefixEnd(lower), point: true };
}

function unionOfPoints(points: Interval[]): readonly Interval[] {
  const byKey = new Map(points.map((point) => [point.lower, point]));
  return [...byKey.values()].sort((a, b) => (a.lower < b.lower ? -1 : 1));
}

function prefixInterval(prefix: string): Interval {
  const { lower, upper } = prefixBracket(prefix);
  return { lower: keyOf(lower), upper: keyOf(upper), point: false };
}

function rangeInterval(operator: '$gt' | '$gte' | '$lt' | '$lte', value: unknown): Interval {
  const key = keyOf(encodeValue(value));
  const bracket = typeBracket(value);
  if (operator === '$gt') return { lower: prefixEnd(key), upper: keyOf(bracket.upper), point: false };
  if (operator === '$gte') return { lower: key, upper: keyOf(bracket.upper), point: false };
  if (operator === '$lt') return { lower: keyOf(bracket.lower), upper: key, point: false };
  return { lower: keyOf(bracket.lower), upper: prefixEnd(key), point: false };
}

function intersect(left: readonly Interval[], right: readonly Interval[]): readonly Interval[] {
  const both: Interval[] = [];
  for (const a of left) {
    for (const b of right) {
      const lower = a.lower > b.lower ? a.lower : b.lower;
      const upper = a.upper < b.upper ? a.upper : b.upper;
      if (lower < upper) both.push({ lower, upper, point: a.point || b.point });
    }
  }
  return both;
}

/**
 * A descending part is stored with its bytes inverted, and bytes that start with a bound are above it in both
 * orders: hence the ends of the prefixes.
 */
function inDirection(interval: Interval, direction: Direction): Interval {
  if (direction === 1) return interval;
  const lower = invert(interval.lower);
  if (interval.point) return { lower, upper: prefixEnd(lower), point: true };
  return { lower: prefixEnd(invert(interval.upper)), upper: prefixEnd(lower), point: false };
}

function invert(key: Key): Key {
  let inverted = '';
  for (let i = 0; i < key.length; i++) inverted += String.fromCharCode(255 - key.charCodeAt(i));
  return inverted;
}
