import type { Condition } from './condition.js';
import { readLayers } from './decide.js';
import type { DecisionInput } from './decide.js';
import { layerApplies } from './layers.js';
import type { Layer, LayerName } from './layers.js';
import { areaOf, budgetOf, covers, meet, touch } from './pattern-sides.js';
import type { Area, Budget } from './pattern-sides.js';
import type { PolicySet } from './policy-set.js';
import { parsePrincipal } from './principal.js';
import type { Principal } from './principal.js';
import type { ResourcePattern } from './resource.js';
import type { Statement } from './statement.js';
import { ONE, STAR } from './template.js';

/** Whatever fits one of the patterns and none of the exceptions. */
export interface PatternSet {
  /** In the grammar of policies of version 2012-10-17: wildcards, and variables of the one who asks. */
  readonly patterns: readonly string[];
  readonly except: readonly string[];
}

/** A statement that gives, limits or denies. */
export interface StatementReference {
  readonly layer: LayerName;
  readonly level?: number;
  readonly policy: string;
  readonly origin?: string;
  readonly statement: number;
  readonly sid?: string;
}

export type PatternCondition = Pick<Condition, 'operator' | 'key' | 'values'>;

/** A Deny that can take something out of a pattern. */
export interface PossibleDeny {
  readonly by: StatementReference;
  readonly actions: PatternSet;
  readonly resources: PatternSet;
  /** It denies only where all of these hold. */
  readonly conditions: readonly PatternCondition[];
}

/** Something that may be allowed. */
export interface AccessPattern {
  readonly actions: PatternSet;
  readonly resources: PatternSet;
  /** Those of the Allow and of what it is within; all must hold. */
  readonly conditions: readonly PatternCondition[];
  /** The Allow. */
  readonly by: StatementReference;
  /** The Allows of boundaries, session policy and guardrails to which it is narrowed. */
  readonly within: readonly StatementReference[];
  readonly denies: readonly PossibleDeny[];
}

export interface PossibleAccess {
  readonly patterns: readonly AccessPattern[];
  /** There was more than was asked for or than one answer tells: what it gives is not in `patterns`. */
  readonly cut: boolean;
}

/** Everything that decides about somebody but the question. */
export interface PossibleAccessInput extends Omit<DecisionInput, 'request'> {
  /** Who asks; left out, a resource policy counts whomever its statements name. */
  readonly principal?: string | null | undefined;
}

export interface PossibleAccessOptions {
  /** Allow statements that are looked at; all, if left out. */
  readonly statements?: number | undefined;
}

/**
 * What these policies may allow, as patterns rather than by trying: an upper bound. Every action on every resource that
 * `decide` allows the principal, in whatever context, is covered by a returned pattern: it fits one of `patterns` and
 * none of `except`, with actions and with resources (variables being those of the context), unless `cut` is true. The
 * reverse does not hold: conditions, Denies that reach only part of a pattern, and limits that only overlap it are told
 * and not subtracted. A pattern that a Deny without conditions surely swallows, or that some limit surely leaves nothing
 * of, is left out. What would take too many comparisons is told wider, and with Denies that may not reach it.
 *
 * @throws PolicyDocumentError
 */
export function possibleAccess(
  input: PossibleAccessInput,
  { statements = Number.POSITIVE_INFINITY }: PossibleAccessOptions = {},
): PossibleAccess {
  const principal = input.principal === undefined ? undefined : parsePrincipal(input.principal);
  const layers = readLayers({ ...input, request: NO_REQUEST }).filter(
    (layer) => principal === undefined || layerApplies(layer, principal),
  );
  const denies = layers.flatMap((layer) => statementsOf(layer, 'Deny', principal));
  const budget = budgetOf(MAX_COMPARED);
  const patterns: AccessPattern[] = [];
  let looked = 0;
  let told = 0;
  for (const layer of layers) {
    if (layer.name !== 'identityPolicies' && layer.name !== 'resourcePolicy') continue;
    for (const allow of statementsOf(layer, 'Allow', principal)) {
      looked += 1;
      if (looked > statements) return { patterns, cut: true };
      const limits = limitsOf(allow, layers, principal);
      for (const unit of narrow(
        { ...allow, conditions: allow.statement.conditions, within: [] },
        limits,
        budget,
      )) {
        const pattern = withDenies(unit, [...denies, ...limitDenies(allow)], budget);
        if (pattern === undefined) continue;
        patterns.push(pattern);
        told += sizeOf(pattern);
        if (told > MAX_TOLD) return { patterns, cut: true };
      }
    }
  }
  return { patterns, cut: false };
}

/** Pairs of patterns that one answer compares. */
const MAX_COMPARED = 200_000;
/** Texts of patterns that one answer tells: Denies are told with each pattern that they may reach. */
const MAX_TOLD = 200_000;

function sizeOf(pattern: AccessPattern): number {
  return [pattern, ...pattern.denies].reduce(
    (sum, { actions, resources }) =>
      sum +
      actions.patterns.length +
      actions.except.length +
      resources.patterns.length +
      resources.except.length,
    0,
  );
}

const NO_REQUEST = { principal: null, action: 'none:None', resource: 'none' };

/** A statement where it stands. */
interface Placed {
  readonly layer: Layer;
  readonly set: PolicySet;
  readonly statement: Statement;
  readonly area: Area;
}

/** What an Allow gives, as far as it has been narrowed. */
interface Unit extends Placed {
  readonly conditions: readonly Condition[];
  readonly within: readonly Placed[];
}

