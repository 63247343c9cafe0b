import { expect, test } from '@jest/globals';
import { readFieldName } from '../../../../src/embedded/query/field-names.js';

const NAMES = 50_000;

test('names that share a hash, names of other alphabets and long ones are read as they are', () => {
  const names = Array.from({ length: NAMES }, (_, i) => `field${i.toString(36)}`);
  names.push('', 'é', 'naïve', '名前', '🔑', 'x'.repeat(32), 'x'.repeat(33), 'x'.repeat(500), 'Ã©');
  for (let round = 0; round < 2; round++) {
    for (const name of names) {
      const bytes = Buffer.from(`..${name}\0${name}`);
      const end = 2 + Buffer.byteLength(name);
      expect(readFieldName(bytes, 2, end)).toBe(name);
    }
  }
});
