import { decide } from '../../src/decision/decide.js';
import {
  possibleAccess,
  type AccessPattern,
  type PossibleAccess,
} from '../../src/decision/possible-access.js';
import { compilePolicy, PolicySet, PreparedRequest } from '../../src/decision/public.js';
import { actionMatches, resourceMatches, type Statement } from '../../src/decision/statement.js';
import { randomSource, randomWorld } from './random-policies.js';

const compiled = new WeakMap<AccessPattern, readonly (Statement | undefined)[]>();

function compile({ actions, resources }: AccessPattern): readonly (Statement | undefined)[] {
  const statement = (action: object, resource: object) =>
    compilePolicy({
      name: 'pattern',
      document: { Version: '2012-10-17', Statement: { Effect: 'Allow', ...action, ...resource } },
    }).statements[0];
  const positive = statement({ Action: actions.patterns }, { Resource: resources.patterns });
  const negative = statement({ NotAction: actions.except }, { NotResource: resources.except });
  return [positive, negative];
}

/** Asks the engine itself whether a request fits the texts of a pattern. */
function fits(pattern: AccessPattern, request: PreparedRequest): boolean {
  const statements = compiled.get(pattern) ?? compile(pattern);
  compiled.set(pattern, statements);
  return statements.every(
    (one) => one !== undefined && actionMatches(one, request) && resourceMatches(one, request),
  );
}

const REQUESTS_PER_WORLD = 30;

/**
 * Asks random questions of random policies, and throws for one that is allowed and that no pattern covers; answers how
 * much there was to be shown.
 *
 * @param limited whether boundaries of roles limit what identity policies give
 */
export function checkThatPatternsCover({
  worlds,
  seed,
  limited,
}: {
  readonly worlds: number;
  readonly seed: number;
  readonly limited: boolean;
}): { readonly allowed: number; readonly patterns: number; readonly narrowed: number } {
  const random = randomSource(seed);
  let allowed = 0;
  let patterns = 0;
  let narrowed = 0;
  for (let world = 0; world < worlds; world += 1) {
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
    const byPrincipal = new Map<string | null, PossibleAccess>();
    const knownFor = (principal: string | null): PossibleAccess => {
      const known = byPrincipal.get(principal) ?? possibleAccess({ ...input, principal });
      byPrincipal.set(principal, known);
      return known;
    };
    patterns += unknown.patterns.length;
    narrowed += unknown.patterns.filter(({ within }) => within.length > 0).length;
    for (let index = 0; index < REQUESTS_PER_WORLD; index += 1) {
      const question = ask();
      const request = new PreparedRequest(question);
      if (decide({ ...input, request }).decision !== 'Allowed') continue;
      allowed += 1;
      const known = knownFor(question.principal);
      for (const told of [unknown, known]) {
        if (told.patterns.some((pattern) => fits(pattern, request))) continue;
        throw new Error(JSON.stringify({ question, policies, limits, told }, null, 1));
      }
    }
  }
  return { allowed, patterns, narrowed };
}
