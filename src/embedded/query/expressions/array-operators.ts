import { compareValues, equalValues } from '../bson-order.js';
import { compileElementOrder } from '../element-order.js';
import { exceededMemoryLimit, locationError } from '../errors.js';
import { isNumeric, toInteger, toNumber, typeName } from '../values.js';
import { binary, compileList, isNullish, unary, variadic } from './arity.js';
import type { Compiler, Environment, Evaluate, OperatorCompiler } from './compile.js';
import { namedArguments } from './compile.js';

/** The value as an array; throws `code` with `message` and the type if it is none. */
export function requireArray(value: unknown, code: number, message: string): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw locationError(code, `${message}${typeName(value)}`);
}

/** A number as index; `inexact` is the code for one that 32 bits do not hold, as in MongoDB. */
function requireIndex(value: unknown, code: number, message: string, inexact = code): number {
  if (!isNumeric(value)) throw locationError(code, `${message}${typeName(value)}`);
  const index = toInteger(value);
  if (index === undefined || index !== (index | 0))
    throw locationError(
      inexact,
      `a value that fits in 32 bits is needed: ${message}${String(toNumber(value))}`,
    );
  return index;
}

function requireOffset(value: unknown, which: string): number {
  const offset = requireIndex(value, 40096, `$indexOfArray requires an integral ${which} index, found: `);
  if (offset < 0)
    throw locationError(
      40097,
      `$indexOfArray requires a nonnegative ${which} index, found: ${String(offset)}`,
    );
  return offset;
}

const arrayElemAt = binary((array, index) => {
  if (isNullish(array) || isNullish(index)) return null;
  const list = requireArray(array, 28689, "$arrayElemAt's first argument must be an array, but is ");
  return list.at(
    requireIndex(index, 28690, "$arrayElemAt's second argument must be a numeric value, but is ", 28691),
  );
});

const endOf = (at: 0 | -1): OperatorCompiler =>
  unary((array, operator) =>
    isNullish(array)
      ? null
      : requireArray(array, 28689, `${operator}'s argument must be an array, but is `).at(at),
  );

const slice: OperatorCompiler = (operand, compiler) => {
  const [array, first, second] = compileList(operand, compiler, 2, 3);
  return (environment) => {
    const list = array?.(environment);
    const from = first?.(environment);
    const count = second?.(environment);
    if (isNullish(list) || isNullish(from) || (second !== undefined && isNullish(count))) return null;
    const elements = requireArray(list, 28724, 'First argument to $slice must be an array, but is of type: ');
    const start = requireIndex(
      from,
      28725,
      'Second argument to $slice must be a numeric value, but is of type: ',
    );
    if (second === undefined) return start >= 0 ? elements.slice(0, start) : elements.slice(start);
    const length = requireIndex(count, 28727, 'Third argument to $slice must be numeric, but is of type: ');
    if (length <= 0)
      throw locationError(28729, `Third argument to $slice must be positive: ${String(length)}`);
    const begin = start >= 0 ? start : Math.max(0, elements.length + start);
    return elements.slice(begin, begin + length);
  };
};

const concatArrays = variadic((values) => {
  if (values.some(isNullish)) return null;
  return values.flatMap((value) => requireArray(value, 28664, '$concatArrays only supports arrays, not '));
});

const indexOfArray: OperatorCompiler = (operand, compiler) => {
  const [array, search, from, to] = compileList(operand, compiler, 2, 4);
  return (environment) => {
    const value = array?.(environment);
    if (isNullish(value)) return null;
    const list = requireArray(value, 40090, '$indexOfArray requires an array as a first argument, found: ');
    const start = from === undefined ? 0 : requireOffset(from(environment), 'starting');
    const end = to === undefined ? list.length : requireOffset(to(environment), 'ending');
    const wanted = search?.(environment);
    return list.findIndex((element, i) => i >= start && i < end && equalValues(element, wanted));
  };
};

/** MongoDB's limit of 100 MB, at 16 bytes an element. */
const maximumRange = 6_553_600;

const range: OperatorCompiler = (operand, compiler) => {
  const [first, last, by] = compileList(operand, compiler, 2, 3);
  return (environment) => {
    const start = requireIndex(
      first?.(environment),
      34443,
      '$range requires a numeric starting value, found value of type: ',
      34444,
    );
    const end = requireIndex(
      last?.(environment),
      34445,
      '$range requires a numeric ending value, found value of type: ',
      34446,
    );
    const step =
      by === undefined
        ? 1
        : requireIndex(
            by(environment),
            34447,
            '$range requires a numeric step value, found value of type: ',
            34448,
          );
    if (step === 0) throw locationError(34449, '$range requires a non-zero step value');
    const length = Math.max(0, Math.ceil((end - start) / step));
    if (length > maximumRange)
      throw exceededMemoryLimit(`$range would make an array of ${String(length)} elements`);
    return Array.from({ length }, (_, i) => start + i * step);
  };
};

