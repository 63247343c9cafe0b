import { Decimal128 } from 'bson';
import { decimalParts } from './decimal.js';
import { invertFrom, position, putByte, reserve } from './key-writer.js';
import { compareNumbers } from './number-order.js';
import type { NumericValue } from './values.js';
import { unwrapNumber } from './values.js';

/*
 * A number is the largest double that is not above it (8 bytes, in memcmp order), then
 *   00                 if it is that double, or
 *   01 and its exact decimal digits, so that longs and decimals between two doubles find their place.
 * So 1, 1.0, NumberLong(1) and NumberDecimal('1.00') are one key. NaN is below -Infinity.
 */

/** Writes a number in bytes whose memcmp order is numeric order. */
export function putNumber(value: NumericValue): void {
  const number = unwrapNumber(value);
  if (typeof number === 'number') {
    putDouble(number, 0);
  } else if (typeof number === 'bigint') {
    const double = Number(number);
    if (BigInt(double) === number) {
      putDouble(double, 0);
    } else {
      putDouble(BigInt(double) > number ? nextBelow(double) : double, 1);
      putTail(Decimal128.fromString(number.toString()));
    }
  } else {
    const nearest = Number(number.toString());
    const order = compareNumbers(nearest, number);
    putDouble(order > 0 ? nextBelow(nearest) : nearest, order === 0 ? 0 : 1);
    if (order !== 0) putTail(number);
  }
}

function putDouble(value: number, tail: 0 | 1): void {
  const { bytes, at } = reserve(9);
  bytes[at + 8] = tail;
  if (Number.isNaN(value)) {
    bytes.fill(0, at, at + 8);
    return;
  }
  // adding 0 makes -0 the same key as 0
  bytes.writeDoubleBE(value + 0, at);
  if (value < 0) {
    for (let i = at; i < at + 8; i += 1) bytes[i] = ~(bytes[i] ?? 0);
  } else {
    bytes[at] = (bytes[at] ?? 0) ^ 0x80;
  }
}

const signBit = 1n << 63n;
const allBits = (1n << 64n) - 1n;
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
function putTail(decimal: Decimal128): void {
  const parts = decimalParts(decimal);
  if (parts.special !== undefined) return;
  const start = position();
  const text = parts.coefficient.toString();
  const digits = text.replace(/0+$/, '');
  const { bytes, at } = reserve(2);
  bytes.writeUInt16BE(parts.exponent + text.length + 0x4000, at);
  for (let i = 0; i < digits.length; i += 2) putByte(Number(digits.slice(i, i + 2).padEnd(2, '0')) + 1);
  putByte(0);
  if (parts.negative) invertFrom(start);
}
