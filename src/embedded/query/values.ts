import { overflow } from './errors.js';
import { bsonType, Decimal128, Long } from 'bson';
import type { BSONTypeTag, Double, Int32 } from 'bson';
import type { Document } from './documents.js';

/** MongoDB's names of BSON types, as `$type` (the expression) answers them. `missing` is no value at all. */
export type TypeName =
  | 'double'
  | 'string'
  | 'object'
  | 'array'
  | 'binData'
  | 'objectId'
  | 'bool'
  | 'date'
  | 'null'
  | 'regex'
  | 'javascript'
  | 'javascriptWithScope'
  | 'symbol'
  | 'int'
  | 'timestamp'
  | 'long'
  | 'decimal'
  | 'minKey'
  | 'maxKey'
  | 'missing';

const wrapperTypes: Record<BSONTypeTag, TypeName> = {
  BSONRegExp: 'regex',
  BSONSymbol: 'symbol',
  ObjectId: 'objectId',
  Binary: 'binData',
  Decimal128: 'decimal',
  Double: 'double',
  Int32: 'int',
  Long: 'long',
  MaxKey: 'maxKey',
  MinKey: 'minKey',
  Timestamp: 'timestamp',
  Code: 'javascript',
  DBRef: 'object',
};

/** The wrapper's tag; a symbol, so that no field of a document can pose as one. */
export function tagOf(value: object): BSONTypeTag | undefined {
  return (value as { [bsonType]?: BSONTypeTag })[bsonType];
}

/** The BSON type that `value`, wrapped or promoted, is encoded as; undefined is `missing`. */
export function typeName(value: unknown): TypeName {
  switch (typeof value) {
    case 'string':
      return 'string';
    case 'number':
      return isInt32(value) ? 'int' : 'double';
    case 'bigint':
      return 'long';
    case 'boolean':
      return 'bool';
    case 'object':
      break;
    default:
      return 'missing';
  }
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  const tag = tagOf(value);
  if (tag !== undefined) {
    return tag === 'Code' && (value as { scope: unknown }).scope !== null
      ? 'javascriptWithScope'
      : wrapperTypes[tag];
  }
  if (value instanceof Date) return 'date';
  if (value instanceof RegExp) return 'regex';
  if (value instanceof Uint8Array) return 'binData';
  return 'object';
}

/** The date of so many milliseconds. Throws 15 (Overflow) beyond the years +-275760, which JavaScript's dates hold. */
export function dateOf(milliseconds: number): Date {
  const date = new Date(milliseconds);
  if (Number.isNaN(date.getTime())) throw overflow('a date is out of the range of supported dates');
  return date;
}

/** Whether bson encodes the bare number as int: an integer of 32 bits, and not -0. */
export function isInt32(value: number): boolean {
  return value === (value | 0) && !Object.is(value, -0);
}

export type NumericValue = number | bigint | Int32 | Double | Long | Decimal128;

export function isNumeric(value: unknown): value is NumericValue {
  if (typeof value === 'number' || typeof value === 'bigint') return true;
  if (typeof value !== 'object' || value === null) return false;
  const tag = tagOf(value);
  return tag === 'Int32' || tag === 'Double' || tag === 'Long' || tag === 'Decimal128';
}

/** An embedded document: neither array, date, wrapper nor bytes. */
export function isDocument(value: unknown): value is Document {
  if (typeof value !== 'object' || value === null) return false;
  return Object.getPrototypeOf(value) === Object.prototype || typeName(value) === 'object';
}

/** int and double as number, long as bigint, decimal as it is. */
export function unwrapNumber(value: NumericValue): number | bigint | Decimal128 {
  if (typeof value === 'number' || typeof value === 'bigint' || value instanceof Decimal128) return value;
  if (value instanceof Long) return value.toBigInt();
  return value.value;
}

/** The nearest JavaScript number; NaN for what is no number. */
export function toNumber(value: unknown): number {
  if (typeof value === 'number') return value;
  if (!isNumeric(value)) return NaN;
  const number = unwrapNumber(value);
  return number instanceof Decimal128 ? Number(number.toString()) : Number(number);
}

/** The value if it is a number of any type that is a safe integer, otherwise undefined. */
export function toInteger(value: unknown): number | undefined {
  const number = toNumber(value);
  return Number.isSafeInteger(number) ? number + 0 : undefined;
}

/** Truth as filters and expressions see it: false, null, missing and zero are false, all else is true. */
export function isTruthy(value: unknown): boolean {
  if (value === undefined || value === null || value === false) return false;
  if (!isNumeric(value)) return true;
  const number = toNumber(value);
  // a decimal below the range of doubles is not zero
  return number !== 0 || (value instanceof Decimal128 && /[1-9]/.test(value.toString().replace(/E.*/, '')));
}
