/**
 * A second evaluator of policies, written from the documentation alone and without any thought of speed: no
 * index, nothing compiled, a regular expression for each pattern, one plain rule after the other. The engine
 * in src/decision has to agree with it on every question. It shares no code with the engine.
 */
import { isIPv4, isIPv6, BlockList } from 'node:net';

type Json = Record<string, unknown>;
type Context = Map<string, string | string[]>;

export interface ReferenceInput {
  request: {
    principal: string | null;
    action: string;
    resource: string;
    resourceAccount?: string;
    context: Record<string, string | string[]>;
  };
  identityPolicies: { name: string; document: Json }[];
  resourcePolicy?: { name: string; document: Json };
  permissionBoundaries: { name: string; document: Json }[];
  sessionPolicy?: { name: string; document: Json };
  guardrails: { applies: 'principal' | 'resource'; policies: { name: string; document: Json }[] }[];
}

export type ReferenceVerdict = 'Allowed' | 'ExplicitlyDenied' | 'ImplicitlyDenied';

/** How a principal element fits: by name, as everybody, by an outside name, by anything else, by the account. */
type Fit = 'name' | 'everybody' | 'outside' | 'general' | 'account' | 'no';

const list = (value: unknown): unknown[] =>
  value === undefined ? [] : Array.isArray(value) ? (value as unknown[]) : [value];
const texts = (value: unknown): string[] => list(value).map(String);
const escapeRegex = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

const expressions = new Map<string, RegExp>();

/** Remembered, because making an expression takes longer than using it. */
function regex(source: string, flags: string): RegExp {
  const key = `${flags} ${source}`;
  const made = expressions.get(key) ?? new RegExp(source, flags);
  if (expressions.size < 10_000) expressions.set(key, made);
  return made;
}

export function referenceDecide(input: ReferenceInput): ReferenceVerdict {
  const { request } = input;
  const context: Context = new Map();
  for (const [key, value] of Object.entries(request.context)) context.set(keyName(key), value);

  const who = readPrincipal(request.principal);
  const stranger = request.principal === null || /\.amazonaws\.com$/.test(request.principal);
  const levels = input.guardrails.filter(({ applies }) => applies === 'resource' || !stranger);
  const bounded = input.permissionBoundaries.length > 0;

  const fits = (document: Json, effect: string, isResourcePolicy: boolean): Fit[] =>
    (list(document.Statement) as Json[])
      .filter((statement) => statement.Effect === effect)
      .map((statement) => {
        const variables = document.Version === '2012-10-17';
        if (!actionFits(statement, request.action)) return 'no';
        if (!resourceFits(statement, request.resource, context, variables)) return 'no';
        if (!conditionsFit(statement, context, variables)) return 'no';
        return principalFits(statement, who, request.principal, isResourcePolicy, bounded);
      });
  const applies = (policy: { document: Json }, effect: string, isResourcePolicy = false) =>
    fits(policy.document, effect, isResourcePolicy).some((fit) => fit !== 'no');

  // 1. Any Deny anywhere.
  const others = [
    ...input.identityPolicies,
    ...input.permissionBoundaries,
    ...(input.sessionPolicy === undefined ? [] : [input.sessionPolicy]),
    ...levels.flatMap(({ policies }) => policies),
  ];
  if (others.some((policy) => applies(policy, 'Deny'))) return 'ExplicitlyDenied';
  if (input.resourcePolicy !== undefined && applies(input.resourcePolicy, 'Deny', true))
    return 'ExplicitlyDenied';

  // 2. Each level of guardrails.
  for (const level of levels) {
    if (!level.policies.some((policy) => applies(policy, 'Allow'))) return 'ImplicitlyDenied';
  }

  // 3. A grant.
  const grants = new Set(
    input.resourcePolicy === undefined ? [] : fits(input.resourcePolicy.document, 'Allow', true),
  );
  grants.delete('no');
  const direct = (['name', 'everybody', 'outside', 'general'] as const).some((fit) => grants.has(fit));
  const identity = input.identityPolicies.some((policy) => applies(policy, 'Allow'));
  const sameAccount = request.resourceAccount === undefined || request.resourceAccount === who.account;
  const role = /^(arn:[^:]*:iam::[^:]*:role\/|rn:[^:]*:iam:role\/)/.test(request.resource);
  const assumes = /^(sts:.*|iam:assumerole)$/i.test(request.action) && role;
  const key = /^kms:/i.test(request.action) && /^arn:[^:]*:kms:[^:]*:[^:]*:key\//.test(request.resource);
  let granted: boolean;
  if (stranger) granted = grants.size > 0;
  else if (grants.has('outside') && !grants.has('name')) granted = true;
  else if (!sameAccount) granted = identity && grants.size > 0;
  else if (direct) granted = true;
  else if (assumes || key) granted = identity && grants.has('account');
  else granted = identity;
  if (!granted) return 'ImplicitlyDenied';

  // 4. Boundary and session, unless the resource policy of the same account names the principal itself, or everybody.
  if (sameAccount && (grants.has('name') || grants.has('everybody'))) return 'Allowed';
  const limits = [
    ...input.permissionBoundaries,
    ...(input.sessionPolicy === undefined ? [] : [input.sessionPolicy]),
  ];
  return limits.every((policy) => applies(policy, 'Allow')) ? 'Allowed' : 'ImplicitlyDenied';
}

