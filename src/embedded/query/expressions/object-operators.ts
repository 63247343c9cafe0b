import type { Document } from '../documents.js';
import { getField, setField } from '../documents.js';
import { locationError } from '../errors.js';
import { isDocument, typeName } from '../values.js';
import { requireArray } from './array-operators.js';
import { isNullish, unary, variadic } from './arity.js';
import type { Compiler, Evaluate, OperatorCompiler } from './compile.js';
import { namedArguments } from './compile.js';

/** Later documents' fields replace earlier ones'; null and missing are passed over. */
export function mergeObjects(values: readonly unknown[]): Document {
  const result: Document = {};
  for (const value of values) {
    if (isNullish(value)) continue;
    if (!isDocument(value))
      throw locationError(
        40400,
        `$mergeObjects requires object inputs, but input is of type ${typeName(value)}`,
      );
    for (const key of Object.keys(value)) setField(result, key, value[key]);
  }
  return result;
}

const objectToArray = unary((value) => {
  if (isNullish(value)) return null;
  if (!isDocument(value))
    throw locationError(40390, `$objectToArray requires a document input, found: ${typeName(value)}`);
  return Object.keys(value).map((k) => ({ k, v: value[k] }));
});

const arrayToObject = unary((value) => {
  if (isNullish(value)) return null;
  const result: Document = {};
  for (const entry of requireArray(value, 40386, '$arrayToObject requires an array input, found: ')) {
    const [key, field] = entryOf(entry);
    setField(result, key, field);
  }
  return result;
});

function entryOf(entry: unknown): readonly [string, unknown] {
  if (!Array.isArray(entry) && !isDocument(entry))
    throw locationError(40398, `Unrecognised input type format for $arrayToObject: ${typeName(entry)}`);
  const pair: readonly unknown[] = Array.isArray(entry) ? entry : [entry.k, entry.v];
  if (isDocument(entry)) {
    if (Object.keys(entry).length !== 2)
      throw locationError(40392, "$arrayToObject requires an object keys of 'k' and 'v'.");
    if (!('k' in entry) || !('v' in entry))
      throw locationError(40393, "$arrayToObject requires an object with keys 'k' and 'v'.");
  }
  if (pair.length !== 2) throw locationError(40397, '$arrayToObject requires an array of size 2 arrays');
  const [key, value] = pair;
  if (typeof key !== 'string')
    throw locationError(
      isDocument(entry) ? 40394 : 40395,
      `$arrayToObject requires an object with keys 'k' and 'v', where the value of 'k' must be of type string. Found type: ${typeName(key)}`,
    );
  return [key, value];
}

const getFieldOperator: OperatorCompiler = (operand, compiler) => {
  const named =
    isDocument(operand) && 'field' in operand
      ? namedArguments(operand, compiler, ['field'], ['input'])
      : { field: operand };
  const name = compileName(named.field, compiler);
  const input = 'input' in named ? compiler.compile(named.input) : undefined;
  return (environment) => {
    const source = input === undefined ? environment.root : input(environment);
    if (isNullish(source)) return source;
    return isDocument(source) ? getField(source, name(environment)) : undefined;
  };
};

function compileName(field: unknown, compiler: Compiler): (environment: Parameters<Evaluate>[0]) => string {
  // a bare string is the name itself, even with a dot or dollar
  const evaluate =
    typeof field === 'string' && !field.startsWith('$') ? () => field : compiler.compile(field);
  return (environment) => {
    const name = evaluate(environment);
    if (typeof name !== 'string')
      throw locationError(
        3041704,
        `${compiler.operator} requires 'field' to evaluate to type String, found ${typeName(name)}`,
      );
    return name;
  };
}

const setFieldOperator: OperatorCompiler = (operand, compiler) => {
  const removes = compiler.operator === '$unsetField';
  const {
    field,
    input,
    value = '$$REMOVE',
  } = namedArguments(operand, compiler, removes ? ['field', 'input'] : ['field', 'input', 'value']);
  const name = compileName(field, compiler);
  const source = compiler.compile(input);
  const replacement = compiler.compile(value);
  return (environment) => {
    const target = source(environment);
    if (isNullish(target)) return null;
    if (!isDocument(target))
      throw locationError(4161105, `${compiler.operator} requires 'input' to evaluate to type Object`);
    const result = { ...target };
    const next = replacement(environment);
    if (next === undefined) Reflect.deleteProperty(result, name(environment));
    else setField(result, name(environment), next);
    return result;
  };
};

export const objectOperators: Readonly<Record<string, OperatorCompiler>> = {
  $mergeObjects: variadic((values) =>
    mergeObjects(values.length === 1 && Array.isArray(values[0]) ? values[0] : values),
  ),
  $objectToArray: objectToArray,
  $arrayToObject: arrayToObject,
  $getField: getFieldOperator,
  $setField: setFieldOperator,
  $unsetField: setFieldOperator,
};
