import { locationError } from '../errors.js';
import type { Compiler, Evaluate, OperatorCompiler } from './compile.js';

/** The operand as a list of expressions: an array's elements, or the one thing that it is. */
export function operandList(operand: unknown): readonly unknown[] {
  return Array.isArray(operand) ? operand : [operand];
}

/** The compiled operands; throws 16020 or 28667 if there are not `least` to `most` of them. */
export function compileList(operand: unknown, compiler: Compiler, least: number, most = least): Evaluate[] {
  const list = operandList(operand);
  if (least === most && list.length !== least) {
    throw locationError(
      16020,
      `Expression ${compiler.operator} takes exactly ${String(least)} arguments. ${String(list.length)} were passed in.`,
    );
  }
  if (list.length < least || list.length > most) {
    throw locationError(
      28667,
      `Expression ${compiler.operator} takes at least ${String(least)} arguments, and at most ${String(most)}, but ${String(list.length)} were passed in.`,
    );
  }
  return list.map((item) => compiler.compile(item));
}

/** An operator on one value. */
export function unary(apply: (value: unknown, operator: string) => unknown): OperatorCompiler {
  return (operand, compiler) => {
    const [first] = compileList(operand, compiler, 1);
    return (environment) => apply(first?.(environment), compiler.operator);
  };
}

/** An operator on two values. */
export function binary(apply: (a: unknown, b: unknown, operator: string) => unknown): OperatorCompiler {
  return (operand, compiler) => {
    const [first, second] = compileList(operand, compiler, 2);
    return (environment) => apply(first?.(environment), second?.(environment), compiler.operator);
  };
}

/** An operator on a list of values, all evaluated. */
export function variadic(
  apply: (values: readonly unknown[], operator: string) => unknown,
  least = 0,
  most = Infinity,
): OperatorCompiler {
  return (operand, compiler) => {
    const list = compileList(operand, compiler, least, most);
    return (environment) =>
      apply(
        list.map((item) => item(environment)),
        compiler.operator,
      );
  };
}

export function isNullish(value: unknown): value is null | undefined {
  return value === null || value === undefined;
}
