import { describe, expect, test } from '@jest/globals';
import { realmDatabaseName } from '../../../src/realms/database-name.js';
import { isRealmSlug } from '../../../src/realms/realm.js';

const good = ['a', 'acme', 'acme-eu-1', 'a1', 'a'.repeat(32)];
const bad = [
  '',
  '1a',
  '-a',
  'a-',
  'Acme',
  'a_b',
  'a.b',
  'a b',
  'a/b',
  'a'.repeat(33),
  'café',
  'a\n',
  'a\0',
  '..',
];

describe('realm slugs', () => {
  test.each(good)('%j names a realm and its database', (slug) => {
    expect(isRealmSlug(slug)).toBe(true);
    expect(realmDatabaseName('reeve', slug)).toBe(`reeve_${slug}`);
  });

  test.each(bad)('%j is refused', (slug) => {
    expect(isRealmSlug(slug)).toBe(false);
    expect(() => realmDatabaseName('reeve', slug)).toThrow(RangeError);
  });

  test('a control database with a name that leaves no room for slugs is refused', () => {
    expect(() => realmDatabaseName('x'.repeat(31), 'acme')).toThrow(RangeError);
    expect(() => realmDatabaseName('a.b', 'acme')).toThrow(RangeError);
    expect(realmDatabaseName('x'.repeat(30), 'a'.repeat(32)).length).toBeLessThan(64);
  });
});
