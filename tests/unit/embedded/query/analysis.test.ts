import { describe, expect, test } from '@jest/globals';
import { analyseFilter } from '../../../../src/embedded/query/filter-analysis.js';
import { isSubsetOf } from '../../../../src/embedded/query/filter-subset.js';
import { compileFilter } from '../../../../src/embedded/query/filter.js';
import { title } from './cases.js';
import { randomDocument, randomFilter } from './random-filters.js';
import { randomSource } from './random-values.js';

describe('what the planner learns of a filter', () => {
  const eq = (path: string, value: unknown): unknown => ({
    path,
    constraint: { kind: 'eq', value },
    exact: true,
  });

  test('equality, nested $and, and a lone $or branch', () => {
    expect(analyseFilter({ a: 1, $and: [{ b: { $eq: 2 } }, { $or: [{ c: 3 }] }] })).toEqual({
      conjuncts: [eq('a', 1), eq('b', 2), eq('c', 3)],
      or: [],
      complete: true,
    });
  });

  test('ranges, one for each operator', () => {
    expect(analyseFilter({ a: { $gt: 1, $lte: 5 } }).conjuncts.map(({ constraint }) => constraint)).toEqual([
      { kind: 'range', operator: '$gt', value: 1 },
      { kind: 'range', operator: '$lte', value: 5 },
    ]);
  });

  test('branches of $or', () => {
    const { or, complete } = analyseFilter({ $or: [{ a: 1 }, { b: { $size: 1 } }] });
    expect(or).toMatchObject([
      [
        { conjuncts: [eq('a', 1)], complete: true },
        { conjuncts: [], complete: false },
      ],
    ]);
    expect(complete).toBe(true);
  });

  test('prefixes of anchored patterns', () => {
    const prefix = (pattern: string, options = ''): unknown =>
      analyseFilter({ a: { $regex: pattern, $options: options } }).conjuncts.map(({ constraint, exact }) => [
        constraint.kind === 'prefix' ? constraint.prefix : constraint,
        exact,
      ]);
    expect(prefix('^abc')).toEqual([['abc', true]]);
    expect(prefix('^ab.c')).toEqual([['ab', false]]);
    expect(prefix('^abc*')).toEqual([['ab', false]]);
    expect(prefix('^a\\.b\\@')).toEqual([['a.b@', true]]);
    expect(prefix('abc')).toEqual([]);
    expect(prefix('^a|b')).toEqual([]);
    expect(prefix('^a', 'i')).toEqual([]);
    expect(prefix('^a', 'm')).toEqual([]);
  });

  test('an array is found under its first element too', () => {
    expect(analyseFilter({ a: [1, 2] })).toMatchObject({
      conjuncts: [{ constraint: { kind: 'in', values: [[1, 2], 1] }, exact: false }],
      complete: false,
    });
  });

  test.each([
    { a: { $ne: 1 } },
    { a: { $not: { $gt: 1 } } },
    { $nor: [{ a: 1 }] },
    { $expr: true },
    { 'a.0': 1 },
    { a: { $mod: [2, 0] } },
  ])('nothing of %j', (filter) => {
    expect(analyseFilter(filter)).toEqual({ conjuncts: [], or: [], complete: false });
  });
});

describe('whether a partial index serves a filter', () => {
  test.each([
    [{ a: 5 }, { a: { $exists: true } }],
    [{ a: 5, b: 1 }, { a: 5 }],
    [{ a: { $gt: 5 } }, { a: { $gt: 5 } }],
    [{ a: { $gt: 5 } }, { a: { $gte: 3 } }],
    [{ a: 9 }, { a: { $gt: 3 } }],
    [{ a: 'x' }, { a: { $type: 'string' } }],
    [{ a: { $in: ['x', 'y'] } }, { a: { $type: 'string' } }],
    [{ a: { $gte: 'x' } }, { a: { $type: 'string' } }],
    [{ a: { $in: [1, 2] } }, { a: { $in: [1, 2, 3] } }],
    [{ $and: [{ a: 1 }, { b: 2 }] }, { $and: [{ b: 2 }, { a: 1 }] }],
    [{ $or: [{ a: 1 }, { a: 2 }], b: 1 }, { a: { $exists: true } }],
    [{ a: { $type: 'string' } }, { a: { $type: 'string' } }],
  ])('%j is inside %j', (filter, partial) => {
    expect(isSubsetOf(filter, partial)).toBe(true);
  });

  test.each([
    [{}, { a: { $exists: true } }],
    [{ a: null }, { a: { $exists: true } }],
    [{ a: { $in: [1, null] } }, { a: { $exists: true } }],
    [{ a: { $gte: 3 } }, { a: { $gt: 3 } }],
    [{ a: { $gt: 1 } }, { a: { $gt: 3 } }],
    [{ a: 1 }, { a: { $type: 'int' } }],
    [{ $or: [{ a: 1 }, { b: 2 }] }, { a: 1 }],
    [{ a: { $ne: 5 } }, { a: { $exists: true } }],
  ])('%j is not known to be inside %j', (filter, partial) => {
    expect(isSubsetOf(filter, partial)).toBe(false);
  });

  test('"yes" holds for any documents', () => {
    const random = randomSource(7);
    const documents = Array.from({ length: 120 }, () => randomDocument(random));
    let inside = 0;
    for (let round = 0; round < 15_000; round += 1) {
      const [filter, partial] = [randomFilter(random), randomFilter(random)];
      if (!isSubsetOf(filter, partial)) continue;
      inside += 1;
      const [narrow, wide] = [compileFilter(filter), compileFilter(partial)];
      const outside = documents.find((document) => narrow.test(document) && !wide.test(document));
      if (outside !== undefined) expect(`${title(filter)} in ${title(partial)}`).toBe(title(outside));
    }
    expect(inside).toBeGreaterThan(20);
  });
});