function keyName(key: string): string {
  return key.toLowerCase().replace(/^reeve:/, 'aws:');
}

// Actions, resources

function actionFits(statement: Json, action: string): boolean {
  const one = (pattern: string) => regex(`^${wild(pattern)}$`, 'isu').test(action);
  if (statement.Action !== undefined) return texts(statement.Action).some(one);
  return !texts(statement.NotAction).some(one);
}

function wild(pattern: string): string {
  return escapeRegex(pattern).replaceAll('\\*', '.*').replaceAll('\\?', '.');
}

function resourceFits(statement: Json, resource: string, context: Context, variables: boolean): boolean {
  if (statement.Resource !== undefined) {
    return texts(statement.Resource).some((pattern) => oneResource(pattern, resource, context, variables));
  }
  if (statement.NotResource !== undefined) {
    return !texts(statement.NotResource).some((pattern) =>
      oneResource(pattern, resource, context, variables),
    );
  }
  return true;
}

function oneResource(pattern: string, resource: string, context: Context, variables: boolean): boolean {
  if (pattern === '*') return true;
  const count = pattern.startsWith('arn:') ? 6 : pattern.startsWith('rn:') ? 4 : 1;
  const prefix = count === 6 ? 'arn:' : count === 4 ? 'rn:' : '';
  const wanted = segments(pattern, count);
  while (wanted.length < count) wanted.push('*');
  const given = count === 1 ? [resource] : segments(resource, count);
  if (!resource.startsWith(prefix) || given.length < count) return false;
  if (variables && wanted.slice(0, -1).some((segment) => segment.includes('${'))) return false;
  return wanted.every((segment, index) => {
    const expression = valueRegex(segment, context, variables, true);
    return expression?.test(given[index] ?? '') ?? false;
  });
}

function segments(text: string, count: number): string[] {
  const pieces = text.split(':');
  return pieces.length <= count ? pieces : [...pieces.slice(0, count - 1), pieces.slice(count - 1).join(':')];
}

