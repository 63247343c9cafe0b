import type { Binary, BSONRegExp, BSONSymbol, Code, ObjectId, Timestamp } from 'bson';
import type { Document } from './documents.js';
import { compareNumbers } from './number-order.js';
import type { NumericValue } from './values.js';
import { tagOf } from './values.js';

/** Where each type stands in MongoDB's order; types with one rank compare with each other by value. */
export const typeRank = {
  minKey: 1,
  undefined: 3,
  null: 5,
  number: 10,
  string: 15,
  object: 20,
  array: 25,
  binData: 30,
  objectId: 35,
  bool: 40,
  date: 45,
  timestamp: 47,
  regex: 50,
  code: 60,
  codeWithScope: 65,
  maxKey: 127,
} as const;

/**
 * The rank of a value's type. undefined is below null, as in MongoDB's keys, where it stands for an empty array;
 * whoever orders documents passes null for a missing field.
 */
export function rankOf(value: unknown): number {
  switch (typeof value) {
    case 'string':
      return typeRank.string;
    case 'number':
    case 'bigint':
      return typeRank.number;
    case 'boolean':
      return typeRank.bool;
    case 'object':
      return value === null ? typeRank.null : objectRank(value);
    default:
      return typeRank.undefined;
  }
}

function objectRank(value: object): number {
  if (Array.isArray(value)) return typeRank.array;
  switch (tagOf(value)) {
    case undefined:
      if (value instanceof Date) return typeRank.date;
      if (value instanceof RegExp) return typeRank.regex;
      return value instanceof Uint8Array ? typeRank.binData : typeRank.object;
    case 'Int32':
    case 'Double':
    case 'Long':
    case 'Decimal128':
      return typeRank.number;
    case 'BSONSymbol':
      return typeRank.string;
    case 'Binary':
      return typeRank.binData;
    case 'ObjectId':
      return typeRank.objectId;
    case 'Timestamp':
      return typeRank.timestamp;
    case 'BSONRegExp':
      return typeRank.regex;
    case 'Code':
      return (value as Code).scope === null ? typeRank.code : typeRank.codeWithScope;
    case 'MinKey':
      return typeRank.minKey;
    case 'MaxKey':
      return typeRank.maxKey;
    case 'DBRef':
      return typeRank.object;
  }
}

/**
 * MongoDB's comparison order over all BSON types: negative, 0 or positive. Takes wrappers and promoted values;
 * numbers compare by exact value whatever their type (1, 1.0 and NumberDecimal('1.00') are equal).
 * https://www.mongodb.com/docs/manual/reference/bson-type-comparison-order/
 */
export function compareValues(a: unknown, b: unknown): number {
  if (typeof a === 'string' && typeof b === 'string') return compareStrings(a, b);
  const rank = rankOf(a);
  const other = rankOf(b);
  if (rank !== other) return rank < other ? -1 : 1;
  switch (rank) {
    case typeRank.number:
      return compareNumbers(a as NumericValue, b as NumericValue);
    case typeRank.string:
      return compareStrings(stringOf(a as string | BSONSymbol), stringOf(b as string | BSONSymbol));
    case typeRank.object:
      return compareDocuments(a as Document, b as Document);
    case typeRank.array:
      return compareArrays(a as unknown[], b as unknown[]);
    case typeRank.binData:
      return compareBinaries(a as Binary | Uint8Array, b as Binary | Uint8Array);
    case typeRank.objectId:
      return Buffer.compare((a as ObjectId).id, (b as ObjectId).id);
    case typeRank.bool:
      return Number(a) - Number(b);
    case typeRank.date:
      return Math.sign((a as Date).getTime() - (b as Date).getTime());
    case typeRank.timestamp:
      return compareBigInts((a as Timestamp).toBigInt(), (b as Timestamp).toBigInt());
    case typeRank.regex: {
      const [left, right] = [regexParts(a as RegExp | BSONRegExp), regexParts(b as RegExp | BSONRegExp)];
      return compareStrings(left.pattern, right.pattern) || compareStrings(left.options, right.options);
    }
    case typeRank.code:
      return compareStrings((a as Code).code, (b as Code).code);
    case typeRank.codeWithScope:
      return (
        compareStrings((a as Code).code, (b as Code).code) ||
        compareDocuments((a as Code).scope ?? {}, (b as Code).scope ?? {})
      );
    default:
      return 0;
  }
}

function compareBigInts(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** True if `compareValues` is 0. */
export function equalValues(a: unknown, b: unknown): boolean {
  return (a === b && a === a) || compareValues(a, b) === 0;
}

/** By UTF-8 bytes, which is by code points; JavaScript's `<` compares UTF-16 and puts U+1F600 before U+FF5E. */
export function compareStrings(a: string, b: string): number {
  if (a === b) return 0;
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i += 1) {
    const left = a.charCodeAt(i);
    const right = b.charCodeAt(i);
    if (left !== right) return codeUnitRank(left) < codeUnitRank(right) ? -1 : 1;
  }
  return a.length < b.length ? -1 : 1;
}

/** Surrogates stand for code points above U+FFFF, so they rank above U+E000 to U+FFFF. */
function codeUnitRank(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit >= 0xe000 ? unit - 0x800 : unit + 0x2000;
}

function stringOf(value: string | BSONSymbol): string {
  return typeof value === 'string' ? value : value.value;
}

/** Field by field: the type of the value, then the name, then the value; then the shorter one is less. */
function compareDocuments(a: Document, b: Document): number {
  const left = Object.keys(a);
  const right = Object.keys(b);
  const length = Math.min(left.length, right.length);
  for (let i = 0; i < length; i += 1) {
    const l = left[i] ?? '';
    const r = right[i] ?? '';
    const order = rankOf(a[l]) - rankOf(b[r]) || compareStrings(l, r) || compareValues(a[l], b[r]);
    if (order !== 0) return order;
  }
  return left.length - right.length;
}

function compareArrays(a: readonly unknown[], b: readonly unknown[]): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i += 1) {
    const order = compareValues(a[i], b[i]);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

/** Length, then subtype, then bytes. */
function compareBinaries(a: Binary | Uint8Array, b: Binary | Uint8Array): number {
  const left = bytesOf(a);
  const right = bytesOf(b);
  return left.length - right.length || subtypeOf(a) - subtypeOf(b) || Buffer.compare(left, right);
}

/** The bytes of binary data, wrapped or not. */
export function bytesOf(value: Binary | Uint8Array): Uint8Array {
  return value instanceof Uint8Array ? value : value.buffer.subarray(0, value.position);
}

/** The subtype of binary data; 0 for plain bytes. */
export function subtypeOf(value: Binary | Uint8Array): number {
  return value instanceof Uint8Array ? 0 : value.sub_type;
}

/** Pattern and options of either kind of regular expression; options sorted, as BSON wants them. */
export function regexParts(value: RegExp | BSONRegExp): { pattern: string; options: string } {
  if (!(value instanceof RegExp)) return { pattern: value.pattern, options: value.options };
  const options = [value.ignoreCase ? 'i' : '', value.multiline ? 'm' : '', value.dotAll ? 's' : ''].join('');
  return { pattern: value.source, options };
}
