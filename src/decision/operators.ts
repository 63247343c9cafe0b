import { isWithin, parseAddress, parseRange } from './address.js';
import type { ContextValues } from './context.js';
import { compileGlob } from './glob.js';
import { readArnPattern, ResourceName } from './resource.js';
import { isStatic, isVariable, parseTemplate, resolveTemplate } from './template.js';
import type { ResolvedPart } from './template.js';
import { parseBase64, parseBoolean, parseDate, parseNumber } from './values.js';

/**
 * Compares one value of the context with one value of the policy.
 * 'unreadable' when either is not of the operator's type; 'unresolved' when a variable has no value.
 */
export type Comparison = (seen: string, context: ContextValues) => boolean | 'unreadable' | 'unresolved';

export type Family = 'String' | 'Numeric' | 'Date' | 'Bool' | 'Binary' | 'IpAddress' | 'Arn' | 'Null';

/** One condition operator, without prefix and suffix. */
export interface Operator {
  /** As AWS spells it. */
  readonly name: string;
  readonly family: Family;
  /** Holds when no value matches. */
  readonly negated: boolean;
  /** Compiles one value of the policy; `variables` says whether the document's version has them. */
  readonly compile: (value: string, variables: boolean) => Comparison;
  /** Can this text, without variables, ever match? */
  readonly readable: (value: string) => boolean;
}

type Read<T> = (text: string) => T | undefined;

/** An operator over typed values: what cannot be read as the type never matches. */
function typed<S, P>(readSeen: Read<S>, readPolicy: Read<P>, test: (seen: S, policy: P) => boolean) {
  return (value: string): Comparison => {
    const policy = readPolicy(value);
    if (policy === undefined) return () => 'unreadable';
    return (text) => {
      const seen = readSeen(text);
      return seen === undefined ? 'unreadable' : test(seen, policy);
    };
  };
}

/** An operator over text, with variables. */
function textual(
  wildcards: boolean,
  fold: (text: string) => string,
  test: (parts: readonly ResolvedPart[]) => (seen: string) => boolean,
) {
  return (value: string, variables: boolean): Comparison => {
    const parts = parseTemplate(value, { wildcards, variables });
    if (isStatic(parts)) {
      const matcher = test(parts);
      return (seen) => matcher(fold(seen));
    }
    return (seen, context) => {
      const resolved = resolveTemplate(parts, context);
      return resolved === undefined ? 'unresolved' : test(resolved)(fold(seen));
    };
  };
}

const same = (text: string) => text;
const lower = (text: string) => text.toLowerCase();
const joined = (parts: readonly ResolvedPart[]) => parts.map(String).join('');

const equals = textual(false, same, (parts) => {
  const wanted = joined(parts);
  return (seen) => seen === wanted;
});
const equalsIgnoreCase = textual(false, lower, (parts) => {
  const wanted = lower(joined(parts));
  return (seen) => seen === wanted;
});
const like = textual(true, same, compileGlob);

function arnLike(value: string, variables: boolean): Comparison {
  const parts = parseTemplate(value, { wildcards: true, variables });
  const pattern = readArnPattern(value, parts);
  if (pattern === undefined && isStatic(parts)) return () => 'unreadable';
  return (seen, context) => {
    const name = new ResourceName(seen);
    if (name.kind === 'plain') return 'unreadable';
    if (pattern !== undefined) return pattern.matches(name, context) ?? 'unresolved';
    const resolved = resolveTemplate(parts, context);
    if (resolved === undefined) return 'unresolved';
    return readArnPattern(value, resolved)?.matches(name, context) ?? 'unreadable';
  };
}

/** Whether some context can make a value of an Arn operator match. */
function readArn(value: string): true | undefined {
  const parts = parseTemplate(value, { wildcards: true, variables: true });
  return readArnPattern(value, parts) !== undefined || parts.some(isVariable) ? true : undefined;
}

