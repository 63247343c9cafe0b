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

describe('policies of very many patterns', () => {
  const many = (count: number, of: string): string[] =>
    Array.from({ length: count }, (_, at) => `*${of}${at}*`);
  const policy = (effect: 'Allow' | 'Deny', statements: number, each: number) => ({
    name: effect,
    document: {
      Version: '2012-10-17',
      Statement: Array.from({ length: statements }, (_, at) => ({
        Effect: effect,
        Action: many(each, `${effect}${at}:`),
        Resource: '*',
      })),
    } as const,
  });

  test('are told with Denies that may not reach them, and never narrower than they are', () => {
    const { patterns, cut } = possibleAccess({
      identityPolicies: [policy('Allow', 500, 40), policy('Deny', 5, 40)],
      permissionBoundaries: [policy('Allow', 500, 40)],
      guardrails: [{ applies: 'principal', policies: [policy('Allow', 500, 40)] }],
    });
    expect(cut).toBe(false);
    const told = new Set(patterns.flatMap(({ actions }) => actions.patterns));
    const allowed = Array.from({ length: 500 }, (_, at) => many(40, `Allow${at}:`)).flat();
    expect(allowed.filter((action) => !told.has(action))).toEqual([]);
    expect(patterns.at(-1)?.denies).toHaveLength(5);
  });

  test('are cut where Denies would be told too often', () => {
    const { patterns, cut } = possibleAccess({
      identityPolicies: [policy('Allow', 500, 40), policy('Deny', 500, 40)],
    });
    expect(cut).toBe(true);
    expect(patterns.length).toBeGreaterThan(0);
    expect(patterns.length).toBeLessThan(50);
  });
});
