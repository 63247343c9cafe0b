import type { Document } from './documents.js';
import type { Filter } from './filter.js';

export interface UpdateContext {
  /** The filter that found the document: for the positional operator. */
  readonly filter?: Filter;
  readonly isInsert?: boolean;
  readonly now: Date;
}

export interface CompiledUpdate {
  readonly kind: 'replacement' | 'operators' | 'pipeline';
  /** Leaves `document` (typed) as it is; the result shares what did not change. */
  apply(document: Document, context: UpdateContext): { document: Document; modified: boolean };
}

export interface UpdateOptions {
  readonly arrayFilters?: readonly Document[];
  readonly variables?: Document;
}

/** Compiles an update, replacement or update pipeline. Throws CommandError for what MongoDB refuses. */
export function compileUpdate(_update: Document | readonly Document[], _options: UpdateOptions = {}): CompiledUpdate {
  throw new Error('not yet');
}

/** The document that an upsert inserts: the filter's equalities, then the update, then an `_id` if there is none. */
export function upsertDocument(_filter: Document, _update: CompiledUpdate, _context: { now: Date }): Document {
  throw new Error('not yet');
}
