import { Decimal128 } from 'bson';

/** coefficient * 10^exponent, exactly; or what has no digits. */
export type DecimalParts =
  | { readonly special: 'nan' | 'infinity' | '-infinity' }
  | {
      readonly special: undefined;
      readonly negative: boolean;
      readonly coefficient: bigint;
      readonly exponent: number;
    };

/** Takes a decimal apart; `coefficient` is not negative. */
export function decimalParts(value: Decimal128): DecimalParts {
  const text = value.toString();
  if (text === 'NaN') return { special: 'nan' };
  if (text.endsWith('Infinity')) return { special: text.startsWith('-') ? '-infinity' : 'infinity' };
  const negative = text.startsWith('-');
  const [mantissa = '0', power = '0'] = text.slice(negative ? 1 : 0).split('E');
  const [whole = '', fraction = ''] = mantissa.split('.');
  return {
    special: undefined,
    negative,
    coefficient: BigInt(whole + fraction),
    exponent: Number(power) - fraction.length,
  };
}

const precision = 34;
const exponentMax = 6111;
const exponentMin = -6176;

/** The decimal nearest to coefficient * 10^exponent (half to even), infinite where it is too large. */
export function decimalOf(signed: bigint, exponent: number): Decimal128 {
  const negative = signed < 0n;
  let coefficient = negative ? -signed : signed;
  let power = exponent;
  const excess = Math.max(coefficient.toString().length - precision, exponentMin - power);
  if (excess > 0) {
    coefficient = divideHalfEven(coefficient, 10n ** BigInt(excess));
    power += excess;
    if (coefficient.toString().length > precision) {
      coefficient /= 10n;
      power += 1;
    }
  }
  if (coefficient === 0n) power = Math.min(power, exponentMax);
  while (power > exponentMax && coefficient.toString().length < precision) {
    coefficient *= 10n;
    power -= 1;
  }
  const sign = negative ? '-' : '';
  if (power > exponentMax) return Decimal128.fromString(`${sign}Infinity`);
  return Decimal128.fromString(`${sign}${coefficient.toString()}E${String(power)}`);
}

function divideHalfEven(dividend: bigint, divisor: bigint): bigint {
  const quotient = dividend / divisor;
  const twice = (dividend % divisor) * 2n;
  const up = twice > divisor || (twice === divisor && quotient % 2n === 1n);
  return up ? quotient + 1n : quotient;
}

const nan = Decimal128.fromString('NaN');

/** a + b. */
export function addDecimals(a: Decimal128, b: Decimal128): Decimal128 {
  const left = decimalParts(a);
  const right = decimalParts(b);
  if (left.special !== undefined || right.special !== undefined)
    return decimalFromDouble(Number(a.toString()) + Number(b.toString()));
  const exponent = Math.min(left.exponent, right.exponent);
  const sum =
    signedCoefficient(left) * 10n ** BigInt(left.exponent - exponent) +
    signedCoefficient(right) * 10n ** BigInt(right.exponent - exponent);
  return decimalOf(sum, exponent);
}

/** a * b. */
export function multiplyDecimals(a: Decimal128, b: Decimal128): Decimal128 {
  const left = decimalParts(a);
  const right = decimalParts(b);
  if (left.special !== undefined || right.special !== undefined)
    return decimalFromDouble(Number(a.toString()) * Number(b.toString()));
  return decimalOf(signedCoefficient(left) * signedCoefficient(right), left.exponent + right.exponent);
}

/** a / b; a zero `b` is the caller's error. */
export function divideDecimals(a: Decimal128, b: Decimal128): Decimal128 {
  const left = decimalParts(a);
  const right = decimalParts(b);
  if (left.special !== undefined || right.special !== undefined || right.coefficient === 0n) {
    return decimalFromDouble(Number(a.toString()) / Number(b.toString()));
  }
  const dividend = signedCoefficient(left);
  const divisor = signedCoefficient(right);
  if (dividend % divisor === 0n) return decimalOf(dividend / divisor, left.exponent - right.exponent);
  // enough digits that a last one, which is not zero, keeps a rest from looking like a tie
  const scale = precision + 3 + divisor.toString().length;
  const scaled = dividend * 10n ** BigInt(scale);
  const quotient = scaled / divisor;
  if (scaled % divisor === 0n) return trimmed(quotient, left.exponent - right.exponent - scale);
  return decimalOf(
    quotient * 10n + (quotient < 0n || dividend < 0n !== divisor < 0n ? -1n : 1n),
    left.exponent - right.exponent - scale - 1,
  );
}

/** Without the trailing zeros that an exact division has too many. */
function trimmed(coefficient: bigint, exponent: number): Decimal128 {
  let digits = coefficient;
  let power = exponent;
  while (digits !== 0n && digits % 10n === 0n) {
    digits /= 10n;
    power += 1;
  }
  return decimalOf(digits, power);
}

/** The remainder of a / b with the sign of a. */
export function remainderDecimals(a: Decimal128, b: Decimal128): Decimal128 {
  const left = decimalParts(a);
  const right = decimalParts(b);
  if (left.special !== undefined || right.special === 'nan') return nan;
  if (right.special !== undefined) return a;
  if (right.coefficient === 0n) return nan;
  const exponent = Math.min(left.exponent, right.exponent);
  const dividend = signedCoefficient(left) * 10n ** BigInt(left.exponent - exponent);
  return decimalOf(dividend % (right.coefficient * 10n ** BigInt(right.exponent - exponent)), exponent);
}

function signedCoefficient(parts: { negative: boolean; coefficient: bigint }): bigint {
  return parts.negative ? -parts.coefficient : parts.coefficient;
}

/** A double as MongoDB makes a decimal of it in arithmetic: by its first 15 digits. */
export function decimalFromDouble(value: number): Decimal128 {
  if (Number.isNaN(value)) return nan;
  if (!Number.isFinite(value)) return Decimal128.fromString(value > 0 ? 'Infinity' : '-Infinity');
  const [mantissa = '0', power = '0'] = value.toExponential(14).split('e');
  const digits = mantissa.includes('.') ? mantissa.replace(/\.?0+$/, '') : mantissa;
  return Decimal128.fromString(`${digits}E${power}`);
}