const zip: OperatorCompiler = (operand, compiler) => {
  const {
    inputs,
    defaults,
    useLongestLength = false,
  } = namedArguments(operand, compiler, ['inputs'], ['defaults', 'useLongestLength']);
  if (!Array.isArray(inputs))
    throw locationError(34461, `inputs must be an array of expressions, found ${typeName(inputs)}`);
  if (inputs.length === 0) throw locationError(34465, '$zip requires at least one input array');
  if (typeof useLongestLength !== 'boolean') throw locationError(34463, 'useLongestLength must be a bool');
  if (defaults !== undefined && !useLongestLength)
    throw locationError(34466, 'cannot specify defaults unless useLongestLength is true');
  if (defaults !== undefined && !Array.isArray(defaults))
    throw locationError(34462, `defaults must be an array of expressions, found ${typeName(defaults)}`);
  if (defaults !== undefined && defaults.length !== inputs.length)
    throw locationError(34467, 'defaults and inputs must have the same length');
  const lists = inputs.map((input: unknown) => compiler.compile(input));
  const fillers = (defaults ?? []).map((value: unknown) => compiler.compile(value));
  return (environment) => {
    const values = lists.map((list) => list(environment));
    if (values.some(isNullish)) return null;
    const arrays = values.map((value) =>
      requireArray(value, 34468, '$zip found a non-array expression in input: '),
    );
    const lengths = arrays.map(({ length }) => length);
    const length = useLongestLength ? Math.max(...lengths) : Math.min(...lengths);
    return Array.from({ length }, (_, row) =>
      arrays.map((array, column) =>
        row < array.length ? array[row] : (fillers[column]?.(environment) ?? null),
      ),
    );
  };
};

const sortArray: OperatorCompiler = (operand, compiler) => {
  const { input, sortBy } = namedArguments(operand, compiler, ['input', 'sortBy']);
  const list = compiler.compile(input);
  const compare = compileElementOrder(sortBy);
  return (environment) => {
    const value = list(environment);
    if (isNullish(value)) return null;
    const array = requireArray(
      value,
      2942504,
      'The input argument to $sortArray must be an array, but was of type: ',
    );
    return [...array].sort(compare);
  };
};

/** `$firstN`, `$lastN`, `$minN`, `$maxN` on an array. */
const pick =
  (choose: (list: readonly unknown[], n: number) => unknown[]): OperatorCompiler =>
  (operand, compiler) => {
    const { input, n } = namedArguments(operand, compiler, ['input', 'n']);
    const list = compiler.compile(input);
    const count = compileCount(n, compiler);
    return (environment) => {
      const array = requireArray(list(environment), 5788200, 'Input must be an array, but is ');
      return choose(array, count(environment));
    };
  };

/** The `n` of $firstN and its kin: a positive integer. */
function compileCount(n: unknown, compiler: Compiler): (environment: Environment) => number {
  const evaluate: Evaluate = compiler.compile(n);
  return (environment) => {
    const count = toInteger(evaluate(environment));
    if (count === undefined) throw locationError(5787902, `Value for 'n' must be of integral type`);
    if (count <= 0) throw locationError(5787908, `'n' must be greater than 0, found ${String(count)}`);
    return count;
  };
}

/** The n smallest (or with -1 largest) values that are not null. */
export function extremes(list: readonly unknown[], n: number, direction: 1 | -1): unknown[] {
  const values = list.filter((value) => !isNullish(value));
  return values.sort((a, b) => compareValues(a, b) * direction).slice(0, n);
}

export const arrayOperators: Readonly<Record<string, OperatorCompiler>> = {
  $arrayElemAt: arrayElemAt,
  $first: endOf(0),
  $last: endOf(-1),
  $slice: slice,
  $concatArrays: concatArrays,
  $size: unary(
    (array) => requireArray(array, 17124, 'The argument to $size must be an array, but was of type: ').length,
  ),
  $isArray: unary((value) => Array.isArray(value)),
  $in: binary((value, array) =>
    requireArray(array, 40081, '$in requires an array as a second argument, found: ').some((element) =>
      equalValues(element, value),
    ),
  ),
  $indexOfArray: indexOfArray,
  $range: range,
  $reverseArray: unary((array) =>
    isNullish(array)
      ? null
      : [
          ...requireArray(array, 34435, 'The argument to $reverseArray must be an array, but was of type: '),
        ].reverse(),
  ),
  $zip: zip,
  $sortArray: sortArray,
  $firstN: pick((list, n) => list.slice(0, n)),
  $lastN: pick((list, n) => list.slice(-n)),
  $minN: pick((list, n) => extremes(list, n, 1)),
  $maxN: pick((list, n) => extremes(list, n, -1)),
};
