import { describe, expect, test } from '@jest/globals';
import { decide } from '../../../src/decision/decide.js';
import { compilePolicy, PolicySet, PreparedRequest } from '../../../src/decision/public.js';
import {
  possibleAccess,
  type AccessPattern,
  type PossibleAccessInput,
} from '../../../src/decision/possible-access.js';
import { actionMatches, resourceMatches } from '../../../src/decision/statement.js';
import { randomSource, randomWorld } from '../../support/random-policies.js';
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

/** Asks the engine itself whether a request fits the texts of a pattern. */
function fits({ actions, resources }: AccessPattern, request: PreparedRequest): boolean {
  const statement = (action: object, resource: object) =>
    compilePolicy({
      name: 'pattern',
      document: { Version: '2012-10-17', Statement: { Effect: 'Allow', ...action, ...resource } },
    }).statements[0];
  const positive = statement({ Action: actions.patterns }, { Resource: resources.patterns });
  const negative = statement({ NotAction: actions.except }, { NotResource: resources.except });
  return [positive, negative].every(
    (one) => one !== undefined && actionMatches(one, request) && resourceMatches(one, request),
  );
}

const WORLDS = 2500;
const REQUESTS_PER_WORLD = 30;

test.each([
  ['as they are', false],
  ['where the boundaries of roles limit what identity policies give', true],
])('everything that is allowed is covered by a pattern: random policies, %s', (_what, limited) => {
  const random = randomSource(limited ? 71 : 70);
  let allowed = 0;
  let patterns = 0;
  let narrowed = 0;
  for (let world = 0; world < WORLDS; world += 1) {
    const { policies, ask } = randomWorld(random);
    const limits = randomWorld(random).policies.identityPolicies.slice(0, 1);
    const input = {
      ...policies,
      identityPolicies: policies.identityPolicies.map(
        (policy) =>
          new PolicySet(
            [compilePolicy(policy)],
            'role',
            limited ? limits.map((limit) => new PolicySet([compilePolicy(limit)])) : [],
          ),
      ),
    };
    const unknown = possibleAccess(input);
    patterns += unknown.patterns.length;
    narrowed += unknown.patterns.filter(({ within }) => within.length > 0).length;
    for (let index = 0; index < REQUESTS_PER_WORLD; index += 1) {
      const question = ask();
      const request = new PreparedRequest(question as never);
      if (decide({ ...input, request }).decision !== 'Allowed') continue;
      allowed += 1;
      const known = possibleAccess({ ...input, principal: question.principal });
      for (const told of [unknown, known]) {
        if (told.patterns.some((pattern) => fits(pattern, request))) continue;
        throw new Error(JSON.stringify({ question, policies, limits, told }, null, 1));
      }
    }
  }
  // Else nothing would have been shown.
  expect(allowed).toBeGreaterThan(1000);
  expect(patterns).toBeGreaterThan(1000);
  expect(narrowed).toBeGreaterThan(200);
});
