import type { Document } from './documents.js';

/**
 * The values under which an index lists `document` for one dotted path: array elements are expanded
 * (and the array itself where it is empty: undefined becomes null), `multikey` says that an array was crossed.
 */
export function indexValues(_document: Document, _path: string): { values: unknown[]; multikey: boolean } {
  throw new Error('not yet');
}
