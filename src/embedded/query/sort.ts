import { compareValues } from './bson-order.js';
import type { Document } from './documents.js';
import { badValue, locationError } from './errors.js';
import { keyTuples, parseFieldPath } from './paths.js';
import { isDocument, isNumeric, toNumber } from './values.js';

export interface CompiledSort {
  readonly pattern: readonly (readonly [path: string, direction: 1 | -1])[];
  compare(a: Document, b: Document): number;
  /** The values by which a document is sorted, one a path (arrays: smallest or largest element). */
  keys(document: Document): unknown[];
  /** Compares two results of `keys`. */
  compareKeys(a: readonly unknown[], b: readonly unknown[]): number;
}

/**
 * Compiles a sort specification (`$natural` is not one: the caller handles it). Throws CommandError for what MongoDB
 * refuses: 15974, 15975 for directions, 40352 and others for paths; `keys` throws 2 for parallel arrays.
 */
export function compileSort(spec: Document): CompiledSort {
  const pattern = Object.keys(spec).map((path) => [path, parseDirection(path, spec[path])] as const);
  const paths = pattern.map(([path]) => parseFieldPath(path));
  const compareKeys = (a: readonly unknown[], b: readonly unknown[]): number => {
    for (let i = 0; i < pattern.length; i += 1) {
      const order = compareValues(a[i], b[i]);
      if (order !== 0) return order * (pattern[i]?.[1] ?? 1);
    }
    return 0;
  };
  const keys = (document: Document): unknown[] => {
    const tuples = keyTuples(document, paths);
    return tuples.reduce((least, tuple) => (compareKeys(tuple, least) < 0 ? tuple : least));
  };
  return { pattern, keys, compareKeys, compare: (a, b) => compareKeys(keys(a), keys(b)) };
}

function parseDirection(path: string, value: unknown): 1 | -1 {
  if (isDocument(value)) {
    if ('$meta' in value) throw badValue(`sorting by $meta (field '${path}') is not supported`);
    throw locationError(17312, '$meta is the only expression supported by $sort right now');
  }
  if (!isNumeric(value)) throw locationError(15974, `Illegal key in $sort specification: ${path}`);
  const direction = toNumber(value);
  if (direction !== 1 && direction !== -1) {
    throw locationError(15975, '$sort key ordering must be 1 (for ascending) or -1 (for descending)');
  }
  return direction;
}

/** Sorts documents into a new array, stably; each document's keys are taken once. */
export function sortDocuments(documents: Iterable<Document>, sort: CompiledSort): Document[] {
  const entries = Array.from(documents, (document) => ({ document, keys: sort.keys(document) }));
  return entries.sort((a, b) => sort.compareKeys(a.keys, b.keys)).map(({ document }) => document);
}
