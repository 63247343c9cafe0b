import { BSONRegExp } from 'bson';
import type { Document } from './documents.js';
import { badValue, locationError } from './errors.js';
import { bitTest } from './filter-bits.js';
import { equalTo, memberOf, modulo, ofType, rangeTest } from './filter-tests.js';
import type { Filter } from './filter.js';
import { findAt, matchesAt, matchOutsideArrays, noMatch } from './path-match.js';
import { compileRegex, regexOf } from './regex.js';
import { isDocument, isNumeric, isTruthy, toNumber } from './values.js';

/**
 * What a filter says about one path. `value` is about any value there (arrays at the end are expanded if `expand`);
 * `elements` is $elemMatch; `not` negates all of its conditions together.
 */
export type Condition =
  | { readonly kind: 'value'; readonly test: (value: unknown) => boolean; readonly expand: boolean }
  | { readonly kind: 'elements'; readonly test: (element: unknown) => boolean }
  | { readonly kind: 'not'; readonly of: readonly Condition[] }
  | { readonly kind: 'never' };

type CompileFilter = (filter: Document) => Filter;

/** True for `{$gt: 1}`: the first key is an operator; references (`{$ref, $id}`) are values. */
export function isOperatorDocument(value: unknown): value is Document {
  if (!isDocument(value)) return false;
  const [first] = Object.keys(value);
  return first !== undefined && first.startsWith('$') && !['$ref', '$id', '$db'].includes(first);
}

export function isRegex(value: unknown): value is RegExp | BSONRegExp {
  return value instanceof RegExp || value instanceof BSONRegExp;
}

/** The conditions on `path` that `value` (a bare value or operators) stands for. Throws CommandError 2 (BadValue). */
export function compileConditions(path: string, value: unknown, compileFilter: CompileFilter): Condition[] {
  if (isRegex(value)) return [anyValue(matchesRegex(value))];
  if (!isOperatorDocument(value)) return [anyValue(equalTo(value))];
  if ('$options' in value && !('$regex' in value)) throw badValue('$options needs a $regex');
  return Object.keys(value).flatMap((operator) =>
    compileOperator(path, operator, value[operator], value, compileFilter),
  );
}

function anyValue(test: (value: unknown) => boolean): Condition {
  return { kind: 'value', test, expand: true };
}

function not(...of: Condition[]): Condition {
  return { kind: 'not', of };
}

function compileOperator(
  path: string,
  operator: string,
  operand: unknown,
  siblings: Document,
  compileFilter: CompileFilter,
): Condition | Condition[] {
  switch (operator) {
    case '$eq':
      return anyValue(equalTo(operand));
    case '$ne':
      if (isRegex(operand)) throw badValue("Can't have regex as arg to $ne.");
      return not(anyValue(equalTo(operand)));
    case '$gt':
    case '$gte':
    case '$lt':
    case '$lte':
      if (isRegex(operand)) throw badValue(`Can't have RegEx as arg to predicate over field '${path}'.`);
      return anyValue(rangeTest(operator, operand));
    case '$in':
      return anyValue(compileIn(operator, operand));
    case '$nin':
      return not(anyValue(compileIn(operator, operand)));
    case '$not':
      return compileNot(path, operand, compileFilter);
    case '$exists': {
      const present: Condition = { kind: 'value', test: (value) => value !== undefined, expand: false };
      return isTruthy(operand) ? present : not(present);
    }
    case '$type':
      return anyValue(ofType(operand));
    case '$mod':
      return anyValue(modulo(operand));
    case '$regex':
      return anyValue(matchesRegex(operand, siblings.$options));
    case '$options':
    case '$comment':
      return [];
    case '$all':
      return compileAll(path, operand, compileFilter);
    case '$elemMatch':
      return { kind: 'elements', test: elementTest(path, operand, compileFilter) };
    case '$size': {
      const size = parseSize(operand);
      return { kind: 'value', test: (value) => Array.isArray(value) && value.length === size, expand: false };
    }
    case '$bitsAllSet':
    case '$bitsAllClear':
    case '$bitsAnySet':
    case '$bitsAnyClear':
      return anyValue(bitTest(operator, operand));
    case '$near':
    case '$nearSphere':
    case '$geoWithin':
    case '$geoIntersects':
    case '$within':
      throw badValue(`geospatial queries (${operator}) are not supported`);
    default:
      throw badValue(`unknown operator: ${operator}`);
  }
}

function compileIn(operator: string, operand: unknown): (value: unknown) => boolean {
  if (!Array.isArray(operand)) throw badValue(`${operator} needs an array`);
  const members: unknown[] = operand;
  if (members.some(isOperatorDocument)) throw badValue('cannot nest $ under $in');
  const patterns = members.filter(isRegex).map((member) => matchesRegex(member));
  const isMember = memberOf(members.filter((member) => !isRegex(member)));
  if (patterns.length === 0) return isMember;
  return (value) => isMember(value) || patterns.some((matches) => matches(value));
}

function compileNot(path: string, operand: unknown, compileFilter: CompileFilter): Condition {
  if (isRegex(operand)) return not(anyValue(matchesRegex(operand)));
  if (!isDocument(operand)) throw badValue('$not needs a regex or a document');
  const keys = Object.keys(operand);
  if (keys.length === 0) throw badValue('$not cannot be empty');
  const plain = keys.find((key) => !key.startsWith('$'));
  if (plain !== undefined) throw badValue(`unknown operator: ${plain}`);
  return not(...compileConditions(path, operand, compileFilter));
}

