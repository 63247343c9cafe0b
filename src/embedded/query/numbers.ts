import { Decimal128 } from 'bson';
import { decimalParts } from './decimal.js';
import type { NumericValue } from './values.js';
import { unwrapNumber } from './values.js';

const int64Min = -(1n << 63n);
const int64Max = (1n << 63n) - 1n;

export function fitsInt64(value: bigint): boolean {
  return value >= int64Min && value <= int64Max;
}

/** The number without its fraction, or undefined for NaN, infinities and what 64 bits do not hold. */
export function truncateToInt64(value: NumericValue): bigint | undefined {
  const number = unwrapNumber(value);
  let integer: bigint;
  if (typeof number === 'bigint') {
    integer = number;
  } else if (number instanceof Decimal128) {
    const parts = decimalParts(number);
    if (parts.special !== undefined || parts.exponent > 20) return undefined;
    const scale = 10n ** BigInt(Math.abs(parts.exponent));
    const magnitude = parts.exponent < 0 ? parts.coefficient / scale : parts.coefficient * scale;
    integer = parts.negative ? -magnitude : magnitude;
  } else {
    if (!Number.isFinite(number)) return undefined;
    integer = BigInt(Math.trunc(number));
  }
  return fitsInt64(integer) ? integer : undefined;
}

/** The number as a 64-bit integer if it is exactly one. */
export function exactInt64(value: NumericValue): bigint | undefined {
  const number = unwrapNumber(value);
  if (typeof number === 'number' && !Number.isInteger(number)) return undefined;
  if (number instanceof Decimal128) {
    const parts = decimalParts(number);
    if (
      parts.special === undefined &&
      parts.exponent < 0 &&
      parts.coefficient % 10n ** BigInt(-parts.exponent) !== 0n
    ) {
      return undefined;
    }
  }
  return truncateToInt64(value);
}
