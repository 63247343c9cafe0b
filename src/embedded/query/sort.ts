import type { Document } from './documents.js';

export interface CompiledSort {
  readonly pattern: readonly (readonly [path: string, direction: 1 | -1])[];
  compare(a: Document, b: Document): number;
  /** The values by which a document is sorted, one a path (arrays: smallest or largest element). */
  keys(document: Document): unknown[];
  /** Compares two results of `keys`. */
  compareKeys(a: readonly unknown[], b: readonly unknown[]): number;
}

/** Compiles a sort specification. Throws CommandError for what MongoDB refuses. */
export function compileSort(_spec: Document): CompiledSort {
  throw new Error('not yet');
}
