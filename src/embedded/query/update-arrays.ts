import { equalValues } from './bson-order.js';
import { compileElementOrder } from './element-order.js';
import type { CommandError } from './errors.js';
import { badValue, failedToParse, typeMismatch } from './errors.js';
import { isRegex } from './filter-conditions.js';
import { compileValueFilter } from './filter.js';
import { shellText } from './shell-text.js';
import type { LeafContext } from './update-operators.js';
import { isDocument, toInteger, toNumber, typeName } from './values.js';

type Apply = (value: unknown, context: LeafContext) => unknown;

const pushClauses = ['$each', '$slice', '$sort', '$position'];

/** `$push: {path: value}` or `{path: {$each, $position, $sort, $slice}}`: inserts, then sorts, then cuts. */
export function compilePush(operand: unknown): Apply {
  if (!isDocument(operand) || !('$each' in operand))
    return (value, context) => [...arrayToPush(value, context), operand];
  const unknown = Object.keys(operand).find((key) => !pushClauses.includes(key));
  if (unknown !== undefined) throw badValue(`Unrecognized clause in $push: ${unknown}`);
  const each: unknown = operand.$each;
  if (!Array.isArray(each)) {
    throw badValue(`The argument to $each in $push must be an array but it was of type: ${typeName(each)}`);
  }
  const slice = integerClause('$slice', operand.$slice);
  const position = integerClause('$position', operand.$position);
  const compare = operand.$sort === undefined ? undefined : compileElementOrder(operand.$sort);
  return (value, context) => {
    const result = [...arrayToPush(value, context)];
    result.splice(position ?? result.length, 0, ...(each as unknown[]));
    if (compare !== undefined) result.sort(compare);
    if (slice === undefined) return result;
    return slice >= 0 ? result.slice(0, slice) : result.slice(slice);
  };
}

function integerClause(name: string, value: unknown): number | undefined {
  if (value === undefined) return undefined;
  const integer = toInteger(value);
  if (integer === undefined) {
    throw badValue(`The value for ${name} must be an integer value but was given type: ${typeName(value)}`);
  }
  return integer;
}

function arrayToPush(value: unknown, context: LeafContext): readonly unknown[] {
  if (value === undefined) return [];
  if (Array.isArray(value)) return value as unknown[];
  throw badValue(
    `The field '${context.path}' must be an array but is of type ${typeName(value)} in document {_id: ${shellText(context.root._id)}}`,
  );
}

/** `$addToSet: {path: value}` or `{path: {$each: [...]}}`: appends what no element equals. */
export function compileAddToSet(operand: unknown): Apply {
  const members = addToSetMembers(operand);
  return (value, context) => {
    if (value !== undefined && !Array.isArray(value)) {
      throw badValue(
        `Cannot apply $addToSet to non-array field. Field named '${context.path}' has non-array type ${typeName(value)}`,
      );
    }
    const result: unknown[] = [...((value as unknown[] | undefined) ?? [])];
    for (const member of members) {
      if (!result.some((element) => equalValues(element, member))) result.push(member);
    }
    return result;
  };
}

function addToSetMembers(operand: unknown): readonly unknown[] {
  if (!isDocument(operand) || Object.keys(operand)[0] !== '$each') return [operand];
  const each: unknown = operand.$each;
  if (!Array.isArray(each)) {
    throw typeMismatch(
      `The argument to $each in $addToSet must be an array but it was of type ${typeName(each)}`,
    );
  }
  if (Object.keys(operand).length > 1) {
    throw badValue(`Found unexpected fields after $each in $addToSet: ${shellText(operand)}`);
  }
  return each;
}

/** `$pull`: removes what equals a value, matches a regex or operators, or, for a document, matches it as a filter. */
export function compilePull(operand: unknown): Apply {
  const matches = pullTest(operand);
  return (value) => cull(value, '$pull', matches);
}

function pullTest(operand: unknown): (element: unknown) => boolean {
  if (isRegex(operand)) return compileValueFilter({ $in: [operand] });
  if (isDocument(operand)) return compileValueFilter(operand);
  return (element) => equalValues(element, operand);
}

/** `$pullAll: {path: [values]}`. */
export function compilePullAll(operand: unknown): Apply {
  if (!Array.isArray(operand)) {
    throw badValue(`$pullAll requires an array argument but was given a ${typeName(operand)}`);
  }
  const members: readonly unknown[] = operand;
  return (value) =>
    cull(value, '$pullAll', (element) => members.some((member) => equalValues(element, member)));
}

function cull(value: unknown, operator: string, matches: (element: unknown) => boolean): unknown {
  if (!Array.isArray(value)) throw badValue(`Cannot apply ${operator} to a non-array value`);
  return value.filter((element) => !matches(element));
}

/** `$pop: {path: 1}` removes the last element, -1 the first. */
export function compilePop(operand: unknown): Apply {
  const end = toNumber(operand);
  if (end !== 1 && end !== -1) throw popOperand(operand);
  return (value, context) => {
    if (!Array.isArray(value)) {
      throw typeMismatch(`Path '${context.path}' contains an element of non-array type '${typeName(value)}'`);
    }
    const elements: readonly unknown[] = value;
    return end === 1 ? elements.slice(0, -1) : elements.slice(1);
  };
}

function popOperand(operand: unknown): CommandError {
  return failedToParse(`$pop expects 1 or -1, found: ${shellText(operand)}`);
}
