import { Decimal128 } from 'bson';
import { decimalParts } from './decimal.js';
import { compareNumbers } from './number-order.js';
import type { NumericValue } from './values.js';
import { unwrapNumber } from './values.js';

/*
 * A number is the largest double that is not above it (8 bytes, in memcmp order), then
 *   00                 if it is that double, or
 *   01 and its exact decimal digits, so that longs and decimals between two doubles find their place.
 * So 1, 1.0, NumberLong(1) and NumberDecimal('1.00') are one key. NaN is below -Infinity.
 */

/** `rank` and the number in bytes whose memcmp order is numeric order. */
export function encodeNumber(rank: number, value: NumericValue): Buffer {
  const number = unwrapNumber(value);
  if (typeof number === 'number') return encodeDouble(rank, number, 0);
  if (typeof number === 'bigint') {
    const double = Number(number);
    if (BigInt(double) === number) return encodeDouble(rank, double, 0);
    const decimal = Decimal128.fromString(number.toString());
    return withTail(encodeDouble(rank, BigInt(double) > number ? nextBelow(double) : double, 1), decimal);
  }
  const nearest = Number(number.toString());
  const order = compareNumbers(nearest, number);
  if (order === 0) return encodeDouble(rank, nearest, 0);
  return withTail(encodeDouble(rank, order > 0 ? nextBelow(nearest) : nearest, 1), number);
}

const signBit = 1n << 63n;
const allBits = (1n << 64n) - 1n;

function encodeDouble(rank: number, value: number, tail: 0 | 1): Buffer {
  const bytes = Buffer.allocUnsafe(10);
  bytes[0] = rank;
  bytes[9] = tail;
  if (Number.isNaN(value)) {
    bytes.fill(0, 1, 9);
    return bytes;
  }
  // adding 0 makes -0 the same key as 0
  bytes.writeDoubleBE(value + 0, 1);
  if (value < 0) {
    for (let i = 1; i < 9; i += 1) bytes[i] = ~(bytes[i] ?? 0);
  } else {
    bytes[1] = (bytes[1] ?? 0) ^ 0x80;
  }
  return bytes;
}

const scratch = new DataView(new ArrayBuffer(8));

/** The largest double below `value`. */
function nextBelow(value: number): number {
  if (value === 0) return -Number.MIN_VALUE;
  scratch.setFloat64(0, value);
  const bits = scratch.getBigUint64(0);
  scratch.setBigUint64(0, bits & signBit ? (bits + 1n) & allBits : bits - 1n);
  return scratch.getFloat64(0);
}

/** Decimal exponent (2 bytes), then pairs of digits as 1 to 100, closed by 0; inverted for negative numbers. */
function withTail(head: Buffer, decimal: Decimal128): Buffer {
  const parts = decimalParts(decimal);
  if (parts.special !== undefined) return head;
  const text = parts.coefficient.toString();
  const digits = text.replace(/0+$/, '');
  const bytes = [0, 0];
  for (let i = 0; i < digits.length; i += 2) bytes.push(Number(digits.slice(i, i + 2).padEnd(2, '0')) + 1);
  bytes.push(0);
  const tail = Buffer.from(bytes);
  tail.writeUInt16BE(parts.exponent + text.length + 0x4000, 0);
  if (parts.negative) for (let i = 0; i < tail.length; i += 1) tail[i] = ~(tail[i] ?? 0);
  return Buffer.concat([head, tail]);
}
