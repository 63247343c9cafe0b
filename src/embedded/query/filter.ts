import type { Document } from './documents.js';
import { badValue, failedToParse, indexNotFound, queryFeatureNotAllowed } from './errors.js';
import { compileExpression } from './expression.js';
import type { Condition } from './filter-conditions.js';
import {
  compileConditions,
  isOperatorDocument,
  locateCondition,
  testCondition,
} from './filter-conditions.js';
import { isDocument, isTruthy, toInteger, toNumber } from './values.js';

/** A compiled filter. Documents may be typed or plain. */
export interface Filter {
  readonly test: (document: Document) => boolean;
  /** The array index that the positional operator `$` stands for, after a match; undefined if no array was crossed. */
  readonly matchedIndex: (document: Document) => number | undefined;
}

export interface FilterOptions {
  /**
   * Where the filter stands, if it is not about whole documents: in $elemMatch, or in an update ($pull, arrayFilters).
   * $expr, $text and $jsonSchema are about whole documents only.
   */
  readonly within?: 'element' | 'update' | undefined;
  /** Variables of `let`, for $expr. */
  readonly variables?: Document | undefined;
  readonly now?: Date | undefined;
}

/** Compiles a find filter. Throws CommandError (2 BadValue mostly) on anything that MongoDB or this store refuses. */
export function compileFilter(filter: Document, options: FilterOptions = {}): Filter {
  const clauses: Filter[] = [];
  for (const key of Object.keys(filter)) {
    const clause = compileClause(key, filter[key], options);
    if (clause !== undefined) clauses.push(clause);
  }
  return allOf(clauses);
}

const everything: Filter = { test: () => true, matchedIndex: () => undefined };
const nothing: Filter = { test: () => false, matchedIndex: () => undefined };

function compileClause(key: string, value: unknown, options: FilterOptions): Filter | undefined {
  switch (key) {
    case '$and':
      return allOf(compileList(key, value, options));
    case '$or':
      return anyOf(compileList(key, value, options));
    case '$nor': {
      const any = anyOf(compileList(key, value, options));
      return { test: (document) => !any.test(document), matchedIndex: () => undefined };
    }
    case '$expr': {
      refuseWithin(key, options);
      const expression = compileExpression(value, options);
      return { test: (document) => isTruthy(expression(document)), matchedIndex: () => undefined };
    }
    case '$comment':
      return undefined;
    case '$sampleRate': {
      const rate = toNumber(value);
      if (!(rate >= 0 && rate <= 1)) throw badValue('numeric argument to $sampleRate must be in [0, 1]');
      return { test: () => Math.random() < rate, matchedIndex: () => undefined };
    }
    case '$alwaysTrue':
    case '$alwaysFalse':
      if (toInteger(value) !== 1) throw failedToParse(`${key} must be an integer value of 1`);
      return key === '$alwaysTrue' ? everything : nothing;
    case '$text':
      if (options.within !== undefined) throw badValue('$text can only be applied to the top-level document');
      throw indexNotFound('text index required for $text query');
    case '$where':
      throw badValue('$where is not supported: there is no server-side JavaScript');
    case '$jsonSchema':
      throw badValue('$jsonSchema is not supported');
    default:
      if (key.startsWith('$')) {
        throw badValue(
          `unknown top level operator: ${key}. If you have a field name that starts with a '$' symbol, consider using $getField or $setField.`,
        );
      }
      return compileField(key, value, options);
  }
}

function refuseWithin(key: string, { within }: FilterOptions): void {
  if (within === 'element') throw badValue(`${key} can only be applied to the top-level document`);
  if (within === 'update') throw queryFeatureNotAllowed(`${key} is not allowed in this context`);
}

function compileField(path: string, value: unknown, options: FilterOptions): Filter {
  const parts = path.split('.');
  const conditions = compileConditions(path, value, (filter) =>
    compileFilter(filter, { within: 'element', ...options }),
  );
  const clauses = conditions.map((condition) => atPath(parts, condition));
  return allOf(clauses);
}

function atPath(parts: readonly string[], condition: Condition): Filter {
  return {
    test: testCondition(parts, condition),
    matchedIndex: (document) => locateCondition(document, parts, condition),
  };
}

function compileList(key: string, value: unknown, options: FilterOptions): Filter[] {
  if (!Array.isArray(value)) throw badValue(`${key} must be an array`);
  if (value.length === 0) throw badValue('$and/$or/$nor must be a nonempty array');
  return value.map((entry: unknown) => {
    if (!isDocument(entry)) throw badValue('$or/$and/$nor entries need to be full objects');
    return compileFilter(entry, options);
  });
}

function allOf(clauses: readonly Filter[]): Filter {
  const [first, second] = clauses;
  if (first === undefined) return everything;
  if (second === undefined) return first;
  return {
    test(document) {
      for (const clause of clauses) if (!clause.test(document)) return false;
      return true;
    },
    matchedIndex: (document) =>
      clauses.reduce<number | undefined>(
        (found, clause) => clause.matchedIndex(document) ?? found,
        undefined,
      ),
  };
}

function anyOf(clauses: readonly Filter[]): Filter {
  const [first, second] = clauses;
  if (first !== undefined && second === undefined) return first;
  return {
    test(document) {
      for (const clause of clauses) if (clause.test(document)) return true;
      return false;
    },
    matchedIndex: (document) => clauses.find((clause) => clause.test(document))?.matchedIndex(document),
  };
}

const logical: ReadonlySet<string | undefined> = new Set(['$and', '$or', '$nor', '$expr', '$comment']);

/** Compiles a condition on a bare value, as $pull takes it: `{$gte: 5}`, or a filter over a document. */
export function compileValueFilter(condition: Document): (value: unknown) => boolean {
  const options: FilterOptions = { within: 'update' };
  if (!isOperatorDocument(condition) || logical.has(Object.keys(condition)[0])) {
    const filter = compileFilter(condition, options);
    return (value) => isDocument(value) && filter.test(value);
  }
  const tests = compileConditions('', condition, (filter) => compileFilter(filter, options)).map((one) =>
    testCondition([''], one),
  );
  return (value) => tests.every((test) => test({ '': value }));
}
