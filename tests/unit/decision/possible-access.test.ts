import { describe, expect, test } from '@jest/globals';
import {
  possibleAccess,
  type AccessPattern,
  type PossibleAccessInput,
} from '../../../src/decision/possible-access.js';
import { checkThatPatternsCover } from '../../support/possible-access-property.js';
import { readFile } from './case-files.js';

interface Case {
  readonly name: string;
  readonly input: PossibleAccessInput;
  readonly expect: readonly Partial<AccessPattern>[];
}

describe('what is told', () => {
  const { about, cases } = readFile('possible-access.json');
  test.each((cases as readonly Case[]).map((one) => [one.name, one] as const))(
    `${about}: %s`,
    (_name, { input, expect: wanted }) => {
      const { patterns, cut } = possibleAccess(input);
      expect(cut).toBe(false);
      expect(patterns).toHaveLength(wanted.length);
      expect(patterns).toMatchObject(wanted);
    },
  );
});

test.each([
  ['as they are', false],
  ['where the boundaries of roles limit what identity policies give', true],
])('everything that is allowed is covered by a pattern: random policies, %s', (_what, limited) => {
  const shown = checkThatPatternsCover({ worlds: 120, seed: 70, limited });
  // Else nothing would have been shown.
  expect(shown.allowed).toBeGreaterThan(100);
  expect(shown.patterns).toBeGreaterThan(200);
  expect(shown.narrowed).toBeGreaterThan(30);
});
