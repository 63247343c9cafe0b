import { Double, Int32 } from 'bson';
import { toDecimal } from '../arithmetic.js';
import { compareValues } from '../bson-order.js';
import { divideDecimals } from '../decimal.js';
import { failedToParse, locationError } from '../errors.js';
import { compileSort } from '../sort.js';
import { isDocument, isNumeric, toInteger, toNumber } from '../values.js';
import { extremes } from './array-operators.js';
import { isNullish } from './arity.js';
import type { Evaluate } from './compile.js';
import { NumberSum } from './number-sum.js';
import { isUnsupported } from './unsupported.js';
import { mergeObjects } from './object-operators.js';
import { ValueSet } from './set-operators.js';

/** Takes values one by one and answers one. */
export interface Accumulator {
  add(value: unknown): void;
  result(): unknown;
}

function sum(): Accumulator {
  const total = new NumberSum();
  return {
    add: (value) => {
      if (isNumeric(value)) total.add(value);
    },
    result: () => total.total(),
  };
}

function average(): Accumulator {
  const total = new NumberSum();
  return {
    add: (value) => {
      if (isNumeric(value)) total.add(value);
    },
    result: () => {
      if (total.count === 0) return null;
      if (total.isDecimal) return divideDecimals(total.asDecimal(), toDecimal(new Int32(total.count)));
      return new Double(total.asDouble() / total.count);
    },
  };
}

const extreme = (direction: 1 | -1) => (): Accumulator => {
  let best: unknown = null;
  return {
    add: (value) => {
      if (!isNullish(value) && (best === null || compareValues(value, best) * direction > 0)) best = value;
    },
    result: () => best,
  };
};

function first(): Accumulator {
  let value: unknown;
  let seen = false;
  return {
    add: (next) => {
      if (!seen) value = next;
      seen = true;
    },
    result: () => value,
  };
}

function last(): Accumulator {
  let value: unknown;
  return {
    add: (next) => {
      value = next;
    },
    result: () => value,
  };
}

const listed = (finish: (values: unknown[]) => unknown) => (): Accumulator => {
  const values: unknown[] = [];
  return {
    add: (value) => {
      if (value !== undefined) values.push(value);
    },
    result: () => finish(values),
  };
};

function addToSet(): Accumulator {
  const set = new ValueSet();
  return {
    add: (value) => {
      if (value !== undefined) set.add(value);
    },
    result: () => set.values(),
  };
}

/** Welford's method. */
const deviation = (sample: boolean) => (): Accumulator => {
  let count = 0;
  let mean = 0;
  let squares = 0;
  return {
    add: (value) => {
      if (!isNumeric(value)) return;
      count += 1;
      const delta = toNumber(value) - mean;
      mean += delta / count;
      squares += delta * (toNumber(value) - mean);
    },
    result: () => {
      const divisor = sample ? count - 1 : count;
      return divisor <= 0 ? null : new Double(Math.sqrt(squares / divisor));
    },
  };
};

function count(): Accumulator {
  const total = new NumberSum();
  return { add: () => total.add(1), result: () => total.total() };
}

/** Accumulators of one expression. */
export const accumulators: Readonly<Record<string, () => Accumulator>> = {
  $sum: sum,
  $avg: average,
  $min: extreme(-1),
  $max: extreme(1),
  $first: first,
  $last: last,
  $push: listed((values) => values),
  $addToSet: addToSet,
  $stdDevPop: deviation(false),
  $stdDevSamp: deviation(true),
  $mergeObjects: listed(mergeObjects),
};

/** An accumulator in `$group`: what it takes from each document, and a fresh state for each group. */
export interface GroupAccumulator {
  readonly input: Evaluate;
  readonly start: () => Accumulator;
}

/** Compiles `{$sum: expression}`. Throws 15952 for an unknown operator, 40238 for several. */
export function compileAccumulator(
  field: string,
  spec: unknown,
  compile: (expression: unknown) => Evaluate,
): GroupAccumulator {
  if (!isDocument(spec)) throw locationError(40234, `The field '${field}' must be an accumulator object`);
  const [operator = '', ...others] = Object.keys(spec);
  if (others.length > 0) throw locationError(40238, `The field '${field}' must specify one accumulator`);
  const operand = spec[operator];
  const start = Object.hasOwn(accumulators, operator) ? accumulators[operator] : undefined;
  if (start !== undefined) {
    if (Array.isArray(operand)) throw locationError(40237, `The ${operator} accumulator is a unary operator`);
    return { input: compile(operand), start };
  }
  switch (operator) {
    case '$count':
      if (!isDocument(operand) || Object.keys(operand).length > 0) {
        throw failedToParse('$count takes no arguments, i.e. $count:{}');
      }
      return { input: () => true, start: count };
    case '$firstN':
    case '$lastN':
    case '$minN':
    case '$maxN':
      return compileListN(operator, operand, compile);
    case '$top':
    case '$topN':
    case '$bottom':
    case '$bottomN':
      return compileTop(operator, operand, compile);
    default:
      throw locationError(
        15952,
        isUnsupported(operator)
          ? `the accumulator ${operator} is not supported`
          : `unknown group operator '${operator}'`,
      );
  }
}

function constantCount(operator: string, operand: unknown): number {
  const n = isDocument(operand) ? toInteger(operand.n) : undefined;
  if (n === undefined || n <= 0)
    throw locationError(5787908, `'n' must be a constant greater than 0 for ${operator}`);
  return n;
}

function compileListN(
  operator: string,
  operand: unknown,
  compile: (expression: unknown) => Evaluate,
): GroupAccumulator {
  const n = constantCount(operator, operand);
  const choose: Readonly<Record<string, (values: unknown[]) => unknown[]>> = {
    $firstN: (values) => values.slice(0, n),
    $lastN: (values) => values.slice(-n),
    $minN: (values) => extremes(values, n, 1),
    $maxN: (values) => extremes(values, n, -1),
  };
  const input = compile(isDocument(operand) ? operand.input : null);
  return {
    input: (environment) => input(environment) ?? null,
    start: listed(choose[operator] ?? ((values) => values)),
  };
}

function compileTop(
  operator: string,
  operand: unknown,
  compile: (expression: unknown) => Evaluate,
): GroupAccumulator {
  if (!isDocument(operand) || !isDocument(operand.sortBy) || !('output' in operand)) {
    throw locationError(5788002, `${operator} needs 'sortBy' and 'output'`);
  }
  const sort = compileSort(operand.sortBy);
  const output = compile(operand.output);
  const single = !operator.endsWith('N');
  const n = single ? 1 : constantCount(operator, operand);
  const finish = (values: unknown[]): unknown => {
    const entries = values as { keys: unknown[]; value: unknown }[];
    entries.sort((a, b) => sort.compareKeys(a.keys, b.keys));
    const chosen = (operator.startsWith('$top') ? entries.slice(0, n) : entries.slice(-n)).map(
      ({ value }) => value,
    );
    return single ? chosen[0] : chosen;
  };
  return {
    input: (environment) => ({ keys: sort.keys(environment.root), value: output(environment) ?? null }),
    start: listed(finish),
  };
}
