import { describe, expect, test } from '@jest/globals';
import { createLru, createSpacedLru } from '../../../src/kernel/lru.js';

describe('createLru', () => {
  test('keeps the last half of its bound, and what is asked for', () => {
    const lru = createLru<number>(4);
    for (const [at, key] of ['a', 'b', 'c', 'd'].entries()) lru.set(key, at);
    expect(lru.get('a')).toBe(0);
    lru.set('e', 4);
    lru.set('f', 5);
    expect(['a', 'e', 'f'].map((key) => lru.get(key))).toEqual([0, 4, 5]);
    expect(lru.get('c')).toBeUndefined();
  });
});

describe('createSpacedLru', () => {
  test('keeps keys of several spaces apart, under one bound', () => {
    const lru = createSpacedLru<number>(4);
    lru.set('acme', 'a', 1);
    lru.set('demo', 'a', 2);
    expect(lru.get('acme', 'a')).toBe(1);
    expect(lru.get('demo', 'a')).toBe(2);
    expect(lru.get('other', 'a')).toBeUndefined();
    lru.set('demo', 'b', 3);
    lru.set('demo', 'c', 4);
    lru.set('demo', 'd', 5);
    expect(lru.get('acme', 'a')).toBeUndefined();
    expect(['b', 'c', 'd'].map((key) => lru.get('demo', key))).toEqual([3, 4, 5]);
  });

  test('what is asked for stays, and what is set anew replaces what was there', () => {
    const lru = createSpacedLru<number>(4);
    lru.set('acme', 'a', 1);
    lru.set('acme', 'b', 2);
    lru.set('acme', 'c', 3);
    expect(lru.get('acme', 'a')).toBe(1);
    lru.set('acme', 'd', 4);
    expect(lru.get('acme', 'a')).toBe(1);
    lru.set('acme', 'a', 5);
    expect(lru.get('acme', 'a')).toBe(5);
  });
});
