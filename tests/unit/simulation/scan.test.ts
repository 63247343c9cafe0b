import { describe, expect, test } from '@jest/globals';
import { MAX_SCANNED, scan } from '../../../src/features/decisions/scan.js';

const numbers = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, at) => String(at).padStart(6, '0'));

/** Scans numbers for those that are divisible by `by`. */
async function divisible(count: number, by: number, limit: number, after?: string) {
  const all = numbers(count);
  let looked = 0;
  const scanned = await scan<string>({
    limit,
    after,
    next: (behind, first) =>
      Promise.resolve(all.filter((key) => behind === undefined || key > behind).slice(0, first)),
    keyOf: (key) => key,
    test: (keys) => {
      looked += keys.length;
      return Promise.resolve(keys.map((key) => Number(key) % by === 0));
    },
  });
  return { ...scanned, looked };
}

describe('a scan', () => {
  test('ends with all that there is', async () => {
    expect(await divisible(10, 3, 100)).toMatchObject({
      items: ['000000', '000003', '000006', '000009'],
      after: undefined,
      cut: false,
    });
  });

  test('stops when it has found enough, and goes on behind that', async () => {
    const first = await divisible(10, 3, 2);
    expect(first).toMatchObject({ items: ['000000', '000003'], after: '000003', cut: false });
    const second = await divisible(10, 3, 2, first.after);
    expect(second).toMatchObject({ items: ['000006', '000009'], after: undefined, cut: false });
  });

  test('stops when it has looked at enough, says so, and goes on behind what it looked at', async () => {
    const first = await divisible(5000, 4999, 2);
    expect(first).toMatchObject({ items: ['000000'], cut: true, looked: MAX_SCANNED });
    expect(first.after).toBe(String(MAX_SCANNED - 1).padStart(6, '0'));
    const second = await divisible(5000, 4999, 2, first.after);
    expect(second).toMatchObject({ items: [], cut: true });
    const third = await divisible(5000, 4999, 2, second.after);
    expect(third).toMatchObject({ items: ['004999'], after: undefined, cut: false });
  });
});
