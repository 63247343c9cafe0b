import { compilePolicy, CompiledPolicy } from './policy.js';
import type { PolicySource } from './decide.js';
import { PolicySet } from './policy-set.js';

import { compileResourcePattern } from './resource.js';
import type { Statement } from './statement.js';

/**
 * What taking these policies away gives to those whom they bound: what each Deny can deny, as an Allow without
 * conditions (one that cannot be read holds in a Deny and not in an Allow, so the same ones would be less). To be asked
 * of `uncovered`: who lifts a Deny must hold what it denied.
 *
 * @throws PolicyDocumentError
 */
export function liftedDenies(policies: readonly PolicySource[]): readonly CompiledPolicy[] {
  return policies
    .flatMap((policy) => compiledOf(policy))
    .map(({ name, statements }) => new CompiledPolicy(name, statements.filter(isDeny).map(asAllow)))
    .filter(({ statements }) => statements.length > 0);
}

/**
 * What a resource policy gives to whomever it names, as identity policies would give it: its Allow statements on the
 * one resource that it stands on. A Deny of it takes only away.
 *
 * @throws PolicyDocumentError
 */
export function givenOnResource(policy: PolicySource, resource: string): readonly CompiledPolicy[] {
  // Wildcards and dollar signs in the name are the name's own.
  const name = resource.replaceAll(/[*?$]/g, (character) => `\${${character}}`);
  const resources = [compileResourcePattern(name, true)];
  return compiledOf(policy, 'resource').map(
    ({ name: policyName, statements }) =>
      new CompiledPolicy(
        policyName,
        statements
          .filter(({ effect }) => effect === 'Allow')
          .map((one) => ({
            ...one,
            resources,
            notResource: false,
            principal: undefined,
            notPrincipal: false,
          })),
      ),
  );
}

function compiledOf(
  source: PolicySource,
  use: 'identity' | 'resource' = 'identity',
): readonly CompiledPolicy[] {
  if (source instanceof PolicySet) return source.policies;
  if (source instanceof CompiledPolicy) return [source];
  const named = 'document' in source ? source : { name: 'policy', document: source };
  return [compilePolicy(named, use === 'resource' ? 'resource' : 'identity')];
}

function isDeny({ effect }: Statement): boolean {
  return effect === 'Deny';
}

function asAllow(statement: Statement): Statement {
  return { ...statement, effect: 'Allow', conditions: [], principal: undefined, notPrincipal: false };
}
