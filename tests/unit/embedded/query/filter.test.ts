import { describe, expect, test } from '@jest/globals';
import { BSONRegExp } from 'bson';
import type { Document } from '../../../../src/embedded/query/documents.js';
import { decodePlain, decodeTyped, encode } from '../../../../src/embedded/query/documents.js';
import { compileFilter } from '../../../../src/embedded/query/filter.js';
import { readCases, title } from './cases.js';

interface Case {
  readonly filter: Document;
  readonly yes?: readonly Document[];
  readonly no?: readonly Document[];
  readonly error?: { readonly value: number };
}

for (const { filter, yes = [], no = [], error } of readCases('filter') as readonly Case[]) {
  describe(`filter ${title(filter)}`, () => {
    if (error !== undefined) {
      test(`is refused with ${String(error.value)}`, () => {
        expect(() => compileFilter(filter)).toThrow(expect.objectContaining({ code: error.value }));
      });
    }
    for (const [documents, expected] of [
      [yes, true],
      [no, false],
    ] as const) {
      for (const document of documents) {
        test(`${expected ? 'matches' : 'misses'} ${title(document)}`, () => {
          const bytes = encode(document);
          for (const form of [decodePlain(encode(filter)), decodeTyped(encode(filter))]) {
            expect(compileFilter(form).test(decodeTyped(bytes))).toBe(expected);
            expect(compileFilter(form).test(decodePlain(bytes))).toBe(expected);
          }
        });
      }
    }
  });
}

describe('$regex as an operator', () => {
  const matches = (condition: Document, a: unknown): boolean => compileFilter({ a: condition }).test({ a });

  // https://www.mongodb.com/docs/manual/reference/operator/query/regex/; extended JSON cannot say these
  test.each<[Document, unknown, boolean]>([
    [{ $not: { $regex: '^a', $options: 'i' } }, 'b', true],
    [{ $not: { $regex: '^a', $options: 'i' } }, 1, true],
    [{ $not: { $regex: '^a', $options: 'i' } }, 'Ab', false],
    [{ $regex: '' }, '', true],
    [{ $regex: '' }, 1, false],
    [{ $regex: /x/, $ne: 'xy' }, 'x', true],
    [{ $regex: /x/, $ne: 'xy' }, 'xy', false],
    [{ $regex: '^S' }, 'Single', true],
    [{ $regex: '^S' }, 'x\nS', false],
    [{ $regex: '^S', $options: 'm' }, 'x\nS', true],
    [{ $regex: 'm.*line', $options: 'si' }, 'Multiple\nline', true],
    [{ $elemMatch: { $regex: '^x' } }, ['y', 'xx'], true],
    [{ $elemMatch: { $regex: '^x' } }, 'xx', false],
  ])('%j of %j is %j', (condition, value, expected) => {
    expect(matches(condition, value)).toBe(expected);
  });

  test.each([
    [{ $regex: 'a', $options: 1 }, 2],
    [{ $regex: '[' }, 51091],
    [{ $in: [{ $regex: 'a' }] }, 2],
    [{ $nin: [{ $regex: 'a' }] }, 2],
    [{ $regex: 'a', $options: 'k' }, 51108],
  ])('%j is refused with %j', (condition, code) => {
    expect(() => matches(condition, '')).toThrow(expect.objectContaining({ code }));
  });

  test('takes text and options', () => {
    expect(matches({ $regex: '^AB', $options: 'i' }, 'abc')).toBe(true);
    expect(matches({ $options: 'i', $regex: '^AB' }, 'abc')).toBe(true);
    expect(matches({ $regex: '^AB' }, 'abc')).toBe(false);
    expect(matches({ $regex: '^a', $nin: ['ab'] }, 'ab')).toBe(false);
    expect(matches({ $not: { $regex: '^a' } }, 'b')).toBe(true);
  });

  test('takes a regular expression, with options of its own or beside it', () => {
    expect(matches({ $regex: /^AB/i }, 'abc')).toBe(true);
    expect(matches({ $regex: new BSONRegExp('^AB', ''), $options: 'i' }, 'abc')).toBe(true);
    expect(() => matches({ $regex: /x/i, $options: 'i' }, '')).toThrow(
      expect.objectContaining({ code: 51075 }),
    );
  });

  test('refuses what is no pattern', () => {
    expect(() => matches({ $regex: 1 }, '')).toThrow('$regex has to be a string');
    expect(() => matches({ $options: 'i' }, '')).toThrow('$options needs a $regex');
    expect(() => matches({ $regex: 'a', $options: 'q' }, '')).toThrow(
      expect.objectContaining({ code: 51108 }),
    );
  });
});

describe('the index that the positional operator stands for', () => {
  const index = (filter: Document, document: Document): number | undefined =>
    compileFilter(filter).matchedIndex(document);

  test('is that of the element that matched', () => {
    expect(index({ a: 2 }, { a: [1, 2, 2] })).toBe(1);
    expect(index({ 'a.b': 2 }, { a: [{ b: 1 }, { b: 2 }] })).toBe(1);
    expect(index({ a: { $elemMatch: { b: 1, c: 2 } } }, { a: [{ b: 1 }, { b: 1, c: 2 }] })).toBe(1);
    expect(index({ 'a.b': { $elemMatch: { $gt: 1 } } }, { a: { b: [1, 2] } })).toBe(1);
    expect(index({ $and: [{ x: 1 }, { a: { $gte: 5 } }] }, { x: 1, a: [4, 5] })).toBe(1);
    expect(index({ $or: [{ a: 9 }, { a: 4 }] }, { a: [3, 4] })).toBe(1);
  });

  test('does not exist without an array', () => {
    expect(index({ a: 1 }, { a: 1 })).toBeUndefined();
    expect(index({ a: { $ne: 5 } }, { a: [1] })).toBeUndefined();
  });
});
