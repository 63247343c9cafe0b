import { createHash } from 'node:crypto';
import type { Binary, BSONRegExp, BSONSymbol, Code, ObjectId, Timestamp } from 'bson';
import { bytesOf, rankOf, regexParts, subtypeOf, typeRank } from './bson-order.js';
import type { Document } from './documents.js';
import { encodeNumber } from './number-encoding.js';
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
  const parts: Buffer[] = [];
  append(parts, value);
  return joined(parts);
}

/** The encodings of `values` one after another, those of descending parts inverted; an absent direction is 1. */
export function encodeKey(values: readonly unknown[], directions: readonly (1 | -1)[]): Buffer {
  return joined(
    values.map((value, i) => (directions[i] === -1 ? invert(encodeValue(value)) : encodeValue(value))),
  );
}

/** Every bit flipped: what is ascending becomes descending. */
export function invert(bytes: Buffer): Buffer {
  const result = Buffer.allocUnsafe(bytes.length);
  for (let i = 0; i < bytes.length; i += 1) result[i] = ~(bytes[i] ?? 0);
  return result;
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
 * is not that of the values. A reader therefore cuts its range's bounds to `limit - 32` bytes (`boundWithin`), which
 * widens the range, and then looks at the document itself; an index that has truncated keys proves no order.
 */
export function fitKey(key: Buffer, limit: number = KEY_LIMIT): { key: Buffer; truncated: boolean } {
  if (key.length <= limit) return { key, truncated: false };
  const digest = createHash('sha256').update(key).digest();
  return { key: Buffer.concat([key.subarray(0, limit - digestLength), digest]), truncated: true };
}

/**
 * A range's bound that takes in the truncated keys too: a lower bound longer than what truncation keeps is cut, an
 * (exclusive) upper one is cut and raised to the next prefix. Shorter bounds are returned as they are.
 */
export function boundWithin(bound: Buffer, side: 'lower' | 'upper', limit: number = KEY_LIMIT): Buffer {
  const kept = limit - digestLength;
  if (bound.length <= kept) return bound;
  const cut = Buffer.from(bound.subarray(0, kept));
  if (side === 'lower') return cut;
  for (let i = cut.length - 1; i >= 0; i -= 1) {
    const byte = cut[i] ?? 0;
    if (byte < 0xff) {
      cut[i] = byte + 1;
      return cut.subarray(0, i + 1);
    }
  }
  return cut;
}

function joined(parts: Buffer[]): Buffer {
  return parts.length === 1 && parts[0] !== undefined ? parts[0] : Buffer.concat(parts);
}

function append(parts: Buffer[], value: unknown): void {
  const rank = rankOf(value);
  switch (rank) {
    case typeRank.number:
      parts.push(encodeNumber(rank, value as NumericValue));
      return;
    case typeRank.string:
      parts.push(encodeString(rank, typeof value === 'string' ? value : (value as BSONSymbol).value));
      return;
    case typeRank.object:
      parts.push(Buffer.of(rank));
      appendFields(parts, value as Document);
      return;
    case typeRank.array:
      parts.push(Buffer.of(rank));
      for (const element of value as unknown[]) {
        parts.push(Buffer.of(1));
        append(parts, element);
      }
      parts.push(Buffer.of(0));
      return;
    case typeRank.binData: {
      const bytes = bytesOf(value as Binary | Uint8Array);
      const head = Buffer.of(rank, 0, 0, 0, 0, subtypeOf(value as Binary | Uint8Array));
      head.writeUInt32BE(bytes.length, 1);
      parts.push(Buffer.concat([head, bytes]));
      return;
    }
    case typeRank.objectId:
      parts.push(Buffer.concat([Buffer.of(rank), (value as ObjectId).id]));
      return;
    case typeRank.bool:
      parts.push(Buffer.of(rank, value === true ? 1 : 0));
      return;
    case typeRank.date:
      parts.push(encodeInt64(rank, BigInt((value as Date).getTime()) ^ (1n << 63n)));
      return;
    case typeRank.timestamp:
      parts.push(encodeInt64(rank, (value as Timestamp).toBigInt()));
      return;
    case typeRank.regex: {
      const { pattern, options } = regexParts(value as RegExp | BSONRegExp);
      parts.push(encodeString(rank, pattern), encodeString(undefined, options));
      return;
    }
    case typeRank.code:
    case typeRank.codeWithScope: {
      const { code, scope } = value as Code;
      parts.push(encodeString(rank, code));
      if (scope !== null) appendFields(parts, scope);
      return;
    }
    default:
      parts.push(Buffer.of(rank));
  }
}

function appendFields(parts: Buffer[], document: Document): void {
  for (const name of Object.keys(document)) {
    const value = document[name];
    parts.push(Buffer.of(1, rankOf(value)), encodeString(undefined, name));
    append(parts, value);
  }
  parts.push(Buffer.of(0));
}

function encodeInt64(rank: number, bits: bigint): Buffer {
  const bytes = Buffer.allocUnsafe(9);
  bytes[0] = rank;
  bytes.writeBigUInt64BE(BigInt.asUintN(64, bits), 1);
  return bytes;
}

function encodeString(rank: number | undefined, text: string): Buffer {
  if (text.includes('\0')) return encodeEscaped(rank, text);
  const head = rank === undefined ? 0 : 1;
  const length = Buffer.byteLength(text);
  const bytes = Buffer.allocUnsafe(head + length + 2);
  if (rank !== undefined) bytes[0] = rank;
  bytes.write(text, head);
  bytes[head + length] = 0;
  bytes[head + length + 1] = 0;
  return bytes;
}

function encodeEscaped(rank: number | undefined, text: string): Buffer {
  const parts = rank === undefined ? [] : [Buffer.of(rank)];
  text.split('\0').forEach((part, i) => {
    if (i > 0) parts.push(Buffer.of(0, 0xff));
    parts.push(Buffer.from(part));
  });
  parts.push(Buffer.of(0, 0));
  return Buffer.concat(parts);
}
