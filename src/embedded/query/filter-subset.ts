import { equalValues } from './bson-order.js';
import type { Document } from './documents.js';
import { isOperatorDocument } from './filter-conditions.js';
import type { Constraint, FilterAnalysis } from './filter-analysis.js';
import { analyseFilter } from './filter-analysis.js';
import { memberOf, ofType, rangeTest } from './filter-tests.js';
import { identical } from './identical.js';
import { isDocument, isNumeric, isTruthy } from './values.js';

/** Whether every document that matches `filter` surely matches `partialFilterExpression`; false when in doubt. */
export function isSubsetOf(filter: Document, partialFilterExpression: Document): boolean {
  return implies(analyseFilter(filter), filter, partialFilterExpression);
}

function implies(known: FilterAnalysis, filter: Document, wanted: Document): boolean {
  const holds = Object.keys(wanted).every((key) => impliesClause(known, filter, key, wanted[key]));
  return (
    holds ||
    known.or.some((branches) => branches.every((branch) => implies(joined(known, branch), filter, wanted)))
  );
}

/** The conditions outside an `$or` hold in its branches too. */
function joined(outer: FilterAnalysis, branch: FilterAnalysis): FilterAnalysis {
  return { conjuncts: [...outer.conjuncts, ...branch.conjuncts], or: branch.or, complete: false };
}

function impliesClause(known: FilterAnalysis, filter: Document, key: string, wanted: unknown): boolean {
  if (key === '$and' || key === '$or') {
    const parts = Array.isArray(wanted) ? wanted.filter(isDocument) : [];
    const one = (part: Document): boolean => implies(known, filter, part);
    return key === '$and' ? parts.every(one) : parts.some(one);
  }
  if (Object.hasOwn(filter, key) && identical(filter[key], wanted)) return true;
  if (key.startsWith('$')) return false;
  const constraints = known.conjuncts.filter(({ path }) => path === key).map(({ constraint }) => constraint);
  const operators = isOperatorDocument(wanted) ? wanted : { $eq: wanted };
  return Object.keys(operators).every((operator) =>
    constraints.some((constraint) => impliesCondition(constraint, operator, operators[operator])),
  );
}

/** Whether one value that meets `constraint` also meets the operator. */
function impliesCondition(constraint: Constraint, operator: string, operand: unknown): boolean {
  switch (operator) {
    case '$exists':
      return isTruthy(operand) && neverMissing(constraint);
    case '$type':
      return hasType(constraint, operand);
    case '$eq':
      return (
        !Array.isArray(operand) &&
        operand !== null &&
        everyValue(constraint, (value) => equalValues(value, operand))
      );
    case '$in':
      return (
        Array.isArray(operand) &&
        !operand.includes(null) &&
        everyValue(constraint, memberOf(operand as unknown[]))
      );
    case '$gt':
    case '$gte':
    case '$lt':
    case '$lte':
      return everyValue(constraint, rangeTest(operator, operand)) || narrower(constraint, operator, operand);
    default:
      return false;
  }
}

/** For equality and $in with scalars only: their values. */
function everyValue(constraint: Constraint, test: (value: unknown) => boolean): boolean {
  const values =
    constraint.kind === 'eq' ? [constraint.value] : constraint.kind === 'in' ? constraint.values : [];
  return (
    values.length > 0 && values.every((value) => value !== undefined && !Array.isArray(value) && test(value))
  );
}

function neverMissing(constraint: Constraint): boolean {
  if (constraint.kind === 'exists') return constraint.exists;
  if (constraint.kind === 'range' || constraint.kind === 'prefix') return true;
  return everyValue(constraint, (value) => value !== null);
}

/** Numbers equal across types, so only `number` is sure of one. */
function hasType(constraint: Constraint, operand: unknown): boolean {
  const test = ofType(operand);
  const sure = (value: unknown): boolean => test(value) && (!isNumeric(value) || operand === 'number');
  if (constraint.kind === 'range') return sure(constraint.value);
  return everyValue(constraint, sure);
}

function narrower(
  constraint: Constraint,
  operator: '$gt' | '$gte' | '$lt' | '$lte',
  operand: unknown,
): boolean {
  if (constraint.kind !== 'range' || constraint.operator.slice(0, 3) !== operator.slice(0, 3)) return false;
  if (rangeTest(operator, operand)(constraint.value)) return true;
  return constraint.operator === operator.slice(0, 3) && equalValues(constraint.value, operand);
}
