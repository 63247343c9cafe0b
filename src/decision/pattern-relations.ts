import { contains, overlaps } from './glob-algebra.js';
import type { ResourcePattern } from './resource.js';
import type { ActionPattern, Statement } from './statement.js';
import { STAR } from './template.js';
import type { Part } from './template.js';

/** What one dimension (actions or resources) of a statement selects: some patterns, or all but some. */
export interface Selection<P> {
  readonly negated: boolean;
  readonly patterns: readonly P[];
}

/** How patterns of one dimension relate; both on the safe side, as in glob-algebra.ts. */
export interface Relations<P> {
  readonly contains: (outer: P, inner: P) => boolean;
  readonly overlaps: (a: P, b: P) => boolean;
  readonly universal: (pattern: P) => boolean;
}

export const actionRelations: Relations<ActionPattern> = {
  contains: (outer, inner) => contains(outer.parts, inner.parts),
  overlaps: (a, b) => overlaps(a.parts, b.parts),
  universal: (pattern) => contains(pattern.parts, [STAR]),
};

export const resourceRelations: Relations<ResourcePattern> = {
  contains: resourceContains,
  overlaps: resourcesOverlap,
  universal: (pattern) =>
    pattern.kind === 'any' || (pattern.kind === 'plain' && contains(pattern.parts, [STAR])),
};

function resourceContains(outer: ResourcePattern, inner: ResourcePattern): boolean {
  if (outer.kind === 'any') return true;
  if (outer.kind === 'plain') return contains(outer.parts, flat(inner));
  // Segment by segment, so that a wildcard of the outer pattern reaches as far as it does in matching.
  return (
    outer.kind === inner.kind &&
    outer.segments.every((segment, index) => contains(segment, inner.segments[index] ?? []))
  );
}

function resourcesOverlap(a: ResourcePattern, b: ResourcePattern): boolean {
  if (a.kind === 'any' || b.kind === 'any') return true;
  if (a.kind === 'plain' || b.kind === 'plain') return overlaps(flat(a), flat(b));
  return (
    a.kind === b.kind && a.segments.every((segment, index) => overlaps(segment, b.segments[index] ?? []))
  );
}

/** A pattern as one text, completed where it was incomplete; at least what it matches by segment. */
function flat(pattern: ResourcePattern): readonly Part[] {
  if (pattern.segments.length === 0) return pattern.parts;
  return pattern.segments.flatMap((segment, index) => (index === 0 ? segment : [':', ...segment]));
}

export function actionSelection(statement: Statement): Selection<ActionPattern> {
  return { negated: statement.notAction, patterns: statement.actions };
}

/** A statement without Resource selects everything: all but nothing. */
export function resourceSelection(statement: Statement): Selection<ResourcePattern> {
  if (statement.resources === undefined) return { negated: true, patterns: [] };
  return { negated: statement.notResource, patterns: statement.resources };
}

/** One pattern each; "all but some" cannot be split. */
export function splitSelection<P>(selection: Selection<P>): readonly Selection<P>[] {
  if (selection.negated) return [selection];
  return selection.patterns.map((pattern) => ({ negated: false, patterns: [pattern] }));
}

/** Does `outer` surely select all that `inner` selects? */
export function selects<P>(outer: Selection<P>, inner: Selection<P>, relations: Relations<P>): boolean {
  if (!outer.negated && !inner.negated) {
    return inner.patterns.every((one) => outer.patterns.some((other) => relations.contains(other, one)));
  }
  if (!outer.negated) return outer.patterns.some(relations.universal);
  if (!inner.negated) {
    return !inner.patterns.some((one) => outer.patterns.some((other) => relations.overlaps(other, one)));
  }
  return outer.patterns.every((one) => inner.patterns.some((other) => relations.contains(other, one)));
}

/** Can the two select something in common? */
export function touches<P>(a: Selection<P>, b: Selection<P>, relations: Relations<P>): boolean {
  if (a.negated && b.negated) return true;
  if (a.negated) return touches(b, a, relations);
  if (!b.negated) return a.patterns.some((one) => b.patterns.some((other) => relations.overlaps(one, other)));
  return a.patterns.some((one) => !b.patterns.some((other) => relations.contains(other, one)));
}
