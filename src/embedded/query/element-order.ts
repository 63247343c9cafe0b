import { compareValues } from './bson-order.js';
import { getField } from './documents.js';
import { badValue } from './errors.js';
import { arrayOffset } from './path-match.js';
import { isDocument, isNumeric, toNumber } from './values.js';

type Compare = (a: unknown, b: unknown) => number;

/**
 * The order of array elements by a `$sort` of $push or a `sortBy` of $sortArray: 1 or -1 for whole elements, or fields.
 * Unlike a sort of documents, it takes an array as it is, not its smallest element, and looks through none.
 * Throws 2 (BadValue) for what MongoDB refuses.
 */
export function compileElementOrder(spec: unknown): Compare {
  if (isNumeric(spec)) {
    const direction = directionOf(spec);
    return (a, b) => compareValues(a, b) * direction;
  }
  if (!isDocument(spec)) {
    throw badValue(
      'The $sort is invalid: use 1/-1 to sort the whole element, or {field:1/-1} to sort embedded fields',
    );
  }
  const fields = Object.keys(spec).map((path) => ({
    parts: partsOf(path),
    direction: directionOf(spec[path]),
  }));
  if (fields.length === 0) throw badValue('The $sort pattern is empty when it should be a set of fields.');
  return (a, b) => {
    for (const { parts, direction } of fields) {
      const order = compareValues(valueAt(a, parts), valueAt(b, parts));
      if (order !== 0) return order * direction;
    }
    return 0;
  };
}

function directionOf(value: unknown): number {
  const direction = isNumeric(value) ? toNumber(value) : 0;
  if (direction !== 1 && direction !== -1) throw badValue('The $sort element value must be either 1 or -1');
  return direction;
}

function partsOf(path: string): readonly string[] {
  if (path === '') throw badValue('The $sort field cannot be empty');
  const parts = path.split('.');
  if (parts.includes('')) throw badValue(`The $sort field is a dotted field but has an empty part: ${path}`);
  return parts;
}

/** The value at a path, in which numbers are indexes of arrays; null if there is none. */
function valueAt(element: unknown, parts: readonly string[]): unknown {
  let value: unknown = isDocument(element) ? element : undefined;
  for (const part of parts) {
    if (Array.isArray(value)) value = value[arrayOffset(part)] as unknown;
    else value = isDocument(value) ? getField(value, part) : undefined;
  }
  return value ?? null;
}
