import { canonicalKey } from './context.js';
import type { ParsedStatement } from './document.js';
import { readOperator } from './operators.js';
import { parseDocument } from './parse.js';
import { isVariable, parseTemplate } from './template.js';

/**
 * The context keys, canonical and sorted, whose values can change what a document gives: those of its conditions, and
 * those of the variables in its resources and condition values; that of the name of who asks for an Allow with
 * NotPrincipal. Of a document that cannot be read: none.
 */
export function mentionedKeys(document: unknown): readonly string[] {
  return [...new Set(keysByStatement(document).flat())].sort();
}

/** The same for each statement, in the order of the document. */
export function keysByStatement(document: unknown): readonly (readonly string[])[] {
  const parsed = parseDocument(document, true);
  if (parsed.document === undefined) return [];
  const { statements, variables } = parsed.document;
  return statements.map((statement) => [
    ...statement.conditions.map(({ key }) => canonicalKey(key)),
    ...(variables ? variableKeys(statement) : []),
    ...whomItLeavesOut(statement),
  ]);
}

/**
 * The principals, sorted, that a resource or trust policy names: accounts, roles, sessions and whole realms, as they are
 * written. `*` names nobody. Of a document that cannot be read: none.
 */
export function namedPrincipals(document: unknown): readonly string[] {
  const entries = parseDocument(document, true).document?.statements.flatMap(
    ({ principal }) => principal?.entries ?? [],
  );
  const names = (entries ?? [])
    .filter(({ type, value }) => (type === 'AWS' || type === 'Reeve') && value !== '*')
    .map(({ value }) => value);
  return [...new Set(names)].sort();
}

/** An Allow to everybody but some looks at the name of who asks as a condition would. */
function whomItLeavesOut({ effect, principal }: ParsedStatement): readonly string[] {
  return effect === 'Allow' && principal?.negated === true ? [canonicalKey('aws:PrincipalArn')] : [];
}

function variableKeys({ resource, conditions }: ParsedStatement): readonly string[] {
  const texts = [
    ...(resource?.values ?? []),
    ...conditions.filter(({ operator }) => takesVariables(operator)).flatMap(({ values }) => values),
  ];
  return texts.flatMap((text) =>
    parseTemplate(text, { wildcards: true, variables: true }).flatMap((part) =>
      isVariable(part) && part.key !== undefined ? [part.key] : [],
    ),
  );
}

function takesVariables(written: string): boolean {
  const { operator } = readOperator(written);
  return operator?.family === 'String' || operator?.family === 'Arn';
}
