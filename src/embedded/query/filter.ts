import type { Document } from './documents.js';

/** A compiled filter. Documents may be typed or plain. */
export interface Filter {
  test(document: Document): boolean;
  /** The array index that the positional operator `$` stands for, after a match; undefined if no array was crossed. */
  matchedIndex(document: Document): number | undefined;
}

export interface FilterOptions {
  /** Variables of `let`, for $expr. */
  readonly variables?: Document;
  readonly now?: Date;
}

/** Compiles a find filter. Throws CommandError (2 BadValue mostly) on anything that MongoDB or this store refuses. */
export function compileFilter(_filter: Document, _options: FilterOptions = {}): Filter {
  throw new Error('not yet');
}
