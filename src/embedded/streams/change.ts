import type { Collection } from '../catalog/collection.js';
import type { Namespace } from '../catalog/namespace.js';
import type { Document } from '../query/documents.js';

/** How a document came by its new content. Operators tell which paths they wrote; a pipeline (null) does not. */
export type Replacing =
  { readonly kind: 'replace' } | { readonly kind: 'update'; readonly operators: Document | null };

/** What one statement changed, as change streams tell it. Documents are BSON. */
export type Change =
  | { readonly kind: 'insert'; readonly collection: Collection; readonly after: Buffer }
  | {
      readonly kind: 'modify';
      readonly collection: Collection;
      readonly how: Replacing;
      readonly before: Buffer;
      readonly after: Buffer;
    }
  | { readonly kind: 'delete'; readonly collection: Collection; readonly before: Buffer }
  | { readonly kind: 'drop'; readonly collection: Collection }
  | { readonly kind: 'rename'; readonly collection: Collection; readonly to: Namespace }
  | { readonly kind: 'dropDatabase'; readonly db: string };

/** The transaction that made a change. */
export interface ChangeTransaction {
  /** The session's UUID, 16 bytes. */
  readonly session: Buffer;
  readonly number: bigint;
}

/** The memory that a change keeps from being freed: a document may be part of a whole message. */
export function heldBytes(change: Change): number {
  let bytes = 0;
  if ('before' in change) bytes += change.before.buffer.byteLength;
  if ('after' in change) bytes += change.after.buffer.byteLength;
  return bytes;
}
