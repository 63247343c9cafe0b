import { BSONSymbol } from 'bson';
import { compareStrings } from '../bson-order.js';
import { locationError } from '../errors.js';
import { isNumeric, toInteger, typeName } from '../values.js';
import { binary, compileList, isNullish, unary, variadic } from './arity.js';
import type { Environment, Evaluate, OperatorCompiler } from './compile.js';
import { namedArguments } from './compile.js';
import { toText } from './convert-values.js';

/** What string operators that coerce take: null is empty, numbers and dates their text. Throws 16007. */
function coerced(value: unknown): string {
  if (isNullish(value)) return '';
  if (typeof value === 'string') return value;
  if (value instanceof BSONSymbol) return value.value;
  if (isNumeric(value) || value instanceof Date) return toText(value);
  throw locationError(16007, `can't convert from BSON type ${typeName(value)} to String`);
}

function requireString(value: unknown, code: number, message: string): string {
  if (typeof value === 'string') return value;
  throw locationError(code, `${message}${typeName(value)}`);
}

const ascii = (apply: (text: string) => string, pattern: RegExp): OperatorCompiler =>
  unary((value) => coerced(value).replace(pattern, apply));

const concat = variadic((values) => {
  if (values.some(isNullish)) return null;
  return values.map((value) => requireString(value, 16702, '$concat only supports strings, not ')).join('');
});

function requireCount(value: unknown, operator: string, which: string): number {
  const count = isNumeric(value) ? toInteger(value) : undefined;
  if (count === undefined)
    throw locationError(
      16034,
      `${operator}:  ${which} must be a numeric type (is BSON type ${typeName(value)})`,
    );
  return count;
}

const substringOfBytes: OperatorCompiler = (operand, compiler) => {
  const [text, first, second] = compileList(operand, compiler, 3);
  return (environment) => {
    const bytes = Buffer.from(coerced(text?.(environment)));
    const start = requireCount(first?.(environment), compiler.operator, 'starting index');
    const length = requireCount(second?.(environment), compiler.operator, 'length');
    if (start < 0)
      throw locationError(
        50752,
        `${compiler.operator}: starting index must be non-negative (got: ${String(start)})`,
      );
    const end = length < 0 ? bytes.length : Math.min(bytes.length, start + length);
    if (isContinuation(bytes[start]))
      throw locationError(
        28656,
        `${compiler.operator}:  Invalid range, starting index is a UTF-8 continuation byte.`,
      );
    if (isContinuation(bytes[end]))
      throw locationError(
        28657,
        `${compiler.operator}:  Invalid range, ending index is in the middle of a UTF-8 character.`,
      );
    return bytes.subarray(start, end).toString();
  };
};

function isContinuation(byte: number | undefined): boolean {
  return byte !== undefined && (byte & 0xc0) === 0x80;
}

const substringOfCodePoints: OperatorCompiler = (operand, compiler) => {
  const [text, first, second] = compileList(operand, compiler, 3);
  return (environment) => {
    const points = Array.from(coerced(text?.(environment)));
    const start = requireCount(first?.(environment), compiler.operator, 'starting index');
    const length = requireCount(second?.(environment), compiler.operator, 'length');
    if (start < 0) throw locationError(34454, '$substrCP: the starting index must be a nonnegative integer.');
    if (length < 0) throw locationError(34453, '$substrCP: length must be a nonnegative integer.');
    return points.slice(start, start + length).join('');
  };
};

