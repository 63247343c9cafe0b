import type { Decimal128 } from 'bson';
import { compareValues } from './bson-order.js';
import { isDocument, toNumber, typeName } from './values.js';

/** Whether two values are the same BSON: type, value, and order of fields. 1 and 1.0 are not; wrapped or not does not matter. */
export function identical(a: unknown, b: unknown): boolean {
  if (a === b) return a !== 0 || Object.is(a, b);
  const type = typeName(a);
  if (type !== typeName(b)) return false;
  switch (type) {
    case 'object':
      return isDocument(a) && isDocument(b) && identicalDocuments(a, b);
    case 'array': {
      const [left, right] = [a as unknown[], b as unknown[]];
      return left.length === right.length && left.every((element, i) => identical(element, right[i]));
    }
    case 'double':
      return Object.is(toNumber(a), toNumber(b));
    case 'decimal':
      return Buffer.compare((a as Decimal128).bytes, (b as Decimal128).bytes) === 0;
    default:
      return compareValues(a, b) === 0;
  }
}

function identicalDocuments(a: Record<string, unknown>, b: Record<string, unknown>): boolean {
  const left = Object.keys(a);
  const right = Object.keys(b);
  return (
    left.length === right.length && left.every((key, i) => key === right[i] && identical(a[key], b[key]))
  );
}
