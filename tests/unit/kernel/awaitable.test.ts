import { describe, expect, test } from '@jest/globals';
import { settle, whenThere } from '../../../src/kernel/awaitable.js';

test('whenThere goes on at once with what is there, else later', async () => {
  expect(whenThere(1, (value) => value + 1)).toBe(2);
  await expect(whenThere(Promise.resolve(1), (value) => value + 1)).resolves.toBe(2);
});

describe('settle', () => {
  const failure = new Error('failed');

  test.each<[string, () => number | Promise<number>, string]>([
    ['a value', () => 1, 'done 1'],
    ['a throw', () => fail(), 'failed'],
  ])('%s is settled at once', (_name, work, expected) => {
    expect(outcomes(work)).toEqual([expected]);
  });

  test.each<[string, () => number | Promise<number>, string]>([
    ['a promise', () => Promise.resolve(2), 'done 2'],
    ['a rejection', () => Promise.reject(failure), 'failed'],
  ])('%s is settled later, once', async (_name, work, expected) => {
    const seen = outcomes(work);
    expect(seen).toEqual([]);
    await new Promise((resolve) => setImmediate(resolve));
    expect(seen).toEqual([expected]);
  });

  function fail(): never {
    throw failure;
  }

  function outcomes(work: () => number | Promise<number>): string[] {
    const seen: string[] = [];
    settle(
      work,
      (value) => seen.push(`done ${value}`),
      (error) => seen.push(error === failure ? 'failed' : 'something else'),
    );
    return seen;
  }
});
