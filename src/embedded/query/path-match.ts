import { getField } from './documents.js';
import { isDocument } from './values.js';

/** Looks at one value at the end of a path; undefined means that there is none. */
export type ValueTest = (value: unknown) => boolean;

/** What `findAt` answers: no value passed the test, or one did without an array on the way. */
export const noMatch = -1;
export const matchOutsideArrays = 2 ** 32;

/**
 * Looks for a value at the end of a dotted path that passes `test`, as MongoDB walks paths: arrays on the way are
 * looked through (their documents, and the element that a numeric part names); an array at the end is tested element
 * by element and then as a whole if `expand`, else only as a whole. Documents in arrays directly in arrays are not
 * reached. Answers the index in the outermost array of the value found, or `matchOutsideArrays`, or `noMatch`.
 */
export function findAt(
  start: unknown,
  parts: readonly string[],
  from: number,
  test: ValueTest,
  expand: boolean,
): number {
  let current = start;
  for (let i = from; i < parts.length; i += 1) {
    if (Array.isArray(current)) return findInArray(current, parts, i, test, expand);
    current = isDocument(current) ? getField(current, parts[i] ?? '') : undefined;
    // nothing below a missing value, but its absence is tested
    if (current === undefined) break;
  }
  if (expand && Array.isArray(current)) {
    for (let i = 0; i < current.length; i += 1) if (test(current[i])) return i;
  }
  return test(current) ? matchOutsideArrays : noMatch;
}

function findInArray(
  array: readonly unknown[],
  parts: readonly string[],
  at: number,
  test: ValueTest,
  expand: boolean,
): number {
  const offset = arrayOffset(parts[at] ?? '');
  const last = at === parts.length - 1;
  for (let i = 0; i < array.length; i += 1) {
    const element: unknown = array[i];
    if (isDocument(element) && findAt(element, parts, at, test, expand) !== noMatch) return i;
    if (i !== offset) continue;
    // a path that ends in an offset means the element itself, even if that is an array
    if (
      last ? test(element) : isContainer(element) && findAt(element, parts, at + 1, test, expand) !== noMatch
    ) {
      return i;
    }
  }
  return noMatch;
}

function isContainer(value: unknown): boolean {
  return Array.isArray(value) || isDocument(value);
}

/** The array index that a path's part names, or -1: digits without a leading zero. */
export function arrayOffset(part: string): number {
  return /^(?:0|[1-9]\d{0,9})$/.test(part) ? Number(part) : -1;
}

/** Whether any value at the path passes the test. */
export function matchesAt(
  start: unknown,
  parts: readonly string[],
  test: ValueTest,
  expand: boolean,
): boolean {
  return findAt(start, parts, 0, test, expand) !== noMatch;
}
