import type { NamedDocument } from './document.js';
import { PolicyDocumentError } from './errors.js';
import { parseDocument } from './parse.js';
import { compileStatements } from './statement.js';
import type { Statement } from './statement.js';

/** A document that has been read and compiled. Immutable; compile once, decide many times. */
export class CompiledPolicy {
  readonly name: string;
  readonly statements: readonly Statement[];

  constructor(name: string, statements: readonly Statement[]) {
    this.name = name;
    this.statements = statements;
  }
}

/** Where a policy stands: resource and trust policies may leave Resource out of a statement. */
export type PolicyUse = 'identity' | 'resource';

/**
 * Reads and compiles one document. Stricter rules of a place where documents are stored (no Principal in an
 * identity policy, sizes, ...) and warnings are `validatePolicy`'s; what compiles here has one clear meaning.
 *
 * @throws PolicyDocumentError with every issue and its JSON pointer
 */
export function compilePolicy(
  { name, document }: NamedDocument,
  use: PolicyUse = 'identity',
): CompiledPolicy {
  const parsed = parseDocument(document, use === 'resource');
  if (parsed.issues !== undefined) throw new PolicyDocumentError(name, parsed.issues);
  return new CompiledPolicy(name, compileStatements(name, parsed.document));
}
