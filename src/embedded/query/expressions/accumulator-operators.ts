import { accumulators } from './accumulators.js';
import type { OperatorCompiler } from './compile.js';

/** An accumulator as an expression: over its arguments, or over the elements of the only one. */
const over =
  (name: string): OperatorCompiler =>
  (operand, compiler) => {
    const several = Array.isArray(operand)
      ? operand.map((item: unknown) => compiler.compile(item))
      : undefined;
    const single =
      several === undefined ? compiler.compile(operand) : several.length === 1 ? several[0] : undefined;
    const start = accumulators[name];
    return (environment) => {
      const accumulator = start?.();
      const alone = single?.(environment);
      const values: readonly unknown[] =
        single === undefined
          ? (several ?? []).map((item) => item(environment))
          : Array.isArray(alone)
            ? alone
            : [alone];
      for (const value of values) accumulator?.add(value);
      return accumulator?.result();
    };
  };

export const accumulatorOperators: Readonly<Record<string, OperatorCompiler>> = Object.fromEntries(
  ['$sum', '$avg', '$min', '$max', '$stdDevPop', '$stdDevSamp'].map((name) => [name, over(name)]),
);
