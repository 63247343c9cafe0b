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
  return statements.map((statement) => keysOf(statement, variables));
}

function keysOf(statement: ParsedStatement, variables: boolean): readonly string[] {
  return [
    ...statement.conditions.map(({ key }) => canonicalKey(key)),
    ...(variables ? variableKeys(statement) : []),
    ...whomItLeavesOut(statement),
  ];
}

/** Stands among the named principals of a policy that allows something to everybody, or to everybody but some. */
export const EVERYBODY = '*';
/** Stands there if it denies something to all but some, or to those of whom some condition on who asks holds. */
export const DENIES_SOME = '!';

/**
 * To whom, sorted, a resource or trust policy speaks: the accounts, roles, sessions and whole realms that it names, as
 * they are written; EVERYBODY and DENIES_SOME where that is so. Of a document that cannot be read: none.
 */
export function namedPrincipals(document: unknown): readonly string[] {
  const parsed = parseDocument(document, true).document;
  if (parsed === undefined) return [];
  const { statements, variables } = parsed;
  const names = statements.flatMap((statement) => [
    ...namesOf(statement),
    ...groupsOf(statement, keysOf(statement, variables)),
  ]);
  return [...new Set(names)].sort();
}

function namesOf({ principal }: ParsedStatement): readonly string[] {
  return (principal?.entries ?? [])
    .filter(({ type, value }) => isOfRealms(type) && value !== '*')
    .map(({ value }) => value);
}

function groupsOf({ effect, principal }: ParsedStatement, keys: readonly string[]): readonly string[] {
  if (principal === undefined) return [];
  if (effect === 'Deny') return principal.negated || keys.some(tellsWhoAsks) ? [DENIES_SOME] : [];
  const everybody = principal.entries.some(({ type, value }) => isOfRealms(type) && value === '*');
  return principal.negated || everybody ? [EVERYBODY] : [];
}

function isOfRealms(type: string): boolean {
  return type === 'AWS' || type === 'Reeve';
}

/** By which conditions know an account or a role session, whatever its tags are; canonical. */
export const IDENTITY_KEYS: readonly string[] = [
  'aws:PrincipalArn',
  'aws:PrincipalType',
  'aws:userid',
  'aws:username',
  'aws:SourceIdentity',
  'reeve:Groups',
  'reeve:Roles',
].map(canonicalKey);
/** How the keys of a principal's tags begin; canonical. */
export const PRINCIPAL_TAGS = canonicalKey('aws:PrincipalTag/');

/** Whether the values of a context key (canonical) are one's own, and stay so from one token to the next. */
export function tellsWhoAsks(key: string): boolean {
  return IDENTITY_KEYS.includes(key) || key.startsWith(PRINCIPAL_TAGS);
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