function compileAll(path: string, operand: unknown, compileFilter: CompileFilter): Condition[] {
  if (!Array.isArray(operand)) throw badValue('$all needs an array');
  const members: unknown[] = operand;
  if (members.length === 0) return [{ kind: 'never' }];
  const nested = isDocument(members[0]) && '$elemMatch' in members[0];
  return members.map((member) => {
    if (isDocument(member) && '$elemMatch' in member) {
      if (!nested || Object.keys(member).length !== 1) throw badValue('$all/$elemMatch has to be consistent');
      return { kind: 'elements', test: elementTest(path, member.$elemMatch, compileFilter) };
    }
    if (nested) throw badValue('$all/$elemMatch has to be consistent');
    if (isOperatorDocument(member)) throw badValue('no $ expressions in $all');
    return anyValue(isRegex(member) ? matchesRegex(member) : equalTo(member));
  });
}

/** Compiles the operand of $elemMatch: operators on elements, or a filter over documents. */
export function elementTest(
  path: string,
  operand: unknown,
  compileFilter: CompileFilter,
): (element: unknown) => boolean {
  if (!isDocument(operand)) throw badValue('$elemMatch needs an Object');
  const [first] = Object.keys(operand);
  const overValues =
    isOperatorDocument(operand) && !['$and', '$or', '$nor', '$expr', '$where'].includes(first ?? '');
  if (overValues) {
    const tests = compileConditions(path, operand, compileFilter).map(onElement);
    return (element) => tests.every((test) => test(element));
  }
  const filter = compileFilter(operand);
  return (element) => {
    if (isDocument(element)) return filter.test(element);
    // an array in an array is a document whose fields are its indexes
    return Array.isArray(element) && filter.test(Object.fromEntries(element.entries()));
  };
}

/** A condition on one element, which is not looked into. */
function onElement(condition: Condition): (element: unknown) => boolean {
  switch (condition.kind) {
    case 'value':
      return condition.test;
    case 'elements':
      return (element) => Array.isArray(element) && element.some(condition.test);
    case 'not': {
      const tests = condition.of.map(onElement);
      return (element) => !tests.every((test) => test(element));
    }
    case 'never':
      return () => false;
  }
}

function matchesRegex(pattern: unknown, options?: unknown): (value: unknown) => boolean {
  if (options !== undefined && typeof options !== 'string') throw badValue('$options has to be a string');
  if (isRegex(pattern)) {
    const own = pattern instanceof RegExp ? pattern.flags : pattern.options;
    if (options !== undefined && own !== '')
      throw locationError(51075, 'options set in both $regex and $options');
    const source = pattern instanceof RegExp ? pattern.source : pattern.pattern;
    const { matcher } = options === undefined ? regexOf(pattern) : compileRegex(source, options);
    const equals = equalTo(pattern);
    return (value) => matchesText(matcher, value) || (isRegex(value) && equals(value));
  }
  if (typeof pattern !== 'string') throw badValue('$regex has to be a string');
  const { matcher } = compileRegex(pattern, options ?? '');
  const equals = equalTo(new BSONRegExp(pattern, options ?? ''));
  return (value) => matchesText(matcher, value) || (isRegex(value) && equals(value));
}

function matchesText(matcher: RegExp, value: unknown): boolean {
  return typeof value === 'string' && matcher.test(value);
}

function parseSize(operand: unknown): number {
  if (!isNumeric(operand)) throw badValue('Failed to parse $size. Expected a number');
  const size = toNumber(operand);
  if (!Number.isInteger(size)) throw badValue('Failed to parse $size. Expected an integer');
  if (size < 0) throw badValue('Failed to parse $size. Expected a non-negative number');
  return size;
}

/** A test of the condition at a path of documents. */
export function testCondition(
  parts: readonly string[],
  condition: Condition,
): (document: unknown) => boolean {
  switch (condition.kind) {
    case 'value': {
      const { test, expand } = condition;
      return (document) => matchesAt(document, parts, test, expand);
    }
    case 'elements': {
      const holds = (value: unknown): boolean => Array.isArray(value) && value.some(condition.test);
      return (document) => matchesAt(document, parts, holds, false);
    }
    case 'not': {
      const tests = condition.of.map((inner) => testCondition(parts, inner));
      return (document) => !tests.every((test) => test(document));
    }
    case 'never':
      return () => false;
  }
}

/** The index in the outermost array on the path at which the condition holds. */
export function locateCondition(
  document: Document,
  parts: readonly string[],
  condition: Condition,
): number | undefined {
  if (condition.kind === 'not' || condition.kind === 'never') return undefined;
  let inner: number | undefined;
  const found =
    condition.kind === 'value'
      ? findAt(document, parts, 0, condition.test, condition.expand)
      : findAt(
          document,
          parts,
          0,
          (value) => {
            inner = Array.isArray(value) ? value.findIndex(condition.test) : noMatch;
            return inner !== noMatch;
          },
          false,
        );
  if (found === noMatch) return undefined;
  return found === matchOutsideArrays ? inner : found;
}