/** The expression that a value of a policy stands for; undefined when a variable has no value. */
function valueRegex(
  text: string,
  context: Context,
  variables: boolean,
  wildcards: boolean,
  flags = 'su',
): RegExp | undefined {
  const tokens = variables ? text.split(/(\$\{[^}]*\})/) : [text];
  const source = tokens.map((token) => {
    const variable = variables ? /^\$\{(.*)\}$/s.exec(token)?.[1] : undefined;
    if (variable === undefined) return wildcards ? wild(token) : escapeRegex(token);
    if (['*', '?', '$'].includes(variable)) return escapeRegex(variable);
    const [, name = '', fallback] = /^\s*([^,]*?)\s*(?:,\s*'(.*)'\s*)?$/s.exec(variable) ?? [];
    const value = context.get(keyName(name)) ?? fallback;
    if (typeof value === 'string') return escapeRegex(value);
    return undefined;
  });
  return source.includes(undefined) ? undefined : regex(`^${source.join('')}$`, flags);
}

// Principals

interface Who {
  account: string | undefined;
  /** What a policy may call it when it speaks of the role or user behind a session. */
  behind: string | undefined;
}

function readPrincipal(name: string | null): Who {
  const session = /^arn:([^:]*):sts::([^:]*):assumed-role\/([^/]*)\//.exec(name ?? '');
  if (session !== null) {
    return {
      account: session[2],
      behind: `arn:${session[1] ?? ''}:iam::${session[2] ?? ''}:role/${session[3] ?? ''}`,
    };
  }
  const federated = /^arn:([^:]*):sts::([^:]*):federated-user\/(.*)$/.exec(name ?? '');
  if (federated !== null) {
    return {
      account: federated[2],
      behind: `arn:${federated[1] ?? ''}:iam::${federated[2] ?? ''}:user/${federated[3] ?? ''}`,
    };
  }
  const reeve = /^rn:([^:]*):iam:role-session\/([^/]*)\//.exec(name ?? '');
  if (reeve !== null) return { account: reeve[1], behind: `rn:${reeve[1] ?? ''}:iam:role/${reeve[2] ?? ''}` };
  const account =
    /^arn:[^:]*:[^:]*:[^:]*:([^:]+):/.exec(name ?? '') ??
    /^rn:([^:]+):/.exec(name ?? '') ??
    /^(\d{12})$/.exec(name ?? '');
  return { account: account?.[1], behind: undefined };
}

function principalFits(
  statement: Json,
  who: Who,
  name: string | null,
  isResourcePolicy: boolean,
  bounded: boolean,
): Fit {
  if (statement.Principal !== undefined) return entriesFit(statement.Principal, who, name);
  if (statement.NotPrincipal !== undefined) {
    if (bounded && statement.Effect === 'Deny') return 'general';
    return entriesFit(statement.NotPrincipal, who, name) === 'no' ? 'general' : 'no';
  }
  return isResourcePolicy ? 'no' : 'general';
}

