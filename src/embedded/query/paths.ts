import { getField } from './documents.js';
import type { Document } from './documents.js';
import { badValue, dollarPrefixedFieldName, locationError } from './errors.js';
import { arrayOffset } from './path-match.js';
import { isDocument } from './values.js';

/** Splits a dotted field path; throws the errors that MongoDB's aggregation has for malformed ones. */
export function parseFieldPath(path: string): string[] {
  if (path === '') throw locationError(40352, 'FieldPath cannot be constructed with empty string');
  if (path.endsWith('.')) throw locationError(40353, "FieldPath must not end with a '.'.");
  const parts = path.split('.');
  for (const part of parts) {
    if (part === '') throw locationError(15998, 'FieldPath field names may not be empty strings.');
    if (part.startsWith('$')) {
      throw locationError(
        16410,
        `FieldPath field names may not start with '$'. Consider using $getField or $setField.`,
      );
    }
    if (part.includes('\0')) throw locationError(16411, 'FieldPath field names may not contain null bytes');
  }
  return parts;
}

/** Throws 52 if a stored document would have a top-level field that starts with `$`. */
export function refuseDollarFields(document: Document, context: string): void {
  const found = Object.keys(document).find((key) => key.startsWith('$'));
  if (found !== undefined) {
    throw dollarPrefixedFieldName(
      `The dollar ($) prefixed field '${found}' in '${found}' is not allowed in the context of ${context}.`,
    );
  }
}

/**
 * The values at a path: of an array on the way those of its documents and of the element that a numeric part names, of
 * an array at the end its elements.
 */
export function valuesAtPath(start: unknown, path: readonly string[]): unknown[] {
  const [part, ...rest] = path;
  if (part === undefined)
    return Array.isArray(start) ? [...(start as unknown[])] : start === undefined ? [] : [start];
  if (isDocument(start)) return valuesAtPath(getField(start, part), rest);
  if (!Array.isArray(start)) return [];
  const named = arrayOffset(part) >= 0 ? valuesAtPath(start[arrayOffset(part)], rest) : [];
  return [...named, ...start.filter(isDocument).flatMap((element) => valuesAtPath(element, path))];
}

/** One part of a compound key on its way into a document. */
interface Walker {
  readonly value: unknown;
  readonly rest: readonly string[];
}

/**
 * The compound keys under which a document is ordered by `paths`: one tuple, or one for each element of an array on
 * the paths. A missing value is null, an empty array undefined (below null). Throws 2 (BadValue) for two arrays.
 */
export function keyTuples(document: Document, paths: readonly (readonly string[])[]): unknown[][] {
  const tuples: unknown[][] = [];
  expand(
    paths.map((path) => walk(document, path)),
    tuples,
  );
  return tuples;
}

function expand(walkers: readonly Walker[], tuples: unknown[][]): void {
  const arrays = new Set(walkers.map(({ value }) => value).filter((value) => Array.isArray(value)));
  const [array] = arrays;
  if (array === undefined) {
    tuples.push(walkers.map(({ value }) => (value instanceof Final ? value.value : (value ?? null))));
    return;
  }
  if (arrays.size > 1) throw badValue('cannot sort with keys that are parallel arrays');
  const elements: readonly unknown[] = array.length === 0 ? [undefined] : array;
  for (const element of elements) {
    expand(
      walkers.map((walker) => (walker.value === array ? enter(element, walker.rest) : walker)),
      tuples,
    );
  }
}

/** A value at its path's end, which is not expanded even if it is an array (in an array). */
class Final {
  readonly value: unknown;

  constructor(value: unknown) {
    this.value = value;
  }
}

function enter(element: unknown, rest: readonly string[]): Walker {
  if (rest.length === 0) return { value: new Final(element), rest };
  return isDocument(element) ? walk(element, rest) : { value: undefined, rest: [] };
}

/** Walks to the end of the path or to the first array that no numeric part leads into. */
function walk(start: unknown, path: readonly string[]): Walker {
  let value = start;
  for (let i = 0; i < path.length; i += 1) {
    const part = path[i] ?? '';
    if (Array.isArray(value)) {
      const offset = arrayOffset(part);
      if (offset < 0 || offset >= value.length) return { value, rest: path.slice(i) };
      value = value[offset];
    } else if (isDocument(value)) {
      value = getField(value, part);
    } else {
      return { value: undefined, rest: [] };
    }
  }
  return { value, rest: [] };
}
