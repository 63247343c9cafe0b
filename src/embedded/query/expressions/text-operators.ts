import { BSONRegExp } from 'bson';
import type { Document } from '../documents.js';
import { locationError } from '../errors.js';
import { compileRegex } from '../regex.js';
import { typeName } from '../values.js';
import { isNullish } from './arity.js';
import type { Environment, OperatorCompiler } from './compile.js';
import { namedArguments } from './compile.js';

/** `$regexMatch`, `$regexFind`, `$regexFindAll`; `none` is the answer for null. */
const regexOperator =
  (none: unknown, answer: (matcher: RegExp, text: string) => unknown): OperatorCompiler =>
  (operand, compiler) => {
    const named = namedArguments(operand, compiler, ['input', 'regex'], ['options']);
    const input = compiler.compile(named.input);
    const regex = compiler.compile(named.regex);
    const options = 'options' in named ? compiler.compile(named.options) : undefined;
    const matchers = new Map<string, RegExp>();
    return (environment) => {
      const text = input(environment);
      const pattern = regex(environment);
      const flags = options?.(environment);
      if (isNullish(text) || isNullish(pattern)) return none;
      if (typeof text !== 'string')
        throw locationError(51104, `${compiler.operator} needs 'input' to be of type string`);
      const [source, own] = sourceOf(pattern, compiler.operator);
      if (flags !== undefined && flags !== null && typeof flags !== 'string') {
        throw locationError(51106, `${compiler.operator} needs 'options' to be of type string`);
      }
      if (own !== '' && typeof flags === 'string') {
        throw locationError(
          51107,
          `${compiler.operator}: found regex option(s) specified in both 'regex' and 'option' fields`,
        );
      }
      const key = `${own}${flags ?? ''}/${source}`;
      const matcher = matchers.get(key) ?? compileRegex(source, own + (flags ?? '')).matcher;
      matchers.set(key, matcher);
      return answer(matcher, text);
    };
  };

function sourceOf(pattern: unknown, operator: string): readonly [string, string] {
  if (typeof pattern === 'string') return [pattern, ''];
  if (pattern instanceof BSONRegExp) return [pattern.pattern, pattern.options];
  if (pattern instanceof RegExp) return [pattern.source, pattern.flags.replace(/[^ims]/g, '')];
  throw locationError(
    51105,
    `${operator} needs 'regex' to be of type string or regex, not ${typeName(pattern)}`,
  );
}

function found(text: string, match: RegExpExecArray): Document {
  return {
    match: match[0],
    idx: Array.from(text.slice(0, match.index)).length,
    captures: Array.from(match)
      .slice(1)
      .map((capture: string | undefined) => capture ?? null),
  };
}

function findAll(matcher: RegExp, text: string): Document[] {
  return [...text.matchAll(new RegExp(matcher.source, `${matcher.flags}g`))].map((match) =>
    found(text, match),
  );
}

const replace =
  (apply: (text: string, find: string, replacement: string) => string): OperatorCompiler =>
  (operand, compiler) => {
    const named = namedArguments(operand, compiler, ['input', 'find', 'replacement']);
    const parts = [named.input, named.find, named.replacement].map((part) => compiler.compile(part));
    return (environment: Environment) => {
      const values = parts.map((part) => part(environment));
      for (const [i, value] of values.entries()) {
        if (isNullish(value) || typeof value === 'string') continue;
        throw locationError(
          [51746, 51745, 51744][i] ?? 51746,
          `${compiler.operator} requires that its arguments be strings, found: ${typeName(value)}`,
        );
      }
      const [text, find, replacement] = values as (string | null | undefined)[];
      return isNullish(text) || isNullish(find) || isNullish(replacement)
        ? null
        : apply(text, find, replacement);
    };
  };

export const textOperators: Readonly<Record<string, OperatorCompiler>> = {
  $regexMatch: regexOperator(false, (matcher, text) => matcher.test(text)),
  $regexFind: regexOperator(null, (matcher, text) => {
    const match = matcher.exec(text);
    return match === null ? null : found(text, match);
  }),
  $regexFindAll: regexOperator([], findAll),
  $replaceOne: replace((text, find, replacement) => text.replace(find, () => replacement)),
  $replaceAll: replace((text, find, replacement) => text.replaceAll(find, () => replacement)),
};