function entriesFit(element: unknown, who: Who, name: string | null): Fit {
  const entries = Object.entries(typeof element === 'string' ? { AWS: element } : (element as Json)).flatMap(
    ([type, values]) => texts(values).map((value) => ({ type, value })),
  );
  const inner = entries.filter(({ type }) => type === 'AWS' || type === 'Reeve');
  const isRole = /^(arn:[^:]*:iam::[^:]*:role\/|rn:[^:]*:iam:role\/)/.test(name ?? '');
  const isRoot = /^(arn:[^:]*:iam::\d+:root|rn:[^:]*:iam:root|\d{12})$/.test(name ?? '');
  const accounts = inner.flatMap(({ type, value }) => {
    const root = /^arn:[^:]+:iam::(\d{12}):root$/.exec(value) ?? /^rn:([^:*?]+):iam:root$/.exec(value);
    if (root !== null) return [root[1]];
    return /^\d{12}$/.test(value) || (type === 'Reeve' && /^[a-z][a-z0-9-]*$/.test(value)) ? [value] : [];
  });
  const inAccount = who.account !== undefined && accounts.includes(who.account);
  if (name !== null && inner.some(({ value }) => value === name) && !isRole) return 'name';
  if (isRoot && inAccount) return 'name';
  if (name !== null && entries.some((one) => !inner.includes(one) && one.value === name)) return 'outside';
  if (inner.some(({ value }) => value === '*')) return 'everybody';
  const general = inner.some(
    ({ value }) =>
      (name !== null && value === name) ||
      (who.behind !== undefined &&
        (value === who.behind || value.replace(/(:iam::[^:]*:role\/).*\//, '$1') === who.behind)),
  );
  if (general) return 'general';
  return inAccount ? 'account' : 'no';
}

// Conditions

function conditionsFit(statement: Json, context: Context, variables: boolean): boolean {
  return Object.entries((statement.Condition ?? {}) as Record<string, Json>).every(([operator, keys]) =>
    Object.entries(keys).every(([key, values]) =>
      conditionFits(
        operator,
        context.get(keyName(key)),
        texts(values),
        statement.Effect === 'Deny',
        context,
        variables,
      ),
    ),
  );
}

function conditionFits(
  written: string,
  actual: string | string[] | undefined,
  values: string[],
  isDeny: boolean,
  context: Context,
  variables: boolean,
): boolean {
  const lower = written.toLowerCase();
  if (lower === 'null') {
    const missing = actual === undefined || (Array.isArray(actual) && actual.length === 0);
    return values.some((value) => value.toLowerCase() === String(missing));
  }
  const set = /^(forallvalues|foranyvalue):/.exec(lower)?.[1];
  const rest = lower.replace(/^(forallvalues|foranyvalue):/, '');
  const ifExists = rest.endsWith('ifexists');
  const operator = rest.replace(/ifexists$/, '');
  const negated = /not/.test(operator);
  const positive = operator.replace('not', '');
  if (!(positive in COMPARE)) return false;
  const holds = (one: string): boolean => {
    const results = values.map((value) => COMPARE[positive]?.(one, value, context, variables));
    if (!negated) return results.includes('yes');
    if (results.includes('yes')) return false;
    return results.includes('unreadable') ? isDeny : true;
  };
  if (set === 'forallvalues') return list(actual).every((one) => holds(String(one)));
  if (set === 'foranyvalue') return list(actual).some((one) => holds(String(one)));
  if (actual === undefined) return ifExists || negated;
  return typeof actual === 'string' && holds(actual);
}

type Compared = 'yes' | 'no' | 'unreadable';
const yes = (it: boolean): Compared => (it ? 'yes' : 'no');

const COMPARE: Record<
  string,
  (seen: string, value: string, context: Context, variables: boolean) => Compared
> = {
  stringequals: (seen, value, context, variables) =>
    yes(valueRegex(value, context, variables, false)?.test(seen) ?? false),
  stringequalsignorecase: (seen, value, context, variables) =>
    yes(valueRegex(value, context, variables, false, 'isu')?.test(seen) ?? false),
  stringlike: (seen, value, context, variables) =>
    yes(valueRegex(value, context, variables, true)?.test(seen) ?? false),
  numericequals: numeric((seen, value) => seen === value),
  numericlessthan: numeric((seen, value) => seen < value),
  numericlessthanequals: numeric((seen, value) => seen <= value),
  numericgreaterthan: numeric((seen, value) => seen > value),
  numericgreaterthanequals: numeric((seen, value) => seen >= value),
  dateequals: date((seen, value) => seen === value),
  datelessthan: date((seen, value) => seen < value),
  datelessthanequals: date((seen, value) => seen <= value),
  dategreaterthan: date((seen, value) => seen > value),
  dategreaterthanequals: date((seen, value) => seen >= value),
  bool: (seen, value) => {
    const isBoolean = (text: string) => /^(true|false)$/i.test(text);
    return isBoolean(seen) && isBoolean(value)
      ? yes(seen.toLowerCase() === value.toLowerCase())
      : 'unreadable';
  },
  binaryequals: (seen, value) => {
    const read = (text: string) =>
      /^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}(==)?|[A-Za-z0-9+/]{3}=?)?$/.test(text)
        ? Buffer.from(text, 'base64').toString('hex')
        : undefined;
    const [a, b] = [read(seen), read(value)];
    return a === undefined || b === undefined ? 'unreadable' : yes(a === b);
  },
  ipaddress: (seen, value) => {
    const [address = '', prefix] = value.split('/');
    const family = isIPv4(address) ? 'ipv4' : isIPv6(address) ? 'ipv6' : undefined;
    const seenFamily = isIPv4(seen) ? 'ipv4' : isIPv6(seen) ? 'ipv6' : undefined;
    const most = family === 'ipv4' ? 32 : 128;
    if (family === undefined || seenFamily === undefined) return 'unreadable';
    if (prefix !== undefined && !(/^\d+$/.test(prefix) && Number(prefix) <= most)) return 'unreadable';
    if (family !== seenFamily) return 'no';
    const block = new BlockList();
    block.addSubnet(address, prefix === undefined ? most : Number(prefix), family);
    return yes(block.check(seen, family));
  },
  arnequals: arn,
  arnlike: arn,
};

function arn(seen: string, value: string, context: Context, variables: boolean): Compared {
  const count = (text: string) => (text.startsWith('arn:') ? 6 : text.startsWith('rn:') ? 4 : Infinity);
  // Colons inside ${...} do not separate segments.
  const colon = '\u0000';
  const hidden = variables ? value.replace(/\$\{[^}]*\}/g, (found) => found.replaceAll(':', colon)) : value;
  const given = segments(seen, count(seen));
  const wanted = segments(hidden, count(value)).map((segment) => segment.replaceAll(colon, ':'));
  if (given.length < count(seen)) return 'unreadable';
  if (wanted.length < count(value)) {
    const filled = variables ? fillIn(value, context) : value;
    // What has no value is equal to nothing.
    if (filled === undefined) return 'no';
    return filled === value ? 'unreadable' : arn(seen, filled, context, variables);
  }
  if (given.length !== wanted.length) return 'no';
  const regexes = wanted.map((segment) => valueRegex(segment, context, variables, true));
  return yes(regexes.every((regex, index) => regex?.test(given[index] ?? '') ?? false));
}

