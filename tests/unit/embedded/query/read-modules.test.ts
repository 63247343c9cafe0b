import { describe, expect, test } from '@jest/globals';
import type { Document } from '../../../../src/embedded/query/documents.js';
import { decodePlain, decodeTyped, encode } from '../../../../src/embedded/query/documents.js';
import { compileExpression } from '../../../../src/embedded/query/expression.js';
import { compileFilter } from '../../../../src/embedded/query/filter.js';
import { leadingMatch } from '../../../../src/embedded/query/leading-match.js';
import { compilePipeline } from '../../../../src/embedded/query/pipeline.js';
import { compileProjection } from '../../../../src/embedded/query/projection.js';
import { compileSort, sortDocuments } from '../../../../src/embedded/query/sort.js';
import { readCases, title } from './cases.js';

type ErrorCode = { readonly value: number } | undefined;

/** Both forms in which the store has documents. */
const forms = [decodeTyped, decodePlain];

/** Whatever `value` is, as one of the forms. */
function inForm(decode: (bytes: Uint8Array) => Document, value: unknown): unknown {
  return decode(encode({ value })).value;
}

/** Bytes, so that types and order of fields count. */
function bytesOf(value: unknown): string {
  return encode(value === undefined ? {} : { value }).toString('hex');
}

function check(
  error: ErrorCode,
  expected: unknown,
  run: (decode: (bytes: Uint8Array) => Document) => unknown,
): void {
  for (const decode of forms) {
    if (error !== undefined) {
      expect(() => run(decode)).toThrow(expect.objectContaining({ code: error.value }));
      continue;
    }
    const result = run(decode);
    expect(title(inForm(decodeTyped, result ?? null))).toBe(title(inForm(decodeTyped, expected ?? null)));
    expect(bytesOf(result)).toBe(bytesOf(expected));
  }
}

interface ProjectionCase {
  readonly projection: Document;
  readonly filter?: Document;
  readonly document: Document;
  readonly result?: Document;
  readonly error?: { readonly value: number };
}

describe('a projection', () => {
  for (const one of readCases('projection') as readonly ProjectionCase[]) {
    test(`${title(one.projection)} of ${title(one.document)}`, () => {
      check(one.error, one.result, (decode) => {
        const filter = compileFilter(one.filter ?? {});
        const projection = compileProjection(inForm(decode, one.projection) as Document, { filter });
        return projection.apply(inForm(decode, one.document) as Document);
      });
    });
  }

  test('says which fields an inclusion reads', () => {
    expect(compileProjection({ a: 1, 'b.c': 1 }).inclusion).toEqual(['a', 'b', '_id']);
    expect(compileProjection({ a: 1, _id: 0 }).inclusion).toEqual(['a']);
    expect(compileProjection({ a: 0 }).inclusion).toBeUndefined();
    expect(compileProjection({ a: '$b' }).inclusion).toBeUndefined();
  });
});

interface SortCase {
  readonly sort: Document;
  /** In the order that the sort gives. */
  readonly documents?: readonly Document[];
  readonly error?: { readonly value: number };
}

describe('a sort', () => {
  for (const { sort, documents = [], error } of readCases('sort') as readonly SortCase[]) {
    test(`by ${title(sort)}, ${error === undefined ? String(documents.length) : `error ${String(error.value)}`}`, () => {
      check(error, documents, (decode) => {
        const order = compileSort(inForm(decode, sort) as Document);
        const input = inForm(decode, documents) as Document[];
        const rotated = [...input.slice(1), ...input.slice(0, 1)];
        // ties keep the order in which they came
        const tied = input.length > 1 && order.compare(input[0] ?? {}, input.at(-1) ?? {}) === 0;
        return sortDocuments(tied ? input : rotated.toReversed(), order);
      });
    });
  }

  test('refuses parallel arrays', () => {
    const sort = compileSort({ a: 1, b: 1 });
    expect(() => sort.keys({ a: [1], b: [1] })).toThrow('parallel arrays');
  });
});

interface ExpressionCase {
  readonly e: unknown;
  readonly d?: Document;
  readonly r?: unknown;
  readonly error?: { readonly value: number };
}

describe('an expression', () => {
  for (const one of readCases('expression') as readonly ExpressionCase[]) {
    test(`${title(one.e)} on ${title(one.d ?? {})}`, () => {
      check(one.error, one.r, (decode) =>
        compileExpression(inForm(decode, one.e))(inForm(decode, one.d ?? {}) as Document),
      );
    });
  }
});

interface PipelineCase {
  readonly stages: readonly Document[];
  readonly input?: readonly Document[];
  readonly others?: readonly Document[];
  readonly result?: readonly Document[];
  readonly error?: { readonly value: number };
}

describe('a pipeline', () => {
  for (const { stages, input = [], others = [], result, error } of readCases(
    'pipeline',
  ) as readonly PipelineCase[]) {
    test(`${title(stages)} on ${title(input)}`, () => {
      check(error, result, (decode) => {
        const pipeline = compilePipeline(inForm(decode, stages) as Document[]);
        const resolve = (): Document[] => inForm(decode, others) as Document[];
        return [...pipeline.run(inForm(decode, input) as Document[], { resolve })];
      });
    });
  }

  test('names the collections that it reads', () => {
    const inner = [{ $unionWith: 'c' }];
    const stages = [{ $lookup: { from: 'a', as: 'x', pipeline: inner } }, { $unionWith: 'b' }];
    expect(compilePipeline(stages).collections).toEqual(['a', 'c', 'b']);
  });
});

describe('the leading part of a pipeline', () => {
  test('is what a find can do', () => {
    const sort = { $sort: { a: 1 } };
    const stages = [
      { $match: { a: 1 } },
      { $match: { b: 2 } },
      sort,
      { $skip: 2 },
      { $limit: 3 },
      { $unwind: '$c' },
    ];
    expect(leadingMatch(stages)).toEqual({
      filter: { $and: [{ a: 1 }, { b: 2 }] },
      sort: { a: 1 },
      skip: 2,
      limit: 3,
      rest: [{ $unwind: '$c' }],
      count: undefined,
    });
  });

  test('ends where the order of a find does', () => {
    expect(leadingMatch([{ $limit: 3 }, { $sort: { a: 1 } }]).rest).toEqual([{ $sort: { a: 1 } }]);
    expect(leadingMatch([{ $limit: 3 }, { $skip: 1 }]).rest).toEqual([{ $skip: 1 }]);
    expect(leadingMatch([{ $skip: 3 }, { $match: { a: 1 } }]).rest).toEqual([{ $match: { a: 1 } }]);
    expect(leadingMatch([{ $limit: 0 }]).rest).toEqual([{ $limit: 0 }]);
    expect(leadingMatch([{ $sort: { a: 1 } }, { $match: { b: 1 } }])).toMatchObject({
      filter: { b: 1 },
      rest: [],
    });
  });

  test('knows what only counts', () => {
    const count = (group: Document): unknown => leadingMatch([{ $match: {} }, { $group: group }]).count;
    expect(count({ _id: 1, n: { $sum: 1 } })).toEqual({ id: 1, field: 'n' });
    expect(count({ _id: null, n: { $sum: 1 } })).toEqual({ id: null, field: 'n' });
    expect(count({ _id: '$a', n: { $sum: 1 } })).toBeUndefined();
    expect(count({ _id: 1, n: { $sum: 2 } })).toBeUndefined();
    expect(count({ _id: 1, n: { $sum: 1 }, m: { $sum: 1 } })).toBeUndefined();
  });
});
