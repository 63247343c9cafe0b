import { createHash } from 'node:crypto';
import type { Binary, BSONRegExp, BSONSymbol, Code, ObjectId, Timestamp } from 'bson';
import { bytesOf, rankOf, regexParts, subtypeOf, typeRank } from './bson-order.js';
import type { Document } from './documents.js';
import { begin, invertFrom, position, putByte, putBytes, putString, reserve, take } from './key-writer.js';
import { putNumber } from './number-encoding.js';
import type { NumericValue } from './values.js';

/** LMDB's longest key in bytes. */
export const KEY_LIMIT = 1978;

/*
 * A value is its type's rank (one byte), then a payload that orders within the type and of which none is a prefix
 * of another:
 *   number     see number-encoding.ts
 *   string     UTF-8 with NUL as 00 FF, closed by 00 00
 *   object     for each field: 01, the rank of its value, name as a string, value; closed by 00
 *   array      for each element: 01, value; closed by 00
 *   binData    length (4 bytes), subtype, bytes
 *   objectId   12 bytes; bool: 1 byte; date: 8 bytes, sign flipped; timestamp: 8 bytes
 *   regex      pattern and options as strings; code: as a string; code with scope: string, object
 *   undefined (an empty array's entry in an index), null, minKey, maxKey: nothing
 * Every value's first byte is its rank (1 to 127).
 */

/** Bytes whose memcmp order is the order of `compareValues`; equal values encode equal; prefix-free. */
export function encodeValue(value: unknown): Buffer {
  begin();
  append(value);
  return take();
}

/** The encodings of `values` one after another, those of descending parts inverted; an absent direction is 1. */
export function encodeKey(values: readonly unknown[], directions: readonly (1 | -1)[]): Buffer {
  begin();
  for (let i = 0; i < values.length; i += 1) {
    const start = position();
    append(values[i]);
    if (directions[i] === -1) invertFrom(start);
  }
  return take();
}

/**
 * The bounds of the values that a range operator ($lt, $gte, ...) with `value` may match at all, which are those of
 * its type: the encoding b of each has lower <= b < upper. NaN, which only equals, is below the bracket of numbers.
 */
export function typeBracket(value: unknown): { lower: Buffer; upper: Buffer } {
  const rank = rankOf(value);
  const lower = rank === typeRank.number ? Buffer.concat([encodeValue(NaN), Buffer.of(0)]) : Buffer.of(rank);
  return { lower, upper: Buffer.of(rank + 1) };
}

/** The bounds of the strings that start with `prefix`: lower <= b < upper. */
export function prefixBracket(prefix: string): { lower: Buffer; upper: Buffer } {
  const encoded = encodeValue(prefix);
  const lower = encoded.subarray(0, -2);
  const upper = Buffer.from(lower);
  // UTF-8 has no FF, and the rank before it is below FF
  for (let i = upper.length - 1; i >= 0; i -= 1) {
    const byte = upper[i] ?? 0;
    if (byte < 0xff) {
      upper[i] = byte + 1;
      return { lower, upper: upper.subarray(0, i + 1) };
    }
  }
  return { lower, upper };
}

const digestLength = 32;

/**
 * A key of at most `limit` bytes. A longer one becomes its first `limit - 32` bytes and the SHA-256 of all of it, and
 * `truncated` is set. So equal keys stay equal and different ones different (an index stays unique), and a truncated
 * key keeps its place among keys that differ from it in the part that is kept; among those that share it, the order
 * is not that of the values. A reader therefore cuts its range's bounds to `limit - 32` bytes (an upper one then takes
 * in all keys of that prefix), and looks at the documents themselves; an index with truncated keys proves no order.
 */
export function fitKey(key: Buffer, limit: number = KEY_LIMIT): { key: Buffer; truncated: boolean } {
  if (key.length <= limit) return { key, truncated: false };
  const digest = createHash('sha256').update(key).digest();
  return { key: Buffer.concat([key.subarray(0, limit - digestLength), digest]), truncated: true };
}

function append(value: unknown): void {
  const rank = rankOf(value);
  putByte(rank);
  switch (rank) {
    case typeRank.number:
      putNumber(value as NumericValue);
      return;
    case typeRank.string:
      putString(typeof value === 'string' ? value : (value as BSONSymbol).value);
      return;
    case typeRank.object:
      appendFields(value as Document);
      return;
    case typeRank.array:
      for (const element of value as unknown[]) {
        putByte(1);
        append(element);
      }
      putByte(0);
      return;
    case typeRank.binData:
      putBinary(value as Binary | Uint8Array);
      return;
    case typeRank.objectId:
      putBytes((value as ObjectId).id);
      return;
    case typeRank.bool:
      putByte(value === true ? 1 : 0);
      return;
    case typeRank.date:
      putInt64(BigInt((value as Date).getTime()) ^ (1n << 63n));
      return;
    case typeRank.timestamp:
      putInt64((value as Timestamp).toBigInt());
      return;
    case typeRank.regex: {
      const { pattern, options } = regexParts(value as RegExp | BSONRegExp);
      putString(pattern);
      putString(options);
      return;
    }
    case typeRank.code:
    case typeRank.codeWithScope: {
      const { code, scope } = value as Code;
      putString(code);
      if (scope !== null) appendFields(scope);
      return;
    }
  }
}

function appendFields(document: Document): void {
  for (const name of Object.keys(document)) {
    const value = document[name];
    putByte(1);
    putByte(rankOf(value));
    putString(name);
    append(value);
  }
  putByte(0);
}

function putBinary(value: Binary | Uint8Array): void {
  const content = bytesOf(value);
  const { bytes, at } = reserve(5);
  bytes.writeUInt32BE(content.length, at);
  bytes[at + 4] = subtypeOf(value);
  putBytes(content);
}

function putInt64(bits: bigint): void {
  const { bytes, at } = reserve(8);
  bytes.writeBigUInt64BE(BigInt.asUintN(64, bits), at);
}
