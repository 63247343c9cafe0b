import {
  compilePolicy,
  mentionedKeys,
  namedPrincipals,
  validatePolicy,
  type CompiledPolicy,
  type PolicyIssue,
  type PolicyKind,
} from '../../decision/public.js';
import type { RealmSettings } from '../../realms/realm-settings.js';
import { isKnownAction } from './known-actions.js';
import { InvalidPolicyError } from './policy.errors.js';
import type { Policy, PolicyScope, PolicyVersion } from './policy.js';

/** What rules a document has to follow in each scope. */
const KINDS: Readonly<Record<PolicyScope, PolicyKind>> = {
  managed: 'identity',
  inline: 'identity',
  resource: 'resource',
  trust: 'trust',
  guardrail: 'guardrail',
};

/** What of a realm's settings bears on documents. */
export type Limits = Pick<RealmSettings, 'policies'>;

/**
 * How long documents may be, in characters without white space: at least what AWS allows, so that its documents fit.
 * Decisions don't get slower by what their prefixes exclude, storage and compilation do.
 */
function maximumSize(kind: PolicyKind, { policies }: Limits): number {
  if (kind === 'session') return 2048;
  if (kind === 'trust') return 8192;
  return kind === 'guardrail' ? 10_240 : policies.maxDocumentCharacters;
}

/** White space is free only up to here: a stranger must not fill the store with it. */
const MAX_TEXT = 131_072;

/** A document that may be stored. */
export interface CheckedDocument {
  /** As it was given. */
  readonly text: string;
  /** What decides, as JSON text, where principals of AWS were translated; else the text as it was given. */
  readonly translated?: string;
  readonly mentions: readonly string[];
  readonly principals: readonly string[];
}

/**
 * What is wrong with a document, and what looks wrong; the document is an object or JSON text. `standsOn` is the
 * resource of a resource policy.
 */
export function examineDocument(
  document: unknown,
  kind: PolicyKind,
  settings: Limits & Partial<Pick<RealmSettings, 'awsAccountId'>>,
  standsOn?: string,
): { readonly errors: readonly PolicyIssue[]; readonly warnings: readonly PolicyIssue[] } {
  const { length } = textOf(document);
  if (length > MAX_TEXT) {
    const message = `has ${length} characters with white space; ${MAX_TEXT} are allowed`;
    return { errors: [{ pointer: '', code: 'too-large', message }], warnings: [] };
  }
  return validatePolicy(document, {
    kind,
    maximumSize: maximumSize(kind, settings),
    isKnownAction,
    awsAccount: settings.awsAccountId ?? undefined,
    standsOn,
  });
}

/** @throws InvalidPolicyError if the document may not stand in that scope */
export function checkDocument(document: unknown, scope: PolicyScope, { policies }: Limits): CheckedDocument {
  const { errors } = examineDocument(document, KINDS[scope], { policies });
  if (errors.length > 0) throw new InvalidPolicyError(errors);
  const text = textOf(document);
  return { text, ...derivedFrom(text) };
}

function textOf(document: unknown): string {
  return typeof document === 'string' ? document : JSON.stringify(document);
}

/** What a record keeps beside a document that counts, so that it is found by it. */
export function derivedFrom(text: string): Pick<CheckedDocument, 'mentions' | 'principals'> {
  return { mentions: mentionedKeys(text), principals: namedPrincipals(text) };
}

/** A document that has been checked, compiled: what it would say where it is to stand. */
export function compileChecked({ text, translated }: CheckedDocument, scope: PolicyScope): CompiledPolicy {
  const use = scope === 'resource' || scope === 'trust' ? 'resource' : 'identity';
  return compilePolicy({ name: 'the document', document: JSON.parse(translated ?? text) as unknown }, use);
}

/** What is legal in a stored version and probably a mistake. */
export function warningsOf(
  { document }: PolicyVersion,
  { scope, owner }: Pick<Policy, 'scope' | 'owner'>,
  settings: RealmSettings,
): readonly PolicyIssue[] {
  const standsOn = scope === 'resource' ? owner : undefined;
  return examineDocument(document, KINDS[scope], settings, standsOn).warnings;
}
