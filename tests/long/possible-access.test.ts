import { expect, test } from '@jest/globals';
import { checkThatPatternsCover } from '../support/possible-access-property.js';

test.each([[false], [true]])(
  'everything that 10,000 worlds of random policies allow is covered by a pattern (roles bounded: %s)',
  (limited) => {
    const shown = checkThatPatternsCover({ worlds: 10_000, seed: 700, limited });
    expect(shown.allowed).toBeGreaterThan(5000);
    expect(shown.narrowed).toBeGreaterThan(2000);
  },
);
