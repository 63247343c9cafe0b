import type { Document } from './documents.js';
import type { Filter } from './filter.js';

export interface Projection {
  apply(document: Document): Document;
  /** For an inclusion without computed fields: the top-level fields that it reads; otherwise undefined. */
  readonly inclusion: readonly string[] | undefined;
}

/** Compiles a find projection; `filter` serves the positional operator. */
export function compileProjection(_spec: Document, _options: { filter?: Filter; variables?: Document } = {}): Projection {
  throw new Error('not yet');
}
