import { Decimal128, Double, Int32, Long } from 'bson';
import { addDecimals, decimalFromDouble, multiplyDecimals } from './decimal.js';
import { fitsInt64 } from './numbers.js';
import type { NumericValue } from './values.js';
import { toNumber, typeName, unwrapNumber } from './values.js';

/** A number in the wrapper of its type. */
export type TypedNumber = Int32 | Long | Double | Decimal128;

const width = { int: 0, long: 1, double: 2, decimal: 3 } as const;
type NumberType = keyof typeof width;

/** The BSON type of a number. */
export function numberType(value: NumericValue): NumberType {
  return typeName(value) as NumberType;
}

/** The type that an operation on both answers: the wider of the two. */
export function widerType(a: NumericValue, b: NumericValue): NumberType {
  const left = numberType(a);
  const right = numberType(b);
  return width[left] >= width[right] ? left : right;
}

/** a + b in the wider type; an int that overflows becomes long. undefined if a long overflows. */
export function add(a: NumericValue, b: NumericValue): TypedNumber | undefined {
  switch (widerType(a, b)) {
    case 'decimal':
      return addDecimals(toDecimal(a), toDecimal(b));
    case 'double':
      return new Double(toNumber(a) + toNumber(b));
    case 'long':
      return longOrNothing(toBigInt(a) + toBigInt(b));
    case 'int':
      return integer(toNumber(a) + toNumber(b));
  }
}

/** a * b in the wider type; an int that overflows becomes long. undefined if a long overflows. */
export function multiply(a: NumericValue, b: NumericValue): TypedNumber | undefined {
  switch (widerType(a, b)) {
    case 'decimal':
      return multiplyDecimals(toDecimal(a), toDecimal(b));
    case 'double':
      return new Double(toNumber(a) * toNumber(b));
    case 'long':
      return longOrNothing(toBigInt(a) * toBigInt(b));
    case 'int': {
      const product = toBigInt(a) * toBigInt(b);
      return BigInt.asIntN(32, product) === product ? new Int32(Number(product)) : longOrNothing(product);
    }
  }
}

/** An integer of up to 53 bits as int, or as long where it needs more than 32 bits. */
export function integer(value: number): Int32 | Long {
  return value === (value | 0) ? new Int32(value) : Long.fromNumber(value);
}

export function toDecimal(value: NumericValue): Decimal128 {
  const number = unwrapNumber(value);
  if (number instanceof Decimal128) return number;
  return typeof number === 'bigint' || Number.isInteger(number)
    ? Decimal128.fromString(BigInt(number).toString())
    : decimalFromDouble(number);
}

/** An int or long as bigint. */
export function toBigInt(value: NumericValue): bigint {
  const number = unwrapNumber(value);
  return typeof number === 'bigint' ? number : BigInt(Number(number));
}

function longOrNothing(value: bigint): Long | undefined {
  return fitsInt64(value) ? Long.fromBigInt(value) : undefined;
}
