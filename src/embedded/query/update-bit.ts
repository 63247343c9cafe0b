import { Int32, Long } from 'bson';
import { numberType, toBigInt } from './arithmetic.js';
import { badValue } from './errors.js';
import { shellText } from './shell-text.js';
import type { NumericValue } from './values.js';
import { isDocument, isNumeric, typeName } from './values.js';
import type { LeafContext } from './update-operators.js';

const operations: Readonly<Record<string, (a: bigint, b: bigint) => bigint>> = {
  and: (a, b) => a & b,
  or: (a, b) => a | b,
  xor: (a, b) => a ^ b,
};

/** `$bit: {path: {and|or|xor: integer}}`; a missing field counts as 0. */
export function compileBit(
  operand: unknown,
  path: string,
): (value: unknown, context: LeafContext) => unknown {
  if (!isDocument(operand)) {
    throw badValue(
      `The $bit modifier is not compatible with a ${typeName(operand)}. You must pass in an embedded document: {$bit: {field: {and/or/xor: #}}`,
    );
  }
  const steps = Object.keys(operand).map((name) => {
    const operation = Object.hasOwn(operations, name) ? operations[name] : undefined;
    if (operation === undefined) {
      throw badValue(
        `The $bit modifier only supports 'and', 'or', and 'xor', not '${name}' which is an unknown operator: {${path}: ${shellText(operand)}}`,
      );
    }
    const argument = operand[name];
    if (!isIntegral(argument)) {
      throw badValue(
        `The $bit modifier field must be an Integer(32/64 bit); a '${typeName(argument)}' is not supported here: {${name}: ${shellText(argument)}}`,
      );
    }
    return { operation, argument };
  });
  if (steps.length === 0) {
    throw badValue(
      `You must pass in at least one bitwise operation. The format is: {$bit: {field: {and/or/xor: #}}`,
    );
  }
  return (value, context) => {
    const start = value === undefined ? new Int32(0) : value;
    if (!isIntegral(start)) {
      throw badValue(
        `Cannot apply $bit to a value of non-integral type._id: ${shellText(context.root._id)} has the field ${context.path} of non-integer type ${typeName(value)}`,
      );
    }
    return steps.reduce<NumericValue>((present, { operation, argument }) => {
      const result = operation(toBigInt(present), toBigInt(argument));
      const wide = numberType(present) === 'long' || numberType(argument) === 'long';
      return wide ? Long.fromBigInt(result) : new Int32(Number(result));
    }, start);
  };
}

function isIntegral(value: unknown): value is NumericValue {
  return isNumeric(value) && (numberType(value) === 'int' || numberType(value) === 'long');
}
