import type { ParsedCondition, ParsedDocument, ParsedList, ParsedStatement } from './document.js';
import type { PolicyIssue } from './errors.js';
import { operatorNames, readOperator } from './operators.js';
import { entryPointer } from './parse.js';
import { isVariable, splitSegments, STAR } from './template.js';
import type { Part } from './template.js';
import { compileResourcePattern, ResourceName, SEGMENTS } from './resource.js';
import type { ResourcePattern } from './resource.js';
import { isAwsName, readAwsPrincipal } from './translate-principals.js';

export interface WarningOptions {
  /** Does any service have an action that this pattern names? Without it actions are not looked up. */
  readonly isKnownAction?: ((pattern: string) => boolean) | undefined;
  /** The AWS account for which the realm stands: other ARNs among the principals name nobody. */
  readonly awsAccount?: string | undefined;
  /** The resource on which a resource policy stands: it is asked about no other. */
  readonly standsOn?: string | undefined;
}

/** What is legal and probably a mistake. */
export function findWarnings(document: ParsedDocument, options: WarningOptions = {}): readonly PolicyIssue[] {
  const empty =
    document.statements.length === 0
      ? [issue('/Statement', 'empty-list', 'There is no statement: the policy says nothing.')]
      : [];
  return [
    ...empty,
    ...wildcardInName(options),
    ...duplicateSids(document),
    ...document.statements.flatMap((statement) => [
      ...negatedAllows(statement),
      ...emptyLists(statement),
      ...actionWarnings(statement.action, options),
      ...(statement.resource === undefined
        ? []
        : resourceWarnings(statement.resource, document.variables, options)),
      ...principalWarnings(statement, options),
      ...statement.conditions.flatMap((one) => conditionWarnings(one, statement, document.variables)),
    ]),
  ];
}

function issue(pointer: string, code: string, message: string): PolicyIssue {
  return { pointer, code, message };
}

function duplicateSids({ statements }: ParsedDocument): readonly PolicyIssue[] {
  const seen = new Set<string>();
  return statements.flatMap(({ sid, pointer }) => {
    if (sid === undefined || sid === '') return [];
    if (!seen.has(sid)) {
      seen.add(sid);
      return [];
    }
    return [issue(`${pointer}/Sid`, 'duplicate-sid', `Another statement has the Sid "${sid}".`)];
  });
}

function negatedAllows({ effect, action, resource, principal }: ParsedStatement): readonly PolicyIssue[] {
  if (effect !== 'Allow') return [];
  const found: PolicyIssue[] = [];
  const warn = (list: { negated: boolean; pointer: string } | undefined, name: string, rest: string) => {
    if (list?.negated !== true) return;
    const code = `allow-with-not-${name.toLowerCase()}`;
    found.push(issue(list.pointer, code, `Allow with Not${name} allows every ${rest}, also future ones.`));
  };
  warn(action, 'Action', 'other action of every service');
  warn(resource, 'Resource', 'other resource');
  warn(principal, 'Principal', 'other principal, anonymous ones too');
  return found;
}

function emptyLists({ action, resource, principal }: ParsedStatement): readonly PolicyIssue[] {
  return [action, resource, principal && { pointer: principal.pointer, values: principal.entries }].flatMap(
    (list) =>
      list === undefined || list.values.length > 0
        ? []
        : [issue(list.pointer, 'empty-list', 'The list is empty: it names nothing.')],
  );
}

function actionWarnings(action: ParsedList, { isKnownAction }: WarningOptions): readonly PolicyIssue[] {
  return action.values.flatMap((value, index) => {
    const pointer = entryPointer(action, index);
    if (/[\s,]/.test(value) || value.endsWith(':') || value.startsWith(':')) {
      return [
        issue(pointer, 'matches-nothing', `"${value}" is the name of no action. One entry, one action.`),
      ];
    }
    if (isKnownAction === undefined || value === '*' || isKnownAction(value)) return [];
    return [issue(pointer, 'unknown-action', `No service has an action "${value}".`)];
  });
}

function wildcardInName({ standsOn }: WarningOptions): readonly PolicyIssue[] {
  if (standsOn?.includes('*') !== true) return [];
  const message = `"*" is no wildcard in the name on which a policy stands: it is asked about "${standsOn}" and nothing else.`;
  return [issue('', 'matches-nothing', message)];
}

function resourceWarnings(
  resource: ParsedList,
  variables: boolean,
  { standsOn }: WarningOptions,
): readonly PolicyIssue[] {
  return resource.values.flatMap((value, index) => {
    const pointer = entryPointer(resource, index);
    if (value === '')
      return [issue(pointer, 'matches-nothing', 'The empty text is the name of no resource.')];
    const pattern = compileResourcePattern(value, variables);
    const count = pattern.kind === 'arn' || pattern.kind === 'rn' ? SEGMENTS[pattern.kind] : 1;
    const segments = splitSegments(pattern.parts, count);
    return [
      ...(variables ? variableWarnings(value, segments, pointer) : versionWarning(value, pointer)),
      ...shortNameWarning(value, segments, count, pointer),
      ...(standsOn === undefined || resource.negated ? [] : elsewhereWarning(pattern, standsOn, pointer)),
    ];
  });
}

