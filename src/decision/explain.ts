import { conclude } from './conclude.js';
import { prepare, readLayers } from './decide.js';
import type { Decision, DecisionInput } from './decide.js';
import type { Effect } from './document.js';
import { askLayer, isWithin, layerApplies } from './layers.js';
import type { Layer, LayerName, MatchedStatement } from './layers.js';
import type { PrincipalMatch } from './principal.js';
import type { PreparedRequest } from './request.js';
import { actionMatches, principalMatches, resourceMatches, statementMatches } from './statement.js';
import type { PrincipalRule, Statement } from './statement.js';

/** What one condition of a statement asked for, and what it saw. */
export interface ConditionTrace {
  readonly operator: string;
  readonly key: string;
  /** The values of the policy, as written. */
  readonly wanted: readonly string[];
  /** The same with the variables of this context in place; null where a variable has no value, so that nothing fits. */
  readonly compared: readonly (string | null)[];
  /** The value in the context; null when there is none. */
  readonly seen: string | readonly string[] | null;
  readonly holds: boolean;
}

export interface StatementTrace {
  readonly statement: number;
  readonly sid?: string;
  readonly effect: Effect;
  /** All of what follows fits. */
  readonly applies: boolean;
  readonly action: boolean;
  readonly resource: boolean;
  /** How the Principal element matches; null when it does not. Without one: `itself`. */
  readonly principal: PrincipalMatch | null;
  readonly conditions: readonly ConditionTrace[];
}

export interface PolicyTrace {
  readonly policy: string;
  readonly origin?: string;
  /** Where boundaries limit what the policy gives: do they let this through? An Allow counts only then. */
  readonly withinLimits?: boolean;
  readonly statements: readonly StatementTrace[];
}

export interface LayerTrace {
  readonly layer: LayerName;
  readonly level?: number;
  /** `not asked`: guardrails over principals, when a stranger asks. */
  readonly says: 'Deny' | 'Allow' | 'nothing' | 'not asked';
  readonly policies: readonly PolicyTrace[];
}

/** A decision, and everything that was looked at for it. */
export interface Explanation extends Decision {
  readonly layers: readonly LayerTrace[];
}

/**
 * Decides as `decide` does, and tells for every statement of every layer why it applies or not.
 * The cost grows with all statements given: for people, not for the path of a request.
 *
 * @throws PolicyDocumentError or DecisionRequestError
 */
export function explain(input: DecisionInput): Explanation {
  const request = prepare(input.request);
  const layers = readLayers(input);
  const bounded = layers.some((layer) => layer.name === 'permissionBoundaries');
  const matched: MatchedStatement[] = [];
  const results = layers
    .filter((layer) => layerApplies(layer, request.principal))
    .map((layer) => askLayer(layer, request, bounded, matched));
  const says = new Map(
    results.map(
      ({ layer, denies, allows }) => [layer, denies ? 'Deny' : allows ? 'Allow' : 'nothing'] as const,
    ),
  );
  return {
    ...conclude(request, results),
    matched,
    layers: layers.map((layer) => ({
      layer: layer.name,
      ...(layer.level === undefined ? {} : { level: layer.level }),
      says: says.get(layer) ?? 'not asked',
      policies: tracePolicies(layer, request, bounded),
    })),
  };
}

function tracePolicies(layer: Layer, request: PreparedRequest, bounded: boolean): readonly PolicyTrace[] {
  const rule: PrincipalRule = { required: layer.name === 'resourcePolicy', bounded };
  return layer.sets.flatMap((set) =>
    set.policies.map((policy) => ({
      policy: policy.name,
      ...(set.origin === undefined ? {} : { origin: set.origin }),
      ...(set.limits.length === 0 ? {} : { withinLimits: isWithin(set, request) }),
      statements: policy.statements.map((statement) => traceStatement(statement, request, rule)),
    })),
  );
}

function traceStatement(statement: Statement, request: PreparedRequest, rule: PrincipalRule): StatementTrace {
  return {
    statement: statement.index,
    ...(statement.sid === undefined ? {} : { sid: statement.sid }),
    effect: statement.effect,
    applies: statementMatches(statement, request, rule) !== undefined,
    action: actionMatches(statement, request),
    resource: resourceMatches(statement, request),
    principal: principalMatches(statement, request, rule) ?? null,
    conditions: statement.conditions.map((condition) => ({
      operator: condition.operator,
      key: condition.key,
      wanted: condition.values,
      compared: condition.resolved(request.context),
      seen: request.context.get(condition.canonicalKey) ?? null,
      holds: condition.holds(request.context),
    })),
  };
}
