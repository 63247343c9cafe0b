import { compareValues } from '../bson-order.js';
import type { Document } from '../documents.js';
import { failedToParse, locationError } from '../errors.js';
import { isDocument, isTruthy } from '../values.js';
import { binary, compileList, isNullish, operandList, unary } from './arity.js';
import type { OperatorCompiler } from './compile.js';
import { checkVariableName, namedArguments } from './compile.js';

const compare = (accept: (order: number) => boolean): OperatorCompiler =>
  binary((a, b) => accept(compareValues(a, b)));

const and: OperatorCompiler = (operand, compiler) => {
  const list = operandList(operand).map((item) => compiler.compile(item));
  return (environment) => list.every((item) => isTruthy(item(environment)));
};

const or: OperatorCompiler = (operand, compiler) => {
  const list = operandList(operand).map((item) => compiler.compile(item));
  return (environment) => list.some((item) => isTruthy(item(environment)));
};

const cond: OperatorCompiler = (operand, compiler) => {
  const named = isDocument(operand) ? operand : undefined;
  const parts = named === undefined ? operand : condParts(named);
  const [condition, then, otherwise] = compileList(parts, compiler, 3);
  return (environment) =>
    isTruthy(condition?.(environment)) ? then?.(environment) : otherwise?.(environment);
};

function condParts(named: Document): unknown[] {
  const unknown = Object.keys(named).find((key) => !['if', 'then', 'else'].includes(key));
  if (unknown !== undefined) throw locationError(17083, `Unrecognized parameter to $cond: ${unknown}`);
  for (const [i, key] of ['if', 'then', 'else'].entries()) {
    if (!(key in named)) throw locationError(17080 + i, `Missing '${key}' parameter to $cond`);
  }
  return [named.if, named.then, named.else];
}

const ifNull: OperatorCompiler = (operand, compiler) => {
  if (operandList(operand).length < 2) {
    throw locationError(
      1257300,
      `$ifNull needs at least two arguments, had: ${String(operandList(operand).length)}`,
    );
  }
  const list = compileList(operand, compiler, 2, Infinity);
  return (environment) => {
    let value: unknown;
    for (const item of list) {
      value = item(environment);
      if (!isNullish(value)) return value;
    }
    return value;
  };
};

const switchOperator: OperatorCompiler = (operand, compiler) => {
  if (!isDocument(operand)) throw locationError(40060, '$switch requires an object as an argument');
  const unknown = Object.keys(operand).find((key) => key !== 'branches' && key !== 'default');
  if (unknown !== undefined) throw locationError(40067, `$switch found an unknown argument: ${unknown}`);
  if (!('branches' in operand)) throw locationError(40068, '$switch requires at least one branch.');
  if (!Array.isArray(operand.branches))
    throw locationError(40061, "$switch expected an array for 'branches'");
  const branches = operand.branches.map((branch: unknown) => {
    if (!isDocument(branch)) throw locationError(40062, '$switch expected each branch to be an object');
    if (!('case' in branch))
      throw locationError(40064, "$switch requires each branch have a 'case' expression");
    if (!('then' in branch))
      throw locationError(40065, "$switch requires each branch have a 'then' expression.");
    return { when: compiler.compile(branch.case), then: compiler.compile(branch.then) };
  });
  if (branches.length === 0) throw locationError(40068, '$switch requires at least one branch.');
  const fallback = 'default' in operand ? compiler.compile(operand.default) : undefined;
  return (environment) => {
    const branch = branches.find(({ when }) => isTruthy(when(environment)));
    if (branch !== undefined) return branch.then(environment);
    if (fallback !== undefined) return fallback(environment);
    throw locationError(
      40066,
      '$switch could not find a matching branch for an input, and no default was specified.',
    );
  };
};

const letOperator: OperatorCompiler = (operand, compiler) => {
  const { vars, in: body } = namedArguments(operand, compiler, ['vars', 'in']);
  if (!isDocument(vars)) throw failedToParse('invalid parameter: expected an object (vars)');
  const names = Object.keys(vars).map(checkVariableName);
  const values = names.map((name) => [name, compiler.compile(vars[name])] as const);
  const evaluate = compiler.compileWith(names, body);
  return (environment) => {
    const variables = Object.create(environment.variables) as Document;
    for (const [name, value] of values) variables[name] = value(environment);
    return evaluate({ root: environment.root, variables });
  };
};

export const conditionOperators: Readonly<Record<string, OperatorCompiler>> = {
  $eq: compare((order) => order === 0),
  $ne: compare((order) => order !== 0),
  $gt: compare((order) => order > 0),
  $gte: compare((order) => order >= 0),
  $lt: compare((order) => order < 0),
  $lte: compare((order) => order <= 0),
  $cmp: binary((a, b) => Math.sign(compareValues(a, b))),
  $and: and,
  $or: or,
  $not: unary((value) => !isTruthy(value)),
  $cond: cond,
  $ifNull: ifNull,
  $switch: switchOperator,
  $let: letOperator,
  $literal: (operand) => () => operand,
  $const: (operand) => () => operand,
  $expr: (operand, compiler) => compiler.compile(operand),
  $rand: () => () => Math.random(),
};