function variableWarnings(
  value: string,
  segments: readonly (readonly Part[])[],
  pointer: string,
): readonly PolicyIssue[] {
  if (segments.flat().some((part) => isVariable(part) && part.key === undefined)) {
    return [issue(pointer, 'matches-nothing', `"${value}" has a variable that cannot be read.`)];
  }
  if (!segments.slice(0, -1).flat().some(isVariable)) return [];
  const message = 'A variable is replaced only in the last segment of a resource name.';
  return [issue(pointer, 'matches-nothing', message)];
}

/** A name that ends early is completed with `*`. Where it ends in a wildcard, that is what it seems to say. */
function shortNameWarning(
  value: string,
  segments: readonly (readonly Part[])[],
  count: number,
  pointer: string,
): readonly PolicyIssue[] {
  const missing = count - segments.length;
  if (missing === 0 || segments.at(-1)?.at(-1) === STAR) return [];
  const whole = `${value}${':*'.repeat(missing)}`;
  return [issue(pointer, 'incomplete-name', `"${value}" lacks segments and stands for "${whole}".`)];
}

/** A bucket's policy in AWS speaks of the objects in it; here each resource has its own. */
function elsewhereWarning(
  pattern: ResourcePattern,
  standsOn: string,
  pointer: string,
): readonly PolicyIssue[] {
  const nothing = new Map<string, string>();
  if (pattern.parts.some(isVariable) || pattern.matches(new ResourceName(standsOn), nothing) === true)
    return [];
  const message = `"${pattern.text}" does not match "${standsOn}", on which the policy stands: it is asked about nothing else.`;
  return [issue(pointer, 'matches-nothing', message)];
}

function versionWarning(value: string, pointer: string): readonly PolicyIssue[] {
  const open = value.indexOf('${');
  if (open === -1 || !value.includes('}', open)) return [];
  const message = 'Variables need "Version": "2012-10-17" in the document; without it this is plain text.';
  return [issue(pointer, 'variable-without-version', message)];
}

function principalWarnings(
  { principal }: ParsedStatement,
  { awsAccount }: WarningOptions,
): readonly PolicyIssue[] {
  return (principal?.entries ?? []).flatMap(({ type, value, pointer }) => {
    if (value === '*') return [];
    if (/[*?]/.test(value)) {
      return [issue(pointer, 'matches-nothing', 'In a principal only a whole "*" is a wildcard.')];
    }
    const names = (type === 'AWS' || type === 'Reeve') && isAwsName(value);
    if (awsAccount !== undefined && names && readAwsPrincipal(value, awsAccount) === undefined) {
      const message = `"${value}" names nobody here: the realm stands for the AWS account ${awsAccount}, of which users, roles, role sessions and the root can be named.`;
      return [issue(pointer, 'matches-nothing', message)];
    }
    if (pointer !== principal?.pointer) return [];
    return [issue(pointer, 'bare-principal', `Write {"AWS": "${value}"}: AWS takes only "*" here.`)];
  });
}

function conditionWarnings(
  condition: ParsedCondition,
  statement: ParsedStatement,
  variables: boolean,
): readonly PolicyIssue[] {
  const { pointer, values } = condition;
  const { operator, quantifier } = readOperator(condition.operator);
  if (operator === undefined) return [unknownOperator(condition)];
  const found: PolicyIssue[] = [];
  if (values.length === 0) found.push(issue(pointer, 'empty-list', 'There is no value to compare with.'));
  if (quantifier === 'all' && statement.effect === 'Allow' && !hasNullCheck(condition, statement)) {
    const message = 'ForAllValues holds when the key is missing or empty: add "Null": {KEY: "false"}.';
    found.push(issue(pointer, 'for-all-values-without-null', message));
  }
  const replaced = operator.family === 'String' || operator.family === 'Arn';
  for (const value of values) {
    if (replaced && !variables) found.push(...versionWarning(value, pointer));
    if (operator.readable(value)) continue;
    const message = `"${value}" is no value for ${operator.name}, so it never matches.`;
    found.push(issue(pointer, 'matches-nothing', message));
  }
  return found;
}

function hasNullCheck(condition: ParsedCondition, { conditions }: ParsedStatement): boolean {
  return conditions.some(
    ({ operator, key }) =>
      operator.toLowerCase() === 'null' && key.toLowerCase() === condition.key.toLowerCase(),
  );
}

function unknownOperator({ operator, pointer }: ParsedCondition): PolicyIssue {
  const bare = operator.replace(/^For(?:All|Any)Values?:/i, '').replace(/IfExists$/i, '');
  const nearest = operatorNames
    .map((name) => ({ name, distance: editDistance(bare.toLowerCase(), name.toLowerCase()) }))
    .reduce((best, one) => (one.distance < best.distance ? one : best));
  const hint = nearest.distance <= 4 ? ` Did you mean "${nearest.name}"?` : '';
  const message = `There is no operator "${operator}", so the condition never holds.${hint}`;
  return issue(pointer.slice(0, pointer.lastIndexOf('/')), 'unknown-operator', message);
}

/** Levenshtein; only operator names come here, and what is long is cut. */
function editDistance(a: string, b: string): number {
  const text = a.slice(0, 40);
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= text.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const replaced = (row[j - 1] ?? 0) + (text[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