/** `$indexOfBytes`, `$indexOfCP`: positions in units that `split` makes. */
const indexOf =
  (
    measure: (text: string) => number,
    cut: (text: string, from: number, to: number) => string,
  ): OperatorCompiler =>
  (operand, compiler) => {
    const [subject, search, from, to] = compileList(operand, compiler, 2, 4);
    return (environment) => {
      const text = subject?.(environment);
      if (isNullish(text)) return null;
      const whole = requireString(
        text,
        compiler.operator === '$indexOfCP' ? 40093 : 40091,
        `${compiler.operator} requires a string as the first argument, found: `,
      );
      const wanted = requireString(
        search?.(environment),
        compiler.operator === '$indexOfCP' ? 40094 : 40092,
        `${compiler.operator} requires a string as the second argument, found: `,
      );
      const start = bound(from, environment, compiler.operator) ?? 0;
      const end = Math.min(bound(to, environment, compiler.operator) ?? Infinity, measure(whole));
      if (start > end) return -1;
      const at = cut(whole, start, end).indexOf(wanted);
      return at < 0 ? -1 : start + measure(cut(whole, start, end).slice(0, at));
    };
  };

function bound(
  evaluate: Evaluate | undefined,
  environment: Environment,
  operator: string,
): number | undefined {
  if (evaluate === undefined) return undefined;
  const value = toInteger(evaluate(environment));
  if (value === undefined) throw locationError(40096, `${operator} requires an integral index`);
  if (value < 0)
    throw locationError(40097, `${operator} requires a nonnegative index, found: ${String(value)}`);
  return value;
}

const split = binary((text, separator) => {
  if (isNullish(text) || isNullish(separator)) return null;
  const whole = requireString(
    text,
    40085,
    '$split requires an expression that evaluates to a string as a first argument, found: ',
  );
  const by = requireString(
    separator,
    40086,
    '$split requires an expression that evaluates to a string as a second argument, found: ',
  );
  if (by === '') throw locationError(40087, '$split requires a non-empty separator');
  return whole.split(by);
});

const whitespace = new Set(
  '\0 \t\n\v\f\r\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a',
);

const trim =
  (left: boolean, right: boolean): OperatorCompiler =>
  (operand, compiler) => {
    const named = namedArguments(operand, compiler, ['input'], ['chars']);
    const input = compiler.compile(named.input);
    const chars = 'chars' in named ? compiler.compile(named.chars) : undefined;
    return (environment) => {
      const text = input(environment);
      const given = chars?.(environment);
      if (isNullish(text) || (chars !== undefined && isNullish(given))) return null;
      const points = Array.from(
        requireString(text, 50699, `${compiler.operator} requires its input to be a string, got `),
      );
      const cut =
        given === undefined
          ? whitespace
          : new Set(
              requireString(given, 50700, `${compiler.operator} requires 'chars' to be a string, got `),
            );
      let from = 0;
      let to = points.length;
      while (left && from < to && cut.has(points[from] ?? '')) from += 1;
      while (right && to > from && cut.has(points[to - 1] ?? '')) to -= 1;
      return points.slice(from, to).join('');
    };
  };

const length = (measure: (text: string) => number, code: number): OperatorCompiler =>
  unary((value, operator) =>
    measure(requireString(value, code, `${operator} requires a string argument, found: `)),
  );

const codePoints = (text: string): number => Array.from(text).length;

export const stringOperators: Readonly<Record<string, OperatorCompiler>> = {
  $concat: concat,
  $toUpper: ascii((text) => text.toUpperCase(), /[a-z]+/g),
  $toLower: ascii((text) => text.toLowerCase(), /[A-Z]+/g),
  $strcasecmp: binary((a, b) => compareStrings(upper(coerced(a)), upper(coerced(b)))),
  $substr: substringOfBytes,
  $substrBytes: substringOfBytes,
  $substrCP: substringOfCodePoints,
  $strLenBytes: length((text) => Buffer.byteLength(text), 34473),
  $strLenCP: length(codePoints, 34471),
  $indexOfBytes: indexOf(
    (text) => Buffer.byteLength(text),
    (text, from, to) => Buffer.from(text).subarray(from, to).toString(),
  ),
  $indexOfCP: indexOf(codePoints, (text, from, to) => Array.from(text).slice(from, to).join('')),
  $split: split,
  $trim: trim(true, true),
  $ltrim: trim(true, false),
  $rtrim: trim(false, true),
};

function upper(text: string): string {
  return text.replace(/[a-z]+/g, (letters) => letters.toUpperCase());
}
