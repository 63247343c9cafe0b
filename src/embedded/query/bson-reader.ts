import {
  Binary,
  BSONRegExp,
  BSONSymbol,
  ByteUtils,
  Code,
  Decimal128,
  Double,
  Int32,
  Long,
  MaxKey,
  MinKey,
  ObjectId,
  Timestamp,
  UUID,
} from 'bson';
import type { Document } from './documents.js';
import { readFieldName } from './field-names.js';
import { badValue, invalidBson, overflow } from './errors.js';
import { isIndexName, keepOrder } from './field-order.js';
import { dateOf, isInt32 } from './values.js';

/** MongoDB's limit on nesting. */
const maximumDepth = 200;

interface Reader {
  readonly buffer: Buffer;
  readonly typed: boolean;
  position: number;
}

/**
 * Decodes one BSON document. bson's own `deserialize` turns `{$ref, $id}` into DBRef, undefined into a value that
 * `serialize` writes as null, and cannot give long as bigint beside wrappers; a store must give back what it got.
 */
export function readDocument(bytes: Uint8Array, typed: boolean): Document {
  const buffer = Buffer.isBuffer(bytes)
    ? bytes
    : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const reader: Reader = { buffer, typed, position: 0 };
  try {
    return readObject(reader, 0);
  } catch (error) {
    if (error instanceof RangeError) throw invalidBson(`invalid BSON: ${error.message}`);
    throw error;
  }
}

function readObject(reader: Reader, depth: number): Document {
  const end = openDocument(reader, depth);
  const result: Document = {};
  let names: string[] | undefined;
  for (let type = readByte(reader); type !== 0; type = readByte(reader)) {
    const name = readName(reader);
    if (names === undefined && isDigit(name.charCodeAt(0))) names = Object.keys(result);
    names?.push(name);
    const value = readValue(reader, type, name, depth);
    if (name === '__proto__') {
      Object.defineProperty(result, name, { value, writable: true, enumerable: true, configurable: true });
    } else {
      result[name] = value;
    }
  }
  closeDocument(reader, end);
  if (names?.some(isIndexName) === true) keepOrder(result, names);
  return result;
}

const isDigit = (code: number): boolean => code >= 0x30 && code <= 0x39;

function readArray(reader: Reader, depth: number): unknown[] {
  const end = openDocument(reader, depth);
  const result: unknown[] = [];
  for (let type = readByte(reader); type !== 0; type = readByte(reader)) {
    skipCString(reader);
    result.push(readValue(reader, type, '', depth));
  }
  closeDocument(reader, end);
  return result;
}

function openDocument(reader: Reader, depth: number): number {
  if (depth > maximumDepth) {
    throw overflow(`BSONObj exceeds maximum nested object depth: ${String(maximumDepth)}`);
  }
  const start = reader.position;
  const size = readInt32(reader);
  if (size < 5 || start + size > reader.buffer.length) throw invalidBson('invalid BSON: bad document length');
  return start + size;
}

function closeDocument(reader: Reader, end: number): void {
  if (reader.position !== end) throw invalidBson('invalid BSON: document length does not fit its fields');
}

function readValue(reader: Reader, type: number, name: string, depth: number): unknown {
  switch (type) {
    case 0x01: {
      const value = reader.buffer.readDoubleLE(advance(reader, 8));
      return reader.typed || isInt32(value) ? new Double(value) : value;
    }
    case 0x02:
      return readString(reader);
    case 0x03:
      return readObject(reader, depth + 1);
    case 0x04:
      return readArray(reader, depth + 1);
    case 0x05:
      return readBinary(reader);
    case 0x07:
      return new ObjectId(take(reader, 12));
    case 0x08:
      return readByte(reader) !== 0;
    case 0x09:
      return dateOf(Number(reader.buffer.readBigInt64LE(advance(reader, 8))));
    case 0x0a:
      return null;
    case 0x0b:
      return new BSONRegExp(readCString(reader), readCString(reader));
    case 0x0d:
      return new Code(readString(reader));
    case 0x0e:
      return new BSONSymbol(readString(reader));
    case 0x0f: {
      readInt32(reader);
      const code = readString(reader);
      return new Code(code, readObject(reader, depth + 1));
    }
    case 0x10: {
      const value = readInt32(reader);
      return reader.typed ? new Int32(value) : value;
    }
    case 0x11: {
      const at = advance(reader, 8);
      return new Timestamp({ i: reader.buffer.readUInt32LE(at), t: reader.buffer.readUInt32LE(at + 4) });
    }
    case 0x12: {
      const at = advance(reader, 8);
      if (!reader.typed) return reader.buffer.readBigInt64LE(at);
      return new Long(reader.buffer.readInt32LE(at), reader.buffer.readInt32LE(at + 4));
    }
    case 0x13:
      return new Decimal128(Buffer.from(take(reader, 16)));
    case 0x7f:
      return new MaxKey();
    case 0xff:
      return new MinKey();
    case 0x06:
    case 0x0c:
      throw badValue(`the deprecated BSON type ${String(type)} (field "${name}") is not supported`);
    default:
      throw invalidBson(`invalid BSON: unknown type ${String(type)} of field "${name}"`);
  }
}

function readBinary(reader: Reader): Binary {
  const size = readInt32(reader);
  const subType = readByte(reader);
  // subtype 2 repeats its length inside
  const bytes = Buffer.from(subType === 2 ? take(reader, size).subarray(4) : take(reader, size));
  return subType === Binary.SUBTYPE_UUID && size === 16 ? new UUID(bytes) : new Binary(bytes, subType);
}

function advance(reader: Reader, count: number): number {
  const at = reader.position;
  reader.position = at + count;
  return at;
}

function take(reader: Reader, count: number): Buffer {
  const at = advance(reader, count);
  if (count < 0 || reader.position > reader.buffer.length)
    throw invalidBson('invalid BSON: value exceeds the document');
  return reader.buffer.subarray(at, reader.position);
}

function readByte(reader: Reader): number {
  return reader.buffer.readUInt8(advance(reader, 1));
}

function readInt32(reader: Reader): number {
  return reader.buffer.readInt32LE(advance(reader, 4));
}

function readString(reader: Reader): string {
  const size = readInt32(reader);
  const start = reader.position;
  const end = start + size - 1;
  if (size < 1 || end >= reader.buffer.length) throw invalidBson('invalid BSON: bad string length');
  reader.position = end + 1;
  return ByteUtils.toUTF8(reader.buffer, start, end, false);
}

function readCString(reader: Reader): string {
  const start = reader.position;
  skipCString(reader);
  return ByteUtils.toUTF8(reader.buffer, start, reader.position - 1, false);
}

function readName(reader: Reader): string {
  const start = reader.position;
  skipCString(reader);
  return readFieldName(reader.buffer, start, reader.position - 1);
}

function skipCString(reader: Reader): void {
  const { buffer } = reader;
  let at = reader.position;
  while (at < buffer.length && buffer[at] !== 0) at += 1;
  if (at >= buffer.length) throw invalidBson('invalid BSON: unterminated name');
  reader.position = at + 1;
}
