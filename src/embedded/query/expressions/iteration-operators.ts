import type { Document } from '../documents.js';
import { locationError } from '../errors.js';
import { isTruthy, toInteger } from '../values.js';
import { requireArray } from './array-operators.js';
import { isNullish } from './arity.js';
import type { Environment, OperatorCompiler } from './compile.js';
import { checkVariableName, namedArguments } from './compile.js';

function withVariables(environment: Environment, values: Document): Environment {
  const variables = Object.assign(Object.create(environment.variables) as Document, values);
  return { root: environment.root, variables };
}

const map: OperatorCompiler = (operand, compiler) => {
  const { input, as = 'this', in: body } = namedArguments(operand, compiler, ['input', 'in'], ['as']);
  const name = checkVariableName(as);
  const list = compiler.compile(input);
  const evaluate = compiler.compileWith([name], body);
  return (environment) => {
    const value = list(environment);
    if (isNullish(value)) return null;
    return requireArray(value, 16883, 'input to $map must be an array not ').map(
      (element) => evaluate(withVariables(environment, { [name]: element })) ?? null,
    );
  };
};

const filter: OperatorCompiler = (operand, compiler) => {
  const {
    input,
    as = 'this',
    cond,
    limit,
  } = namedArguments(operand, compiler, ['input', 'cond'], ['as', 'limit']);
  const name = checkVariableName(as);
  const list = compiler.compile(input);
  const condition = compiler.compileWith([name], cond);
  const most = limit === undefined ? undefined : compiler.compile(limit);
  return (environment) => {
    const value = list(environment);
    if (isNullish(value)) return null;
    const elements = requireArray(value, 28651, 'input to $filter must be an array not ');
    const bound = most?.(environment);
    const count = isNullish(bound) ? Infinity : toInteger(bound);
    if (count === undefined || count <= 0)
      throw locationError(327392, '$filter: limit must be a positive integer');
    const passing = elements.filter((element) =>
      isTruthy(condition(withVariables(environment, { [name]: element }))),
    );
    return passing.slice(0, count);
  };
};

const reduce: OperatorCompiler = (operand, compiler) => {
  const {
    input,
    initialValue,
    in: body,
  } = namedArguments(operand, compiler, ['input', 'initialValue', 'in']);
  const list = compiler.compile(input);
  const initial = compiler.compile(initialValue);
  const evaluate = compiler.compileWith(['this', 'value'], body);
  return (environment) => {
    const array = list(environment);
    if (isNullish(array)) return null;
    return requireArray(array, 40080, "$reduce requires that 'input' be an array, found: ").reduce<unknown>(
      (value, element) => evaluate(withVariables(environment, { value, this: element })),
      initial(environment),
    );
  };
};

export const iterationOperators: Readonly<Record<string, OperatorCompiler>> = {
  $map: map,
  $filter: filter,
  $reduce: reduce,
};
