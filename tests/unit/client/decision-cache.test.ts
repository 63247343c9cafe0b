import { describe, expect, test } from '@jest/globals';
import { createDecisionCache } from '../../../src/client/decision-cache.js';

function cacheAt(start: number, size = 100) {
  const clock = { now: start };
  return { clock, cache: createDecisionCache({ maxAgeMs: 1000, size, now: () => clock.now }) };
}

describe('answers that may be used again', () => {
  test('an answer is kept until its time is over', () => {
    const { clock, cache } = cacheAt(0);
    cache.set('q', true, 7);
    clock.now = 999;
    expect(cache.get('q')).toBe(true);
    clock.now = 1000;
    expect(cache.get('q')).toBeUndefined();
  });

  test('an answer of a later revision ends all that was kept', () => {
    const { cache } = cacheAt(0);
    cache.set('q', true, 7);
    cache.set('other', false, 8);
    expect(cache.get('q')).toBeUndefined();
    expect(cache.get('other')).toBe(false);
  });

  test('an answer that is older than what is known is not kept', () => {
    const { cache } = cacheAt(0);
    cache.set('other', false, 8);
    cache.set('q', true, 7);
    expect(cache.get('q')).toBeUndefined();
  });

  test('the oldest make room', () => {
    const { cache } = cacheAt(0, 2);
    for (const key of ['a', 'b', 'c']) cache.set(key, true, 1);
    expect(['a', 'b', 'c'].map((key) => cache.get(key))).toEqual([undefined, true, true]);
  });

  test('a cache of no time keeps nothing', () => {
    const cache = createDecisionCache({ maxAgeMs: 0, size: 10 });
    cache.set('q', true, 1);
    expect(cache.get('q')).toBeUndefined();
  });
});
