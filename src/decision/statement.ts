import { compileCondition } from './condition.js';
import type { Condition } from './condition.js';
import type { Effect, ParsedDocument, ParsedList, ParsedStatement } from './document.js';
import { compileGlob } from './glob.js';
import type { Matcher } from './glob.js';
import { compilePrincipal } from './principal.js';
import type { PrincipalMatch, PrincipalMatcher } from './principal.js';
import type { PreparedRequest } from './request.js';
import { compileResourcePattern } from './resource.js';
import type { ResourcePattern } from './resource.js';
import { isStatic, literalPrefix, parseTemplate } from './template.js';
import type { ResolvedPart } from './template.js';

/** One entry of Action or NotAction; its parts are in lower case. */
export interface ActionPattern {
  readonly text: string;
  readonly parts: readonly ResolvedPart[];
  readonly prefix: string;
  readonly exact: boolean;
  readonly matches: Matcher;
}

/** A statement, ready to be asked. */
export interface Statement {
  readonly policy: string;
  /** Where in its document: 0 is the first. */
  readonly index: number;
  readonly sid: string | undefined;
  readonly effect: Effect;
  readonly actions: readonly ActionPattern[];
  /** The actions are those of NotAction. */
  readonly notAction: boolean;
  /** Undefined: whatever resource the policy is attached to. */
  readonly resources: readonly ResourcePattern[] | undefined;
  /** The resources are those of NotResource. */
  readonly notResource: boolean;
  readonly principal: PrincipalMatcher | undefined;
  readonly notPrincipal: boolean;
  readonly conditions: readonly Condition[];
}

/** Compiles the statements of a document whose shape has been checked. */
export function compileStatements(policy: string, document: ParsedDocument): readonly Statement[] {
  return document.statements.map((statement) => compileStatement(policy, statement, document.variables));
}

function compileStatement(policy: string, parsed: ParsedStatement, variables: boolean): Statement {
  const { effect, principal } = parsed;
  return {
    policy,
    index: parsed.index,
    sid: parsed.sid,
    effect,
    actions: parsed.action.values.map(compileAction),
    notAction: parsed.action.negated,
    resources: compileResources(parsed.resource, variables),
    notResource: parsed.resource?.negated ?? false,
    principal: principal === undefined ? undefined : compilePrincipal(principal),
    notPrincipal: principal?.negated ?? false,
    conditions: parsed.conditions.map(({ operator, key, values }) =>
      compileCondition(operator, key, values, { effect, variables }),
    ),
  };
}

const MAX_KNOWN_ACTIONS = 10_000;
/** The same few actions stand in most statements. */
const knownActions = new Map<string, ActionPattern>();

/** Compiles one entry of Action or NotAction. */
export function compileAction(text: string): ActionPattern {
  const known = knownActions.get(text);
  if (known !== undefined) return known;
  const parts = parseTemplate(text.toLowerCase(), { wildcards: true, variables: false });
  if (!isStatic(parts)) throw new Error('An action has no variables.');
  const exact = parts.length === 1 && typeof parts[0] === 'string';
  const pattern = { text, parts, prefix: literalPrefix(parts), exact, matches: compileGlob(parts) };
  if (knownActions.size < MAX_KNOWN_ACTIONS) knownActions.set(text, pattern);
  return pattern;
}

function compileResources(
  list: ParsedList | undefined,
  variables: boolean,
): readonly ResourcePattern[] | undefined {
  return list?.values.map((value) => compileResourcePattern(value, variables));
}

export function actionMatches(statement: Statement, request: PreparedRequest): boolean {
  const { actions, notAction } = statement;
  for (const action of actions) if (action.matches(request.actionLower)) return !notAction;
  return notAction;
}

export function resourceMatches(statement: Statement, request: PreparedRequest): boolean {
  const { resources, notResource } = statement;
  if (resources === undefined) return true;
  for (const resource of resources) {
    if (resource.matches(request.resource, request.context) === true) return !notResource;
  }
  return notResource;
}

/** What a layer demands of the Principal element. */
export interface PrincipalRule {
  /** Resource policies: a statement that names nobody applies to nobody. */
  readonly required: boolean;
  /** The principal has a boundary: a Deny with NotPrincipal denies it whatever it names (AWS documents this). */
  readonly bounded: boolean;
}

export function principalMatches(
  statement: Statement,
  request: PreparedRequest,
  rule: PrincipalRule,
): PrincipalMatch | undefined {
  if (statement.principal === undefined) return rule.required ? undefined : 'itself';
  if (rule.bounded && statement.notPrincipal && statement.effect === 'Deny') return 'limited';
  return statement.principal(request.principal);
}

export function conditionsHold(statement: Statement, request: PreparedRequest): boolean {
  for (const condition of statement.conditions) if (!condition.holds(request.context)) return false;
  return true;
}

/** Does the statement apply to the request, and how does it name the principal? Undefined when it does not. */
export function statementMatches(
  statement: Statement,
  request: PreparedRequest,
  rule: PrincipalRule,
): PrincipalMatch | undefined {
  if (!actionMatches(statement, request) || !resourceMatches(statement, request)) return undefined;
  const match = principalMatches(statement, request, rule);
  return match !== undefined && conditionsHold(statement, request) ? match : undefined;
}
