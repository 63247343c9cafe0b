import { describe, expect, test } from '@jest/globals';
import { compareValues } from '../../../../src/embedded/query/bson-order.js';
import { decodePlain, decodeTyped, encode } from '../../../../src/embedded/query/documents.js';
import { identical } from '../../../../src/embedded/query/identical.js';
import {
  encodeKey,
  encodeValue,
  fitKey,
  prefixBracket,
  typeBracket,
} from '../../../../src/embedded/query/key-encoding.js';
import { rangeTest } from '../../../../src/embedded/query/filter-tests.js';
import { readCases } from './cases.js';
import { pick, randomSource, randomValue } from './random-values.js';

/** Without -0, which Jest tells from 0. */
function sign(value: number): number {
  return Math.sign(value) + 0;
}

/** Lists of values that rise; values in an inner list are equal. */
const rising = readCases('order') as readonly (readonly unknown[])[][];

describe("the manual's comparison order", () => {
  for (const [i, groups] of rising.entries()) {
    test(`list ${String(i)}`, () => {
      const flat = groups.flatMap((group, rank) => group.map((value) => ({ value, rank })));
      const wrong: unknown[] = [];
      for (const a of flat) {
        for (const b of flat) {
          const order = sign(a.rank - b.rank);
          const bytes = Buffer.compare(encodeValue(a.value), encodeValue(b.value));
          if (sign(compareValues(a.value, b.value)) !== order || bytes !== order)
            wrong.push({ a, b, order, bytes });
        }
      }
      expect(wrong).toEqual([]);
    });
  }
});

describe('any values', () => {
  const random = randomSource(20261123);
  const values = Array.from({ length: 350 }, () => randomValue(random));
  const encoded = values.map((value) => encodeValue(value));

  test('are in one order, which their encodings keep', () => {
    const contradictions: unknown[] = [];
    for (const [i, a] of values.entries()) {
      for (const [j, b] of values.entries()) {
        const order = sign(compareValues(a, b));
        const bytes = Buffer.compare(encoded[i] ?? Buffer.of(), encoded[j] ?? Buffer.of());
        if (bytes !== order || sign(compareValues(b, a)) !== sign(-order))
          contradictions.push({ a, b, order, bytes });
      }
    }
    expect(contradictions).toEqual([]);
  });

  test('sort without contradiction', () => {
    const sorted = [...values].sort(compareValues);
    for (const [i, a] of sorted.entries()) {
      const b = sorted[(i * 7 + 13) % sorted.length];
      const order = compareValues(a, b);
      if (i < (i * 7 + 13) % sorted.length) expect(order).toBeLessThanOrEqual(0);
      else expect(order).toBeGreaterThanOrEqual(0);
    }
  });

  test('make compound keys that compare part by part, descending parts in reverse', () => {
    const contradictions: unknown[] = [];
    for (let round = 0; round < 20_000; round += 1) {
      const directions = [pick(random, [1, -1] as const), pick(random, [1, -1] as const)];
      const [a, b] = [0, 1].map(() => [pick(random, values), pick(random, values)]) as [unknown[], unknown[]];
      const [first, second] = directions.map((direction, i) => sign(direction * compareValues(a[i], b[i])));
      const order = (first === 0 ? second : first) ?? 0;
      const bytes = Buffer.compare(encodeKey(a, directions), encodeKey(b, directions));
      if (bytes !== order) contradictions.push({ a, b, directions, order, bytes });
    }
    expect(contradictions).toEqual([]);
  });

  test('decode to what was encoded, typed and plain', () => {
    for (const value of values) {
      const bytes = encode({ value });
      expect(identical(decodeTyped(bytes).value, value)).toBe(true);
      expect(identical(decodePlain(bytes).value, value)).toBe(true);
      expect(encode(decodeTyped(bytes)).equals(bytes)).toBe(true);
      expect(encode(decodePlain(bytes)).equals(bytes)).toBe(true);
    }
  });

  test('that a range operator accepts lie in its type bracket', () => {
    let tried = 0;
    for (let round = 0; round < 20_000; round += 1) {
      const [operand, value] = [pick(random, values), pick(random, values)];
      const operator = pick(random, ['$gt', '$gte', '$lt', '$lte'] as const);
      const isKey = ['MinKey', 'MaxKey'].includes(
        (operand as { _bsontype?: string } | null)?._bsontype ?? '',
      );
      const isNaNOperand = Number.isNaN(Number(String(operand)));
      if (isKey || isNaNOperand || !rangeTest(operator, operand)(value)) continue;
      const { lower, upper } = typeBracket(operand);
      const key = encodeValue(value);
      tried += 1;
      if (Buffer.compare(lower, key) > 0 || Buffer.compare(key, upper) >= 0)
        expect({ operator, operand }).toEqual(value);
    }
    expect(tried).toBeGreaterThan(100);
  });

  test('that start with a prefix lie in its bracket, and no others', () => {
    const strings = values.filter((value) => typeof value === 'string');
    for (const prefix of strings) {
      const { lower, upper } = prefixBracket(prefix);
      for (const [i, value] of values.entries()) {
        const key = encoded[i] ?? Buffer.of();
        const inside = Buffer.compare(lower, key) <= 0 && Buffer.compare(key, upper) < 0;
        if (inside !== (typeof value === 'string' && value.startsWith(prefix))) expect(value).toEqual(prefix);
      }
    }
  });
});

test('a key that is too long is cut, and stays different from others', () => {
  const [a, b] = ['a', 'b'].map((end) => encodeValue('x'.repeat(3000) + end)) as [Buffer, Buffer];
  const [first, second] = [fitKey(a, 500), fitKey(b, 500)];
  expect(first.truncated).toBe(true);
  expect(first.key).toHaveLength(500);
  expect(first.key.equals(second.key)).toBe(false);
  expect(fitKey(a, 500).key.equals(first.key)).toBe(true);
  expect(fitKey(encodeValue('short'), 500)).toEqual({ key: encodeValue('short'), truncated: false });
});