/** A text with its variables replaced, and escaped what is not special in a value; undefined where one has none. */
function fillIn(text: string, context: Context): string | undefined {
  const missing: string[] = [];
  const filled = text.replace(/\$\{([^}]*)\}/g, (found, inner: string) => {
    if (['*', '?', '$'].includes(inner)) return found;
    const [, name = '', fallback] = /^\s*([^,]*?)\s*(?:,\s*'(.*)'\s*)?$/s.exec(inner) ?? [];
    const value = context.get(keyName(name)) ?? fallback;
    if (typeof value !== 'string') missing.push(name);
    return String(value).replace(/[*?$]/g, '${$&}');
  });
  return missing.length === 0 ? filled : undefined;
}

function numeric(test: (seen: number, value: number) => boolean) {
  const read = (text: string) => (/^[+-]?(\d+\.?\d*|\.\d+)$/.test(text) ? parseFloat(text) : NaN);
  return compareNumbers(read, test);
}

function date(test: (seen: number, value: number) => boolean) {
  const read = (text: string) => {
    if (/^-?\d+(\.\d+)?$/.test(text)) return Number(text) * 1000;
    if (!/^\d{4}-\d{2}(-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})?)?)?$/.test(text)) return NaN;
    return Date.parse(/T.*(Z|[+-]\d{2}:\d{2})$/.test(text) || !text.includes('T') ? text : `${text}Z`);
  };
  return compareNumbers(read, test);
}

function compareNumbers(read: (text: string) => number, test: (seen: number, value: number) => boolean) {
  return (seen: string, value: string): Compared => {
    const [a, b] = [read(seen), read(value)];
    return Number.isNaN(a) || Number.isNaN(b) ? 'unreadable' : yes(test(a, b));
  };
}
