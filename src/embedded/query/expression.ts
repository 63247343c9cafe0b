import type { Document } from './documents.js';
import { checkVariableName, compileIn } from './expressions/compile.js';
import type { Environment, Evaluate } from './expressions/compile.js';

/** A compiled aggregation expression; undefined means missing. */
export type Expression = (root: Document) => unknown;

export interface ExpressionOptions {
  /** Values of variables (`$$name`), besides the system's. They are read at evaluation, so they may change until then. */
  readonly variables?: Document | undefined;
  /** `$$NOW`. */
  readonly now?: Date | undefined;
}

/** Compiles expressions that share their variables. */
export interface ExpressionScope {
  compile(expression: unknown): Evaluate;
  /** What the compiled expressions are evaluated in for one document. */
  at(root: Document): Environment;
}

export function expressionScope({
  variables: given = {},
  now = new Date(),
}: ExpressionOptions): ExpressionScope {
  const variables = Object.create(given) as Document;
  variables.NOW = now;
  // $$REMOVE is a variable without a value
  const names = new Set(['REMOVE']);
  for (const name in variables) names.add(name);
  return {
    compile: (expression) => compileIn({ variables: names }, expression),
    at: (root) => ({ root, variables }),
  };
}

/** Compiles an aggregation expression. Throws CommandError: 168 for an unknown operator, 17276 for an unknown variable. */
export function compileExpression(expression: unknown, options: ExpressionOptions = {}): Expression {
  const scope = expressionScope(options);
  const evaluate = scope.compile(expression);
  return (root) => evaluate(scope.at(root));
}

/**
 * The values of a command's `let`, whose fields are expressions without a document. What takes `variables` wants
 * these values.
 */
export function letVariables(spec: Document, now?: Date): Document {
  return Object.fromEntries(
    Object.keys(spec).map((name) => [
      checkVariableName(name),
      compileExpression(spec[name], { now })({}) ?? null,
    ]),
  );
}