function statementsOf(
  layer: Layer,
  effect: 'Allow' | 'Deny',
  principal: Principal | undefined,
): readonly Placed[] {
  return layer.sets.flatMap((set) => placed(layer, set, effect, principal));
}

function placed(
  layer: Layer,
  set: PolicySet,
  effect: 'Allow' | 'Deny',
  principal: Principal | undefined,
): readonly Placed[] {
  return set.policies
    .flatMap((policy) => policy.statements)
    .filter((statement) => statement.effect === effect && canName(statement, layer, principal))
    .map((statement) => ({ layer, set, statement, area: areaOf(statement) }));
}

function canName(statement: Statement, layer: Layer, principal: Principal | undefined): boolean {
  if (statement.principal === undefined) return layer.name !== 'resourcePolicy';
  if (principal === undefined) return true;
  // With a boundary, a Deny with NotPrincipal denies whomever it names, too.
  if (statement.notPrincipal && statement.effect === 'Deny') return true;
  return statement.principal(principal) !== undefined;
}

/** Each of these lists has an Allow that the request must fit, too. */
function limitsOf(
  { layer, set }: Placed,
  layers: readonly Layer[],
  principal: Principal | undefined,
): readonly (readonly Placed[])[] {
  const own = set.limits.map((limit) => placed(layer, limit, 'Allow', principal));
  const others = layers.filter((other) => {
    if (other.name === 'guardrails') return layer.name === 'identityPolicies' || bindsAll(other, principal);
    // A resource policy that names the principal itself passes boundaries and session policies by.
    return layer.name === 'identityPolicies' && LIMITS.has(other.name);
  });
  return [...own, ...others.map((other) => statementsOf(other, 'Allow', principal))];
}

const LIMITS: ReadonlySet<LayerName> = new Set(['permissionBoundaries', 'sessionPolicy']);

/** Those over principals are not asked about strangers and services; where who asks is known, what is not asked is gone. */
function bindsAll({ applies }: Layer, principal: Principal | undefined): boolean {
  return applies !== 'principal' || principal !== undefined;
}

function limitDenies({ layer, set }: Placed): readonly Placed[] {
  return set.limits.flatMap((limit) => placed(layer, limit, 'Deny', undefined));
}

/** One Allow against very many of a limit would be more patterns than anybody reads. */
const MAX_MEETINGS = 32;

function narrow(unit: Unit, limits: readonly (readonly Placed[])[], budget: Budget): readonly Unit[] {
  let units: readonly Unit[] = [unit];
  for (const allows of limits) {
    if (budget.isSpent()) break;
    const narrowed = units.flatMap((one) => within(one, allows, budget));
    units = narrowed.length > MAX_MEETINGS ? units : narrowed;
  }
  return units;
}

function within(unit: Unit, allows: readonly Placed[], budget: Budget): readonly Unit[] {
  const holdsAll = allows.some(
    ({ statement, area }) =>
      statement.conditions.length === 0 &&
      statement.principal === undefined &&
      covers(area, unit.area, budget),
  );
  if (holdsAll) return [unit];
  return allows.flatMap((allow) => {
    const area = meet(unit.area, allow.area, budget);
    if (area === undefined) return [];
    const conditions = [...unit.conditions, ...allow.statement.conditions];
    return [{ ...unit, area, conditions, within: [...unit.within, allow] }];
  });
}

/** Undefined if a Deny surely swallows all of it. */
function withDenies(unit: Unit, denies: readonly Placed[], budget: Budget): AccessPattern | undefined {
  const touching = denies.filter(({ area }) => touch(area, unit.area, budget));
  if (touching.some((deny) => isSure(deny, unit) && covers(deny.area, unit.area, budget))) return undefined;
  return {
    ...printArea(unit.area),
    conditions: unit.conditions.map(printCondition),
    by: referenceTo(unit),
    within: unit.within.map(referenceTo),
    denies: touching.map((deny) => ({
      by: referenceTo(deny),
      ...printArea(deny.area),
      conditions: deny.statement.conditions.map(printCondition),
    })),
  };
}

function isSure({ layer, statement }: Placed, unit: Unit): boolean {
  if (statement.conditions.length > 0 || statement.principal !== undefined) return false;
  return unit.layer.name === 'identityPolicies' || layer.applies !== 'principal';
}

function referenceTo({ layer, set, statement }: Placed): StatementReference {
  return {
    layer: layer.name,
    ...(layer.level === undefined ? {} : { level: layer.level }),
    policy: statement.policy,
    ...(set.origin === undefined ? {} : { origin: set.origin }),
    statement: statement.index,
    ...(statement.sid === undefined ? {} : { sid: statement.sid }),
  };
}

function printCondition({ operator, key, values }: Condition): PatternCondition {
  return { operator, key, values };
}

function printArea({ actions, resources }: Area): { actions: PatternSet; resources: PatternSet } {
  return {
    actions: {
      patterns: actions.patterns.map(({ text }) => text),
      except: actions.except.map(({ text }) => text),
    },
    resources: {
      patterns: resources.patterns.map(printResource),
      except: resources.except.map(printResource),
    },
  };
}

/** Documents without a version write a dollar sign and mean it; here all are written as those with one. */
function printResource({ text, parts }: ResourcePattern): string {
  if (!text.includes('$')) return text;
  return parts
    .map((part) => {
      if (part === STAR) return '*';
      if (part === ONE) return '?';
      if (typeof part === 'string') return part.replaceAll(/[*?$]/g, (character) => `\${${character}}`);
      const fallback = part.fallback === undefined ? '' : `, '${part.fallback}'`;
      return `\${${part.key ?? ''}${fallback}}`;
    })
    .join('');
}
