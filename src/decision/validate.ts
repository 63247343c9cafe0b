import type { ParsedDocument, ParsedStatement } from './document.js';
import type { PolicyIssue } from './errors.js';
import { parseDocument } from './parse.js';
import { findWarnings } from './warnings.js';
import type { WarningOptions } from './warnings.js';

/** Where a document is to stand; each place has rules of its own. */
export type PolicyKind = 'identity' | 'resource' | 'trust' | 'boundary' | 'session' | 'guardrail';

export interface ValidateOptions extends WarningOptions {
  readonly kind: PolicyKind;
  /** How long the document may be, in characters; white space does not count. */
  readonly maximumSize?: number | undefined;
}

export interface Validation {
  /** None of these may be: the document is not to be stored. */
  readonly errors: readonly PolicyIssue[];
  /** Legal, and probably a mistake. Empty while there are errors of shape. */
  readonly warnings: readonly PolicyIssue[];
  /** In characters, without white space. */
  readonly size: number;
}

/** Says all that is wrong with a document, and what looks wrong, each with its place. Never throws. */
export function validatePolicy(document: unknown, options: ValidateOptions): Validation {
  const { kind, maximumSize } = options;
  const size = policySize(document);
  const tooLarge =
    maximumSize !== undefined && size > maximumSize
      ? [{ pointer: '', code: 'too-large', message: `has ${size} characters; ${maximumSize} are allowed` }]
      : [];
  const parsed = parseDocument(document, kind === 'resource' || kind === 'trust');
  if (parsed.issues !== undefined) return { errors: [...tooLarge, ...parsed.issues], warnings: [], size };
  const errors = [...tooLarge, ...principalErrors(parsed.document, kind)];
  // Looking for what is probably a mistake is not cheap, and what is too long is not to be stored anyway.
  return { errors, warnings: tooLarge.length > 0 ? [] : findWarnings(parsed.document, options), size };
}

/** The length of a document as limits count it: characters of its JSON, without white space. */
export function policySize(document: unknown): number {
  const text = typeof document === 'string' ? document : (JSON.stringify(document) as string | undefined);
  return (text ?? '').replaceAll(/\s/g, '').length;
}

function principalErrors({ statements }: ParsedDocument, kind: PolicyKind): readonly PolicyIssue[] {
  return statements.flatMap((statement) => {
    const message = principalError(statement, kind);
    if (message === undefined) return [];
    const pointer = statement.principal?.pointer ?? statement.pointer;
    const code = statement.principal === undefined ? 'missing-element' : 'misplaced-principal';
    return [{ pointer, code, message }];
  });
}

function principalError({ principal }: ParsedStatement, kind: PolicyKind): string | undefined {
  if (kind === 'resource' || kind === 'trust') {
    return principal === undefined ? 'Principal or NotPrincipal is missing' : undefined;
  }
  if (principal === undefined) return undefined;
  if (kind !== 'guardrail')
    return `does not belong in a policy of kind "${kind}": whom it is attached to is meant`;
  const everybody = !principal.negated && principal.entries.every(({ value }) => value === '*');
  return everybody ? undefined : 'can only be "*" in a guardrail: use conditions to make exceptions';
}
