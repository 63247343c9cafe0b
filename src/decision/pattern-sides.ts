import { actionRelations, resourceRelations } from './pattern-relations.js';
import type { Relations } from './pattern-relations.js';
import { compileResourcePattern } from './resource.js';
import type { ResourcePattern } from './resource.js';
import { compileAction } from './statement.js';
import type { ActionPattern, Statement } from './statement.js';
import { isVariable } from './template.js';

/** One dimension of what a statement speaks of: whatever fits one of the patterns and none of the exceptions. */
export interface Side<P> {
  readonly patterns: readonly P[];
  readonly except: readonly P[];
}

/** What a statement speaks of, in both dimensions. */
export interface Area {
  readonly actions: Side<ActionPattern>;
  readonly resources: Side<ResourcePattern>;
}

const EVERY_ACTION = [compileAction('*')];
const EVERY_RESOURCE = [compileResourcePattern('*', true)];

/** Two lists with more pairs than this are not met one by one: the wider answer is given. */
const MAX_PAIRS = 2500;

/** How many pairs of patterns one answer may still compare; when none are left, the wider answer is given. */
export interface Budget {
  /** Takes them away; false if there were not so many. */
  readonly spend: (pairs: number) => boolean;
  /** Whether there once were not enough; nothing can be spent any more. */
  readonly isSpent: () => boolean;
}

export function budgetOf(pairs: number): Budget {
  let left = pairs;
  return {
    spend: (wanted) => {
      left -= wanted;
      return left >= 0;
    },
    isSpent: () => left < 0,
  };
}

/** Statements do not change, and each is met with many. */
const knownAreas = new WeakMap<Statement, Area>();

export function areaOf(statement: Statement): Area {
  const known = knownAreas.get(statement);
  if (known !== undefined) return known;
  const area = readArea(statement);
  knownAreas.set(statement, area);
  return area;
}

function readArea({ actions, notAction, resources, notResource }: Statement): Area {
  // A malformed variable never has a value, so that its pattern fits nothing.
  const fitting = resources?.filter(({ parts }) => !parts.some(isMalformed)) ?? [];
  const everywhere = resources === undefined || notResource;
  return {
    actions: notAction
      ? { patterns: EVERY_ACTION, except: actions }
      : { patterns: distinct(actions), except: [] },
    resources: everywhere
      ? { patterns: EVERY_RESOURCE, except: fitting }
      : { patterns: distinct(fitting), except: [] },
  };
}

function isMalformed(part: ResourcePattern['parts'][number]): boolean {
  return isVariable(part) && part.key === undefined;
}

/** At least what both speak of; undefined if there surely is nothing. */
export function meet(a: Area, b: Area, budget: Budget): Area | undefined {
  const actions = meetSides(a.actions, b.actions, actionRelations, budget);
  if (actions.patterns.length === 0) return undefined;
  const resources = meetSides(a.resources, b.resources, resourceRelations, budget);
  return resources.patterns.length === 0 ? undefined : { actions, resources };
}

/** Does the outer area surely hold all of the inner one? */
export function covers(outer: Area, inner: Area, budget: Budget): boolean {
  return (
    sideCovers(outer.actions, inner.actions, actionRelations, budget) &&
    sideCovers(outer.resources, inner.resources, resourceRelations, budget)
  );
}

/** Can the two have something in common? */
export function touch(a: Area, b: Area, budget: Budget): boolean {
  return (
    sidesTouch(a.actions, b.actions, actionRelations, budget) &&
    sidesTouch(a.resources, b.resources, resourceRelations, budget)
  );
}

interface Pattern {
  readonly text: string;
  readonly prefix: string;
}

function meetSides<P extends Pattern>(
  a: Side<P>,
  b: Side<P>,
  relations: Relations<P>,
  budget: Budget,
): Side<P> {
  const except = distinct([...a.except, ...b.except]);
  const pairs = a.patterns.length * b.patterns.length;
  const wide = pairs > MAX_PAIRS || !budget.spend(pairs);
  const both = wide
    ? a.patterns
    : a.patterns.flatMap((one) => b.patterns.flatMap((other) => meetPatterns(one, other, relations)));
  const met = distinct(both);
  if (!budget.spend(2 * met.length * except.length)) return { patterns: met, except };
  const patterns = met.filter((pattern) => !except.some((other) => relations.contains(other, pattern)));
  return {
    patterns,
    except: except.filter((other) => patterns.some((pattern) => mayOverlap(pattern, other, relations))),
  };
}

/** The narrower one where one lies within the other; where they only overlap, the first is at least as much. */
function meetPatterns<P extends Pattern>(one: P, other: P, relations: Relations<P>): readonly P[] {
  if (!mayOverlap(one, other, relations)) return [];
  if (relations.contains(other, one)) return [one];
  return relations.contains(one, other) ? [other] : [one];
}

function sideCovers<P extends Pattern>(
  outer: Side<P>,
  inner: Side<P>,
  relations: Relations<P>,
  budget: Budget,
): boolean {
  const pairs =
    outer.except.length * (inner.except.length + inner.patterns.length) +
    inner.patterns.length * outer.patterns.length;
  if (!budget.spend(pairs)) return false;
  const holes = outer.except.filter((hole) => !inner.except.some((other) => relations.contains(other, hole)));
  return inner.patterns.every(
    (pattern) =>
      outer.patterns.some((other) => relations.contains(other, pattern)) &&
      !holes.some((hole) => mayOverlap(pattern, hole, relations)),
  );
}

function sidesTouch<P extends Pattern>(
  a: Side<P>,
  b: Side<P>,
  relations: Relations<P>,
  budget: Budget,
): boolean {
  const holes = [...a.except, ...b.except];
  if (!budget.spend(a.patterns.length * b.patterns.length * (1 + 2 * holes.length))) return true;
  return a.patterns.some((one) =>
    b.patterns.some(
      (other) =>
        mayOverlap(one, other, relations) &&
        !holes.some((hole) => relations.contains(hole, one) || relations.contains(hole, other)),
    ),
  );
}

/** The prefixes alone settle most pairs. */
function mayOverlap<P extends Pattern>(a: P, b: P, relations: Relations<P>): boolean {
  return (a.prefix.startsWith(b.prefix) || b.prefix.startsWith(a.prefix)) && relations.overlaps(a, b);
}

function distinct<P extends Pattern>(patterns: readonly P[]): readonly P[] {
  return patterns.length < 2 ? patterns : [...new Set(patterns)];
}
