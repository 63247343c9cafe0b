import type { Document } from './documents.js';

/** What one condition says about one path. Ranges stay in the type bracket of their value. */
export type Constraint =
  | { readonly kind: 'eq'; readonly value: unknown }
  | { readonly kind: 'in'; readonly values: readonly unknown[] }
  | { readonly kind: 'range'; readonly operator: '$gt' | '$gte' | '$lt' | '$lte'; readonly value: unknown }
  | { readonly kind: 'prefix'; readonly prefix: string }
  | { readonly kind: 'exists'; readonly exists: boolean };

export interface Conjunct {
  readonly path: string;
  readonly constraint: Constraint;
  /** True if index bounds alone prove the condition, on an index that is not multikey and not truncated. */
  readonly exact: boolean;
}

/** All of `conjuncts` hold, and one branch of each `or`; `complete` is false if the filter says more than that. */
export interface FilterAnalysis {
  readonly conjuncts: readonly Conjunct[];
  readonly or: readonly (readonly FilterAnalysis[])[];
  readonly complete: boolean;
}

/** What the planner may use of a (valid) filter. */
export function analyseFilter(_filter: Document): FilterAnalysis {
  throw new Error('not yet');
}

/** Whether every document that matches `filter` surely matches `partialFilterExpression`; false when in doubt. */
export function isSubsetOf(_filter: Document, _partialFilterExpression: Document): boolean {
  throw new Error('not yet');
}
