import type { Document } from '../documents.js';
import { getField, setField } from '../documents.js';
import { failedToParse, invalidPipelineOperator, locationError } from '../errors.js';
import { parseFieldPath } from '../paths.js';
import { shellText } from '../shell-text.js';
import { isDocument } from '../values.js';
import { argumentCode } from './argument-codes.js';
import { findOperator } from './operators.js';
import { isUnsupported } from './unsupported.js';

/** What an expression is evaluated in. `variables` inherits from the enclosing scope's. */
export interface Environment {
  readonly root: Document;
  readonly variables: Document;
}

/** A compiled expression; undefined means missing. */
export type Evaluate = (environment: Environment) => unknown;

/** The variables that may be named. */
export interface Scope {
  readonly variables: ReadonlySet<string>;
}

/** What an operator gets to compile its operand with. */
export interface Compiler {
  readonly operator: string;
  compile(expression: unknown): Evaluate;
  /** Compiles where `names` are variables too. */
  compileWith(names: readonly string[], expression: unknown): Evaluate;
}

export type OperatorCompiler = (operand: unknown, compiler: Compiler) => Evaluate;

/** Compiles an expression of any form: path, variable, operator, document, array, constant. */
export function compileIn(scope: Scope, expression: unknown): Evaluate {
  if (typeof expression === 'string') {
    return expression.startsWith('$') ? compilePath(scope, expression) : () => expression;
  }
  if (Array.isArray(expression)) {
    const elements = expression.map((element: unknown) => compileIn(scope, element));
    return (environment) => elements.map((element) => element(environment) ?? null);
  }
  if (!isDocument(expression)) return () => expression;
  const keys = Object.keys(expression);
  const operator = keys.find((key) => key.startsWith('$'));
  if (operator === undefined) return compileDocument(scope, expression, keys);
  if (keys.length !== 1) {
    throw locationError(
      15983,
      `an object representing an expression must have exactly one field: ${shellText(expression)}`,
    );
  }
  return compileOperator(scope, operator, expression[operator]);
}

function compileOperator(scope: Scope, operator: string, operand: unknown): Evaluate {
  const compileOperand = findOperator(operator);
  if (compileOperand === undefined) {
    throw invalidPipelineOperator(
      isUnsupported(operator)
        ? `the expression ${operator} is not supported`
        : `Unrecognized expression '${operator}'`,
    );
  }
  return compileOperand(operand, {
    operator,
    compile: (inner) => compileIn(scope, inner),
    compileWith: (names, inner) => compileIn({ variables: new Set([...scope.variables, ...names]) }, inner),
  });
}

function compileDocument(scope: Scope, document: Document, keys: readonly string[]): Evaluate {
  const fields = keys.map((key) => {
    if (key.includes('.'))
      throw locationError(
        16412,
        `FieldPath field names may not contain '.'. Consider using $getField or $setField.`,
      );
    return [key, compileIn(scope, document[key])] as const;
  });
  return (environment) => {
    const result: Document = {};
    for (const [key, evaluate] of fields) {
      const value = evaluate(environment);
      if (value !== undefined) setField(result, key, value);
    }
    return result;
  };
}

/** `$a.b` is a path in the document, `$$name.a.b` one in a variable. */
function compilePath(scope: Scope, text: string): Evaluate {
  if (text === '$') throw locationError(16872, "'$' by itself is not a valid FieldPath");
  if (!text.startsWith('$$')) {
    const parts = parseFieldPath(text.slice(1));
    const [only = ''] = parts;
    if (parts.length === 1) return ({ root }) => getField(root, only);
    return ({ root }) => valueAt(root, parts, 0);
  }
  const [name = '', ...rest] = text.slice(2).split('.');
  if (rest.length > 0) parseFieldPath(rest.join('.'));
  if (name === '') throw failedToParse('empty variable names are not allowed');
  if (name === 'ROOT') return ({ root }) => valueAt(root, rest, 0);
  if (name === 'CURRENT' && !scope.variables.has(name)) return ({ root }) => valueAt(root, rest, 0);
  if (!scope.variables.has(name)) throw locationError(17276, `Use of undefined variable: ${name}`);
  return ({ variables }) => valueAt(variables[name], rest, 0);
}

/** The value at a path, as expressions see it: arrays on the way become arrays of what documents in them hold. */
export function valueAt(start: unknown, parts: readonly string[], from: number): unknown {
  let value = start;
  for (let i = from; i < parts.length; i += 1) {
    if (Array.isArray(value)) {
      return value
        .filter(isDocument)
        .map((element) => valueAt(element, parts, i))
        .filter((element) => element !== undefined);
    }
    if (!isDocument(value)) return undefined;
    value = getField(value, parts[i] ?? '');
  }
  return value;
}

/** Throws 168 style errors for a variable's name that may not be chosen. */
export function checkVariableName(name: unknown): string {
  if (typeof name !== 'string' || !/^[a-z\u0080-\u{10ffff}][\w\u0080-\u{10ffff}]*$/u.test(name)) {
    throw failedToParse(`'${String(name)}' starts with an invalid character for a user variable name`);
  }
  return name;
}

/** The named arguments of an operator that takes a document. Throws for unknown and missing ones. */
export function namedArguments(
  operand: unknown,
  { operator }: Compiler,
  required: readonly string[],
  optional: readonly string[] = [],
): Document {
  if (!isDocument(operand)) {
    throw argumentError(argumentCode(operator).object, `${operator} only supports an object as its argument`);
  }
  const unknown = Object.keys(operand).find((key) => !required.includes(key) && !optional.includes(key));
  if (unknown !== undefined)
    throw argumentError(argumentCode(operator).unknown, `Unrecognized parameter to ${operator}: ${unknown}`);
  const missing = required.find((key) => !Object.hasOwn(operand, key));
  if (missing !== undefined)
    throw argumentError(
      argumentCode(operator).missing[missing],
      `Missing '${missing}' parameter to ${operator}`,
    );
  return operand;
}

function argumentError(code: number | undefined, message: string): Error {
  return code === undefined ? failedToParse(message) : locationError(code, message);
}
