import { BSONRegExp, MaxKey, MinKey } from 'bson';
import type { Document } from './documents.js';
import { isOperatorDocument, isRegex } from './filter-conditions.js';
import type { RangeOperator } from './filter-tests.js';
import { arrayOffset } from './path-match.js';
import { compileRegex } from './regex.js';
import { isDocument, isNumeric, isTruthy, toNumber } from './values.js';

/** What one condition says about one path. Ranges stay in the type bracket of their value. */
export type Constraint =
  | { readonly kind: 'eq'; readonly value: unknown }
  | { readonly kind: 'in'; readonly values: readonly unknown[] }
  | { readonly kind: 'range'; readonly operator: RangeOperator; readonly value: unknown }
  /** Strings that start so, and the value `regex` itself, which a regular expression matches too. */
  | { readonly kind: 'prefix'; readonly prefix: string; readonly regex: BSONRegExp }
  | { readonly kind: 'exists'; readonly exists: boolean };

export interface Conjunct {
  readonly path: string;
  readonly constraint: Constraint;
  /** True if index bounds alone prove the condition, on an index that is not multikey and not truncated. */
  readonly exact: boolean;
}

/** All of `conjuncts` hold, and one branch of each `or`; `complete` is false if the filter says more than that. */
export interface FilterAnalysis {
  readonly conjuncts: readonly Conjunct[];
  readonly or: readonly (readonly FilterAnalysis[])[];
  readonly complete: boolean;
}

interface Findings {
  readonly conjuncts: Conjunct[];
  readonly or: FilterAnalysis[][];
  complete: boolean;
}

/** What the planner may use of a (valid) filter: whatever matches the filter meets it; the reverse if `complete`. */
export function analyseFilter(filter: Document): FilterAnalysis {
  const findings: Findings = { conjuncts: [], or: [], complete: true };
  analyseInto(findings, filter, '');
  return findings;
}

function analyseInto(findings: Findings, filter: Document, prefix: string): void {
  for (const key of Object.keys(filter)) {
    const value = filter[key];
    if (key === '$and' && Array.isArray(value)) {
      for (const part of value.filter(isDocument)) analyseInto(findings, part, prefix);
    } else if (key === '$or' && Array.isArray(value)) {
      analyseOr(findings, value.filter(isDocument), prefix);
    } else if (key.startsWith('$')) {
      if (key !== '$comment') findings.complete = false;
    } else {
      analyseField(findings, prefix === '' ? key : `${prefix}.${key}`, value);
    }
  }
}

function analyseOr(findings: Findings, branches: readonly Document[], prefix: string): void {
  const [only] = branches;
  if (branches.length === 1 && only !== undefined) {
    analyseInto(findings, only, prefix);
    return;
  }
  const analyses = branches.map((branch) => {
    const own: Findings = { conjuncts: [], or: [], complete: true };
    analyseInto(own, branch, prefix);
    return own;
  });
  findings.or.push(analyses);
}

function analyseField(findings: Findings, path: string, value: unknown): void {
  // a number may be an index or a name: keys hold one reading only
  if (path.split('.').some((part, i) => i > 0 && arrayOffset(part) >= 0)) {
    findings.complete = false;
    return;
  }
  if (isRegex(value)) {
    analyseRegex(findings, path, value);
    return;
  }
  if (!isOperatorDocument(value)) {
    equality(findings, path, value);
    return;
  }
  for (const operator of Object.keys(value)) analyseOperator(findings, path, operator, value);
}

function analyseOperator(findings: Findings, path: string, operator: string, operators: Document): void {
  const operand = operators[operator];
  switch (operator) {
    case '$eq':
      equality(findings, path, operand);
      return;
    case '$in':
      membership(findings, path, operand);
      return;
    case '$gt':
    case '$gte':
    case '$lt':
    case '$lte':
      range(findings, path, operator, operand);
      return;
    case '$exists':
      push(findings, path, { kind: 'exists', exists: isTruthy(operand) }, false);
      findings.complete = false;
      return;
    case '$regex':
      analyseRegex(findings, path, operand, operators.$options);
      return;
    case '$all':
      if (!Array.isArray(operand) || operand.length === 0) {
        findings.complete = false;
        return;
      }
      for (const member of operand as unknown[]) analyseField(findings, path, member);
      return;
    case '$elemMatch':
      if (isDocument(operand)) elemMatch(findings, path, operand);
      findings.complete = false;
      return;
    case '$options':
    case '$comment':
      return;
    default:
      findings.complete = false;
  }
}

function push(findings: Findings, path: string, constraint: Constraint, exact: boolean): void {
  findings.conjuncts.push({ path, constraint, exact });
}

function equality(findings: Findings, path: string, value: unknown): void {
  if (Array.isArray(value)) membership(findings, path, [value]);
  else push(findings, path, { kind: 'eq', value }, true);
}

/** An array equals a document's array, which is listed under its elements, or an element, listed under itself. */
function membership(findings: Findings, path: string, operand: unknown): void {
  const members: readonly unknown[] = Array.isArray(operand) ? operand : [];
  if (members.some(isRegex)) {
    findings.complete = false;
    return;
  }
  const values = members.flatMap((member): unknown[] =>
    Array.isArray(member) ? [member, member[0]] : [member],
  );
  const exact = values.length === members.length;
  push(findings, path, { kind: 'in', values }, exact);
  if (!exact) findings.complete = false;
}

function range(findings: Findings, path: string, operator: RangeOperator, value: unknown): void {
  const inclusive = operator === '$gte' || operator === '$lte';
  if (value === null || (isNumeric(value) && Number.isNaN(toNumber(value)))) {
    if (inclusive) equality(findings, path, value);
    else push(findings, path, { kind: 'in', values: [] }, true);
  } else if (Array.isArray(value) || value instanceof MinKey || value instanceof MaxKey) {
    findings.complete = false;
  } else {
    push(findings, path, { kind: 'range', operator, value }, true);
  }
}

function analyseRegex(findings: Findings, path: string, pattern: unknown, options?: unknown): void {
  const own =
    pattern instanceof RegExp
      ? new BSONRegExp(pattern.source, pattern.flags.replace(/[^ims]/g, ''))
      : pattern;
  const source = own instanceof BSONRegExp ? own.pattern : own;
  const flags = typeof options === 'string' ? options : own instanceof BSONRegExp ? own.options : '';
  if (typeof source !== 'string') return;
  const { prefix, prefixIsAll } = compileRegex(source, flags);
  if (prefix !== '') {
    push(findings, path, { kind: 'prefix', prefix, regex: new BSONRegExp(source, flags) }, prefixIsAll);
  }
  if (!prefixIsAll) findings.complete = false;
}

/** One element meets everything inside, so some key of the document does; but not one key all of it, for sure. */
function elemMatch(findings: Findings, path: string, operand: Document): void {
  const inner: Findings = { conjuncts: [], or: [], complete: true };
  // of an element that is an array, an index has the whole: what its elements meet no key does
  if ('$elemMatch' in operand || '$all' in operand) return;
  if (isOperatorDocument(operand) && !('$and' in operand || '$or' in operand || '$nor' in operand)) {
    analyseField(inner, path, operand);
  } else {
    analyseInto(inner, operand, path);
  }
  // the absence of a field in an element is not a missing key of the document
  const usable = inner.conjuncts.filter(({ constraint }) => constraint.kind !== 'exists');
  findings.conjuncts.push(...usable.map((conjunct) => ({ ...conjunct, exact: false })));
}
