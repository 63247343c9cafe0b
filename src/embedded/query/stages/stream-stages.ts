import type { Document } from '../documents.js';
import { getField, setField } from '../documents.js';
import { locationError } from '../errors.js';
import { compileFilter } from '../filter.js';
import { parseFieldPath } from '../paths.js';
import { compileSort, sortDocuments } from '../sort.js';
import { isDocument, isNumeric, toInteger, toNumber, typeName } from '../values.js';
import type { StageFactory } from './stage.js';

const match: StageFactory = (spec, compiler) => {
  if (!isDocument(spec)) throw locationError(15959, 'the match filter must be an expression in an object');
  const filter = compileFilter(spec, compiler);
  return function* (input) {
    for (const document of input) if (filter.test(document)) yield document;
  };
};

const sort: StageFactory = (spec) => {
  if (!isDocument(spec)) throw locationError(15973, 'the $sort key specification must be an object');
  if (Object.keys(spec).length === 0)
    throw locationError(15976, '$sort stage must have at least one sort key');
  const order = compileSort(spec);
  return (input) => sortDocuments(input, order);
};

/** A count of documents. Throws `code` for what is no integer, or below `least`. */
function parseCount(stage: string, spec: unknown, code: number, least: number): number {
  if (!isNumeric(spec))
    throw locationError(
      code,
      `invalid argument to ${stage} stage: Expected a number in: ${stage}: ${typeName(spec)}`,
    );
  const count = toInteger(spec);
  if (count === undefined)
    throw locationError(
      code,
      `invalid argument to ${stage} stage: Expected an integer: ${stage}: ${toNumber(spec)}`,
    );
  if (count < 0)
    throw locationError(
      code,
      `invalid argument to ${stage} stage: Expected a non-negative number in: ${stage}: ${String(count)}`,
    );
  if (count < least) throw locationError(15958, 'the limit must be positive');
  return count;
}

const limit: StageFactory = (spec) => {
  const count = parseCount('$limit', spec, 5107201, 1);
  return function* (input) {
    let left = count;
    for (const document of input) {
      yield document;
      left -= 1;
      if (left === 0) return;
    }
  };
};

const skip: StageFactory = (spec) => {
  const count = parseCount('$skip', spec, 5107200, 0);
  return function* (input) {
    let passed = 0;
    for (const document of input) {
      if (passed >= count) yield document;
      else passed += 1;
    }
  };
};

const sample: StageFactory = (spec) => {
  if (!isDocument(spec)) throw locationError(28745, 'the $sample stage specification must be an object');
  if (!('size' in spec)) throw locationError(28749, '$sample stage must specify a size');
  const size = isNumeric(spec.size) ? toInteger(spec.size) : undefined;
  if (size === undefined) throw locationError(28746, 'size argument to $sample must be a number');
  if (size <= 0) throw locationError(28747, 'size argument to $sample must be a positive integer');
  return (input) => {
    const kept: Document[] = [];
    let seen = 0;
    for (const document of input) {
      seen += 1;
      const slot = kept.length < size ? kept.length : Math.floor(Math.random() * seen);
      if (slot < size) kept[slot] = document;
    }
    return kept.sort(() => Math.random() - 0.5);
  };
};

interface Unwind {
  readonly parts: readonly string[];
  readonly index: string | undefined;
  readonly keepEmpty: boolean;
}

function parseUnwind(spec: unknown): Unwind {
  const named = typeof spec === 'string' ? { path: spec } : spec;
  if (!isDocument(named))
    throw locationError(
      15981,
      `expected either a string or an object as specification for $unwind stage, got ${typeName(spec)}`,
    );
  const { path, includeArrayIndex, preserveNullAndEmptyArrays = false, ...others } = named;
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) throw locationError(28811, `unrecognized option to $unwind stage: ${unknown}`);
  if (path === undefined) throw locationError(28812, 'no path specified to $unwind stage');
  if (typeof path !== 'string')
    throw locationError(28808, `expected a string as the path for $unwind stage, got ${typeName(path)}`);
  if (!path.startsWith('$'))
    throw locationError(28818, `path option to $unwind stage should be prefixed with a '$': ${path}`);
  if (typeof preserveNullAndEmptyArrays !== 'boolean') {
    throw locationError(
      28809,
      'expected a boolean for the preserveNullAndEmptyArrays option to $unwind stage',
    );
  }
  if (
    includeArrayIndex !== undefined &&
    (typeof includeArrayIndex !== 'string' || includeArrayIndex === '')
  ) {
    throw locationError(
      28810,
      'expected a non-empty string for the includeArrayIndex option to $unwind stage',
    );
  }
  if (includeArrayIndex?.startsWith('$') === true) {
    throw locationError(
      28822,
      `includeArrayIndex option to $unwind stage should not be prefixed with a '$': ${includeArrayIndex}`,
    );
  }
  return {
    parts: parseFieldPath(path.slice(1)),
    index: includeArrayIndex,
    keepEmpty: preserveNullAndEmptyArrays,
  };
}

const unwind: StageFactory = (spec) => {
  const { parts, index, keepEmpty } = parseUnwind(spec);
  const withIndex = (document: Document, at: number | null): Document =>
    index === undefined
      ? document
      : withField(document, parseFieldPath(index), at === null ? null : BigInt(at));
  return function* (input) {
    for (const document of input) {
      const value = parts.reduce<unknown>(
        (at, part) => (isDocument(at) ? getField(at, part) : undefined),
        document,
      );
      if (Array.isArray(value)) {
        for (const [i, element] of value.entries()) yield withIndex(withField(document, parts, element), i);
        if (value.length === 0 && keepEmpty) yield withIndex(withField(document, parts, undefined), null);
      } else if ((value !== null && value !== undefined) || keepEmpty) {
        yield withIndex(document, null);
      }
    }
  };
};

/** A copy with a field set at a path, or removed for undefined. */
export function withField(document: Document, parts: readonly string[], value: unknown): Document {
  const [part = '', ...rest] = parts;
  const result = { ...document };
  const inner = getField(document, part);
  const next = rest.length === 0 ? value : withField(isDocument(inner) ? inner : {}, rest, value);
  if (next === undefined) Reflect.deleteProperty(result, part);
  else setField(result, part, next);
  return result;
}

const count: StageFactory = (spec) => {
  if (typeof spec !== 'string') throw locationError(40156, 'the count field must be a non-empty string');
  if (spec === '') throw locationError(40157, 'the count field must be a non-empty string');
  if (spec.startsWith('$')) throw locationError(40158, 'the count field cannot be a $-prefixed path');
  if (spec.includes('.')) throw locationError(40160, "the count field cannot contain '.'");
  return function* (input) {
    const documents = input[Symbol.iterator]();
    let total = 0;
    while (documents.next().done !== true) total += 1;
    if (total > 0) yield { [spec]: total };
  };
};

const documents: StageFactory = (spec) => {
  if (!Array.isArray(spec) || !spec.every(isDocument))
    throw locationError(5858203, 'an array is expected for $documents');
  return () => spec;
};

/** Stages over a stream of documents that leave them (mostly) as they are. */
export const streamStages: Readonly<Record<string, StageFactory>> = {
  $match: match,
  $sort: sort,
  $limit: limit,
  $skip: skip,
  $sample: sample,
  $unwind: unwind,
  $count: count,
  $documents: documents,
};
