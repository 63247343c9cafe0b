import { Double, Int32, Long } from 'bson';
import { add, multiply, numberType, toDecimal, widerType } from '../arithmetic.js';
import { divideDecimals, remainderDecimals } from '../decimal.js';
import { badValue, locationError, typeMismatch } from '../errors.js';
import type { NumericValue } from '../values.js';
import { dateOf, isNumeric, toNumber, typeName } from '../values.js';
import { toBigInt } from '../arithmetic.js';
import { binary, isNullish, unary, variadic } from './arity.js';
import type { OperatorCompiler } from './compile.js';

/** Sum of numbers; a long that overflows becomes double. */
function addNumbers(a: NumericValue, b: NumericValue): NumericValue {
  return add(a, b) ?? new Double(toNumber(a) + toNumber(b));
}

function multiplyNumbers(a: NumericValue, b: NumericValue): NumericValue {
  return multiply(a, b) ?? new Double(toNumber(a) * toNumber(b));
}

function addAll(values: readonly unknown[]): unknown {
  let sum: NumericValue = new Int32(0);
  let date: Date | undefined;
  for (const value of values) {
    if (isNullish(value)) return null;
    if (value instanceof Date) {
      if (date !== undefined) throw locationError(16612, 'only one date allowed in an $add expression');
      date = value;
    } else if (isNumeric(value)) {
      sum = addNumbers(sum, value);
    } else {
      throw typeMismatch(`$add only supports numeric or date types, not ${typeName(value)}`);
    }
  }
  return date === undefined ? sum : dateOf(date.getTime() + Math.round(toNumber(sum)));
}

function subtract(a: unknown, b: unknown): unknown {
  if (isNullish(a) || isNullish(b)) return null;
  if (isNumeric(a) && isNumeric(b)) return addNumbers(a, multiplyNumbers(b, new Int32(-1)));
  if (a instanceof Date) {
    if (b instanceof Date) return Long.fromNumber(a.getTime() - b.getTime());
    if (isNumeric(b)) return dateOf(a.getTime() - Math.round(toNumber(b)));
  }
  throw typeMismatch(`can't $subtract ${typeName(b)} from ${typeName(a)}`);
}

function multiplyAll(values: readonly unknown[]): unknown {
  let product: NumericValue = new Int32(1);
  for (const value of values) {
    if (isNullish(value)) return null;
    if (!isNumeric(value))
      throw typeMismatch(`$multiply only supports numeric types, not ${typeName(value)}`);
    product = multiplyNumbers(product, value);
  }
  return product;
}

function divide(a: unknown, b: unknown): unknown {
  if (isNullish(a) || isNullish(b)) return null;
  if (!isNumeric(a) || !isNumeric(b)) {
    throw typeMismatch(`$divide only supports numeric types, not ${typeName(a)} and ${typeName(b)}`);
  }
  if (toNumber(b) === 0) throw badValue("can't $divide by zero");
  if (widerType(a, b) === 'decimal') return divideDecimals(toDecimal(a), toDecimal(b));
  return new Double(toNumber(a) / toNumber(b));
}

function modulo(a: unknown, b: unknown): unknown {
  if (isNullish(a) || isNullish(b)) return null;
  if (!isNumeric(a) || !isNumeric(b)) {
    throw locationError(16611, `$mod only supports numeric types, not ${typeName(a)} and ${typeName(b)}`);
  }
  if (toNumber(b) === 0) throw locationError(16610, "can't $mod by zero");
  switch (widerType(a, b)) {
    case 'decimal':
      return remainderDecimals(toDecimal(a), toDecimal(b));
    case 'double':
      return new Double(toNumber(a) % toNumber(b));
    case 'long':
      return Long.fromBigInt(toBigInt(a) % toBigInt(b));
    case 'int':
      return new Int32(toNumber(a) % toNumber(b));
  }
}

const bitwise = (apply: (a: bigint, b: bigint) => bigint, start: bigint): OperatorCompiler =>
  variadic((values, operator) => {
    let result = start;
    let wide = false;
    for (const value of values) {
      if (isNullish(value)) return null;
      const type = isNumeric(value) ? numberType(value) : undefined;
      if (!isNumeric(value) || (type !== 'int' && type !== 'long')) {
        throw typeMismatch(`${operator} only supports int and long operands.`);
      }
      wide ||= type === 'long';
      result = apply(result, toBigInt(value));
    }
    return wide ? Long.fromBigInt(result) : new Int32(Number(result));
  });

const bitNot = unary((value) => {
  if (isNullish(value)) return null;
  const type = isNumeric(value) ? numberType(value) : undefined;
  if (!isNumeric(value) || (type !== 'int' && type !== 'long')) {
    throw typeMismatch(`$bitNot only supports int and long, not: ${typeName(value)}`);
  }
  const result = ~toBigInt(value);
  return type === 'long' ? Long.fromBigInt(result) : new Int32(Number(result));
});

export const arithmeticOperators: Readonly<Record<string, OperatorCompiler>> = {
  $add: variadic(addAll),
  $subtract: binary(subtract),
  $multiply: variadic(multiplyAll),
  $divide: binary(divide),
  $mod: binary(modulo),
  $bitNot: bitNot,
  $bitAnd: bitwise((a, b) => a & b, -1n),
  $bitOr: bitwise((a, b) => a | b, 0n),
  $bitXor: bitwise((a, b) => a ^ b, 0n),
};
