import type { PolicySource } from './decide.js';
import type { NamedDocument } from './document.js';
import { keysByStatement } from './mentions.js';
import { resourceRelations, resourceSelection, touches } from './pattern-relations.js';
import { compilePolicy, CompiledPolicy, type PolicyUse } from './policy.js';
import { PolicySet } from './policy-set.js';
import { compileResourcePattern } from './resource.js';
import type { ResourcePattern } from './resource.js';
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
  return compiledOf(policy, 'resource').map((one) =>
    onResource(one, resource, ({ effect }) => effect === 'Allow'),
  );
}

/** Some statements of a resource policy, as an identity policy would say them of the resource that it stands on. */
export function onResource(
  { name, statements }: CompiledPolicy,
  resource: string,
  kept: (statement: Statement) => boolean,
): CompiledPolicy {
  const resources = [patternOf(resource)];
  return new CompiledPolicy(
    name,
    statements
      .filter(kept)
      .map((one) => ({ ...one, resources, notResource: false, principal: undefined, notPrincipal: false })),
  );
}

/** What depends on some context keys in a policy, as Allow statements without conditions. */
export interface Swayed {
  /** What its Allow statements may come to give. */
  readonly given: CompiledPolicy;
  /** What its Deny statements may cease to deny. */
  readonly lifted: CompiledPolicy;
}

/**
 * What a change of the values of some context keys (canonical) may give to those whom a policy speaks about: the
 * statements that mention one. The document is read once; asking about keys only selects from it.
 *
 * @throws PolicyDocumentError
 */
export function swayedBy(
  named: NamedDocument,
  use: PolicyUse = 'identity',
): (keys: ReadonlySet<string>) => Swayed {
  const { name, statements } = compilePolicy(named, use);
  const mentioned = keysByStatement(named.document);
  const mentioning = statements
    .map((statement) => ({
      allow: asAllow(statement),
      denied: isDeny(statement),
      keys: mentioned[statement.index] ?? [],
    }))
    .filter(({ keys }) => keys.length > 0);
  return (changed) => {
    const swayed = mentioning.filter(({ keys }) => keys.some((key) => changed.has(key)));
    const policyOf = (deny: boolean): CompiledPolicy =>
      new CompiledPolicy(
        name,
        swayed.filter(({ denied }) => denied === deny).map(({ allow }) => allow),
      );
    return { given: policyOf(false), lifted: policyOf(true) };
  };
}

/** What is left of policies where they speak of one resource only: statements that cannot touch it are left out. */
export function narrowedTo({ name, statements }: CompiledPolicy, resource: string): CompiledPolicy {
  const resources = [patternOf(resource)];
  const selection = { negated: false, patterns: resources };
  const touching = statements.filter((one) => touches(resourceSelection(one), selection, resourceRelations));
  return new CompiledPolicy(
    name,
    touching.map((one) => ({ ...one, resources, notResource: false })),
  );
}

/**
 * Whether an Allow of these policies can be about the action, on the resource if one is named, whatever its conditions
 * say.
 */
export function canAllow(policies: readonly CompiledPolicy[], action: string, resource?: string): boolean {
  const lower = action.toLowerCase();
  return policies.some((policy) =>
    (resource === undefined ? policy : narrowedTo(policy, resource)).statements.some(
      ({ effect, actions, notAction }) =>
        effect === 'Allow' && actions.some((pattern) => pattern.matches(lower)) !== notAction,
    ),
  );
}

/** A pattern that matches one name: wildcards and dollar signs in it are the name's own. */
function patternOf(resource: string): ResourcePattern {
  return compileResourcePattern(
    resource.replaceAll(/[*?$]/g, (character) => `\${${character}}`),
    true,
  );
}

/** A source as the policies that it is made of. @throws PolicyDocumentError */
export function compiledOf(
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
