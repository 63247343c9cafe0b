import type { Document } from './documents.js';

/** A compiled aggregation expression; undefined means missing. */
export type Expression = (root: Document) => unknown;

export interface ExpressionOptions {
  readonly variables?: Document | undefined;
  readonly now?: Date | undefined;
}

export function compileExpression(_expression: unknown, _options: ExpressionOptions = {}): Expression {
  throw new Error('not yet');
}
