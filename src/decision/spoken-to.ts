import type { ContextValues } from './context.js';
import type { PolicySource } from './decide.js';
import { tellsWhoAsks } from './mentions.js';
import { CompiledPolicy } from './policy.js';
import { parsePrincipal, type Principal } from './principal.js';
import type { Statement } from './statement.js';
import { compiledOf, onResource } from './transfer.js';

/** Somebody to whom a resource or trust policy speaks. */
export interface Hearer {
  readonly principal: Principal;
  /** Whether a boundary stands over it: a Deny with NotPrincipal then denies it whatever that names. */
  readonly bounded: boolean;
  /** What conditions see of who it is, by canonical key. */
  readonly known: ContextValues;
}

/**
 * What a resource or trust policy allows to one principal by itself, as an identity policy would on the resource that it
 * stands on. What it leaves to the identity policies of a whole realm is not counted.
 */
export function allowedTo(policy: CompiledPolicy, resource: string, principal: Principal): CompiledPolicy {
  return onResource(policy, resource, (statement) => isAllowOf(statement, principal));
}

/**
 * What it denies to one principal and perhaps not to others of the same realm. A Deny on everybody, or on the whole
 * realm, is not counted unless a condition looks at who asks.
 */
export function deniedInParticular(policy: CompiledPolicy, resource: string, hearer: Hearer): CompiledPolicy {
  return onResource(policy, resource, (statement) => isDenyOf(statement, hearer));
}

/** Both: what the principal has by the policy, and not only as one whom its identity policies let in. */
export function spokenTo(policy: CompiledPolicy, resource: string, hearer: Hearer): CompiledPolicy {
  return onResource(
    policy,
    resource,
    (statement) => isAllowOf(statement, hearer.principal) || isDenyOf(statement, hearer),
  );
}

/** What policies deny. @throws PolicyDocumentError */
export function deniesOf(policies: readonly PolicySource[]): CompiledPolicy {
  const statements = statementsOf(policies).filter(({ effect }) => effect === 'Deny');
  return new CompiledPolicy('denies', statements);
}

/** Whether policies may say another thing to another principal of the same realm. @throws PolicyDocumentError */
export function lookAtWhoAsks(policies: readonly PolicySource[]): boolean {
  return statementsOf(policies).some((one) => one.principal !== undefined || looksAtWhoAsks(one));
}

function statementsOf(policies: readonly PolicySource[]): readonly Statement[] {
  return policies.flatMap((policy) => compiledOf(policy)).flatMap(({ statements }) => statements);
}

function isAllowOf({ effect, principal: match }: Statement, principal: Principal): boolean {
  if (effect !== 'Allow') return false;
  const matched = match?.(principal);
  return matched !== undefined && matched !== 'account';
}

function isDenyOf(statement: Statement, { principal, bounded, known }: Hearer): boolean {
  if (statement.effect !== 'Deny' || statement.principal === undefined) return false;
  const denied = (statement.notPrincipal && bounded) || statement.principal(principal) !== undefined;
  return denied && isParticular(statement, principal) && !surelyFails(statement, known);
}

function isParticular(statement: Statement, { account }: Principal): boolean {
  const anybody = parsePrincipal(`rn:${account ?? ''}:iam:account/anybody`);
  return statement.notPrincipal || statement.principal?.(anybody) === undefined || looksAtWhoAsks(statement);
}

function looksAtWhoAsks({ conditions, resources }: Statement): boolean {
  return (
    conditions.some(({ canonicalKey, values }) => tellsWhoAsks(canonicalKey) || values.some(hasVariable)) ||
    resources?.some(({ text }) => hasVariable(text)) === true
  );
}

function hasVariable(text: string): boolean {
  return text.includes('${');
}

/** A condition on who asks, without variables, that does not hold: all must. */
function surelyFails({ conditions }: Statement, known: ContextValues): boolean {
  return conditions.some(
    ({ canonicalKey, values, holds }) =>
      tellsWhoAsks(canonicalKey) && !values.some(hasVariable) && !holds(known),
  );
}
