import { Decimal128 } from 'bson';
import { decimalParts } from './decimal.js';
import type { NumericValue } from './values.js';
import { unwrapNumber } from './values.js';

/** Compares numbers of any types by their exact values; NaN equals NaN and is below all others. */
export function compareNumbers(a: NumericValue, b: NumericValue): number {
  if (typeof a === 'number' && typeof b === 'number') return compareDoubles(a, b);
  const left = unwrapNumber(a);
  const right = unwrapNumber(b);
  if (left instanceof Decimal128) {
    return right instanceof Decimal128 ? compareDecimals(left, right) : compareDecimalTo(left, right);
  }
  if (right instanceof Decimal128) return -compareDecimalTo(right, left);
  if (typeof left === 'number' && typeof right === 'number') return compareDoubles(left, right);
  if (Number.isNaN(left)) return -1;
  if (Number.isNaN(right)) return 1;
  // JavaScript compares bigint with number exactly
  return left < right ? -1 : left > right ? 1 : 0;
}

function compareDoubles(a: number, b: number): number {
  if (a < b) return -1;
  if (a > b) return 1;
  if (a === b) return 0;
  return Number.isNaN(a) ? (Number.isNaN(b) ? 0 : -1) : 1;
}

const specialRank = { nan: -2, '-infinity': -1, infinity: 1 } as const;

function compareDecimals(a: Decimal128, b: Decimal128): number {
  const left = decimalParts(a);
  const right = decimalParts(b);
  if (left.special !== undefined || right.special !== undefined) {
    const l = left.special === undefined ? 0 : specialRank[left.special];
    const r = right.special === undefined ? 0 : specialRank[right.special];
    return Math.sign(l - r);
  }
  const l = left.negative ? -left.coefficient : left.coefficient;
  const r = right.negative ? -right.coefficient : right.coefficient;
  if (l === 0n || r === 0n || l < 0n !== r < 0n) return l < r ? -1 : l > r ? 1 : 0;
  // exponents reach 6144: the magnitudes decide where they differ, so that the powers below stay small
  const magnitude = digits(left.coefficient) + left.exponent - digits(right.coefficient) - right.exponent;
  if (magnitude !== 0) return magnitude > 0 === l > 0n ? 1 : -1;
  return compareScaled(l, left.exponent, r, right.exponent);
}

function digits(coefficient: bigint): number {
  return coefficient.toString().length;
}

/** l * 10^le against r * 10^re. */
function compareScaled(l: bigint, le: number, r: bigint, re: number): number {
  const base = Math.min(le, re);
  const left = l * 10n ** BigInt(le - base);
  const right = r * 10n ** BigInt(re - base);
  return left < right ? -1 : left > right ? 1 : 0;
}

function compareDecimalTo(decimal: Decimal128, other: number | bigint): number {
  if (typeof other === 'bigint') return compareDecimals(decimal, Decimal128.fromString(other.toString()));
  const parts = decimalParts(decimal);
  if (Number.isNaN(other)) return parts.special === 'nan' ? 0 : 1;
  if (parts.special === 'nan') return -1;
  // rounding keeps order: only where the nearest double is `other` itself must the digits decide
  const nearest = Number(decimal.toString());
  if (nearest !== other) return nearest < other ? -1 : 1;
  if (parts.special !== undefined) return 0;
  const coefficient = parts.negative ? -parts.coefficient : parts.coefficient;
  if (!Number.isFinite(other)) return other > 0 ? -1 : 1;
  if (other === 0) return coefficient < 0n ? -1 : coefficient > 0n ? 1 : 0;
  const exact = doubleParts(other);
  // m * 2^p with p < 0 is m * 5^-p * 10^p
  return exact.power >= 0
    ? compareScaled(coefficient, parts.exponent, exact.mantissa * 2n ** BigInt(exact.power), 0)
    : compareScaled(coefficient, parts.exponent, exact.mantissa * 5n ** BigInt(-exact.power), exact.power);
}

const scratch = new DataView(new ArrayBuffer(8));

/** A finite double as mantissa * 2^power. */
function doubleParts(value: number): { mantissa: bigint; power: number } {
  scratch.setFloat64(0, value);
  const bits = scratch.getBigUint64(0);
  const exponent = Number((bits >> 52n) & 0x7ffn);
  const fraction = bits & 0xfffffffffffffn;
  const magnitude = exponent === 0 ? fraction : fraction | 0x10000000000000n;
  return { mantissa: value < 0 ? -magnitude : magnitude, power: Math.max(exponent, 1) - 1075 };
}