const readAny = () => true;
const OPERATORS: readonly Operator[] = [
  ...pair('StringEquals', 'StringNotEquals', 'String', equals, readAny),
  ...pair('StringEqualsIgnoreCase', 'StringNotEqualsIgnoreCase', 'String', equalsIgnoreCase, readAny),
  ...pair('StringLike', 'StringNotLike', 'String', like, readAny),
  ...ordered('Numeric', parseNumber),
  ...ordered('Date', parseDate),
  single(
    'Bool',
    'Bool',
    typed(parseBoolean, parseBoolean, (seen, policy) => seen === policy),
    parseBoolean,
  ),
  single(
    'BinaryEquals',
    'Binary',
    typed(parseBase64, parseBase64, (seen, policy) => seen === policy),
    parseBase64,
  ),
  ...pair('IpAddress', 'NotIpAddress', 'IpAddress', typed(parseAddress, parseRange, isWithin), parseRange),
  ...pair('ArnEquals', 'ArnNotEquals', 'Arn', arnLike, readArn),
  ...pair('ArnLike', 'ArnNotLike', 'Arn', arnLike, readArn),
  // Null asks whether the key is there, which the condition itself knows; it compares nothing.
  single('Null', 'Null', () => () => false, parseBoolean),
];

function single(
  name: string,
  family: Family,
  compile: Operator['compile'],
  read: Read<unknown>,
  negated = false,
): Operator {
  return { name, family, negated, compile, readable: (value) => read(value) !== undefined };
}

function pair(
  positive: string,
  negative: string,
  family: Family,
  compile: Operator['compile'],
  read: Read<unknown>,
): readonly Operator[] {
  return [single(positive, family, compile, read), single(negative, family, compile, read, true)];
}

function ordered(family: 'Numeric' | 'Date', read: Read<number | bigint>): readonly Operator[] {
  const compare = (test: (seen: number | bigint, policy: number | bigint) => boolean) =>
    typed(read, read, test);
  // A bigint and a number are compared by value with == (eqeqeq does not apply to mixed types: === is never true).
  const equal = compare((seen, policy) => !(seen < policy) && !(seen > policy));
  return [
    ...pair(`${family}Equals`, `${family}NotEquals`, family, equal, read),
    single(
      `${family}LessThan`,
      family,
      compare((seen, policy) => seen < policy),
      read,
    ),
    single(
      `${family}LessThanEquals`,
      family,
      compare((seen, policy) => seen <= policy),
      read,
    ),
    single(
      `${family}GreaterThan`,
      family,
      compare((seen, policy) => seen > policy),
      read,
    ),
    single(
      `${family}GreaterThanEquals`,
      family,
      compare((seen, policy) => seen >= policy),
      read,
    ),
  ];
}

const BY_NAME: ReadonlyMap<string, Operator> = new Map(
  OPERATORS.map((operator) => [operator.name.toLowerCase(), operator]),
);

/** All operators, without prefixes and suffixes, as AWS spells them. */
export const operatorNames: readonly string[] = OPERATORS.map((operator) => operator.name);

/** How a condition's operator was written, taken apart. */
export interface WrittenOperator {
  /** Undefined when there is no such operator; then the condition never holds. */
  readonly operator: Operator | undefined;
  readonly quantifier: 'one' | 'all' | 'any';
  readonly ifExists: boolean;
}

/** Takes `ForAllValues:StringLikeIfExists` apart. Case does not matter, as in AWS. */
export function readOperator(written: string): WrittenOperator {
  const match = /^(?:(forallvalues|foranyvalue):)?(.*?)(ifexists)?$/.exec(written.toLowerCase());
  const prefix = match?.[1];
  const quantifier = prefix === undefined ? 'one' : prefix === 'forallvalues' ? 'all' : 'any';
  const ifExists = match?.[3] !== undefined;
  const operator = BY_NAME.get(match?.[2] ?? '');
  const plainNull = operator?.family !== 'Null' || (quantifier === 'one' && !ifExists);
  return { operator: plainNull ? operator : undefined, quantifier, ifExists };
}
