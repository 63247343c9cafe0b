import { Timestamp } from 'bson';
import { add, multiply } from './arithmetic.js';
import { compareValues } from './bson-order.js';
import type { Document } from './documents.js';
import type { CommandError } from './errors.js';
import { badValue, failedToParse, typeMismatch } from './errors.js';
import { compileAddToSet, compilePop, compilePull, compilePullAll, compilePush } from './update-arrays.js';
import { compileBit } from './update-bit.js';
import { shellText } from './shell-text.js';
import { isDocument, isNumeric, typeName } from './values.js';

/** What an operator knows when it is applied. */
export interface LeafContext {
  readonly path: string;
  readonly root: Document;
  readonly now: Date;
}

/** One operator on one path. */
export interface Leaf {
  /** The new value for the present one; undefined in means missing, undefined out means removed. */
  readonly apply: (value: unknown, context: LeafContext) => unknown;
  /** False if a missing field stays missing ($unset, $pull, $pop): its path is not created. */
  readonly creates: boolean;
  /** True if a path that leads through a scalar is passed over; otherwise it is error 28. */
  readonly toleratesBlockedPath: boolean;
  /** True for $setOnInsert. */
  readonly onlyOnInsert: boolean;
}

type Apply = Leaf['apply'];

function creating(apply: Apply): Leaf {
  return { apply, creates: true, toleratesBlockedPath: false, onlyOnInsert: false };
}

/** On what is there only. */
function changing(apply: Apply, toleratesBlockedPath = true): Leaf {
  return {
    apply: (value, context) => (value === undefined ? undefined : apply(value, context)),
    creates: false,
    toleratesBlockedPath,
    onlyOnInsert: false,
  };
}

const operators: Readonly<Record<string, (operand: unknown, path: string) => Leaf>> = {
  $set: (operand) => creating(() => operand),
  $setOnInsert: (operand) => ({ ...creating(() => operand), onlyOnInsert: true }),
  $unset: () => changing(() => undefined),
  $inc: (operand, path) => creating(arithmetic('$inc', operand, path)),
  $mul: (operand, path) => creating(arithmetic('$mul', operand, path)),
  $min: (operand) =>
    creating((value) => (value === undefined || compareValues(operand, value) < 0 ? operand : value)),
  $max: (operand) =>
    creating((value) => (value === undefined || compareValues(operand, value) > 0 ? operand : value)),
  $currentDate: (operand) => creating(currentDate(operand)),
  $bit: (operand, path) => creating(compileBit(operand, path)),
  $push: (operand) => creating(compilePush(operand)),
  $addToSet: (operand) => creating(compileAddToSet(operand)),
  $pull: (operand) => changing(compilePull(operand)),
  $pullAll: (operand) => changing(compilePullAll(operand)),
  $pop: (operand) => changing(compilePop(operand), false),
};

/** Compiles one operator on one path; undefined if there is no such operator. */
export function compileLeaf(operator: string, operand: unknown, path: string): Leaf | undefined {
  return Object.hasOwn(operators, operator) ? operators[operator]?.(operand, path) : undefined;
}

function arithmetic(operator: '$inc' | '$mul', operand: unknown, path: string): Apply {
  if (!isNumeric(operand)) {
    const verb = operator === '$inc' ? 'increment' : 'multiply';
    throw typeMismatch(`Cannot ${verb} with non-numeric argument: {${path}: ${shellText(operand)}}`);
  }
  const combine = operator === '$inc' ? add : multiply;
  return (value, context) => {
    if (value === undefined) return operator === '$inc' ? operand : multiply(operand, 0);
    if (!isNumeric(value)) {
      throw typeMismatch(
        `Cannot apply ${operator} to a value of non-numeric type. {_id: ${shellText(context.root._id)}} has the field '${lastPart(context.path)}' of non-numeric type ${typeName(value)}`,
      );
    }
    const result = combine(value, operand);
    if (result === undefined) throw overflowed(operator, value, context);
    return result;
  };
}

function overflowed(operator: string, value: unknown, context: LeafContext): CommandError {
  return badValue(
    `Failed to apply ${operator} operations to current value (${shellText(value)}) for document {_id: ${shellText(context.root._id)}}`,
  );
}

function currentDate(operand: unknown): Apply {
  if (typeof operand === 'boolean') return (_, { now }) => now;
  if (!isDocument(operand)) {
    throw badValue(
      `${typeName(operand)} is not valid type for $currentDate. Please use a boolean ('true') or a $type expression ({$type: 'timestamp/date'}).`,
    );
  }
  const unknown = Object.keys(operand).find((key) => key !== '$type');
  if (unknown !== undefined) throw badValue(`Unrecognized $currentDate option: ${unknown}`);
  if (operand.$type === 'date') return (_, { now }) => now;
  if (operand.$type === 'timestamp') {
    return (_, { now }) => new Timestamp({ t: Math.floor(now.getTime() / 1000), i: 1 });
  }
  throw badValue(
    `The '$type' string field is required to be 'date' or 'timestamp': {$currentDate: {field : {$type: 'date'}}}`,
  );
}

/** Throws 9 for the operand of an operator that is not a document of paths. */
export function requireOperands(operator: string, operands: unknown): Document {
  if (isDocument(operands)) return operands;
  throw failedToParse(
    `Modifiers operate on fields but we found type ${typeName(operands)} instead. For example: {$mod: {<field>: ...}} not {${operator}: ${shellText(operands)}}`,
  );
}

function lastPart(path: string): string {
  return path.slice(path.lastIndexOf('.') + 1);
}
