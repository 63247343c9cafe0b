import type { ParsedPrincipal } from './document.js';

/** Who asks, read from a principal's name. */
export interface Principal {
  /** The whole name; null for anonymous. */
  readonly name: string | null;
  /** The AWS account or the realm that it belongs to. */
  readonly account: string | undefined;
  readonly kind: 'anonymous' | 'user' | 'role' | 'session' | 'root' | 'service' | 'other';
  /** For a session: the name of the role (or of the user who federated) that it acts for. */
  readonly actsFor: string | undefined;
}

/**
 * How a Principal element matched.
 * - itself: it names the very principal that asks, so implicit denies of its boundary and session do not matter
 * - everybody: `*`, which lets in who has no policies at all; so they do not matter here either (AWS documents it for
 *   `*` under a condition on aws:PrincipalArn, which gives less than `*` alone)
 * - outside: a Service, Federated or CanonicalUser entry names it: no account stands behind it
 * - limited: the role of a session, or a role, or all but some: its boundary and its session policy must allow too
 * - account: the principal's account or realm: a delegation to its identity policies
 */
export type PrincipalMatch = 'itself' | 'everybody' | 'outside' | 'limited' | 'account';

const ANONYMOUS: Principal = { name: null, account: undefined, kind: 'anonymous', actsFor: undefined };
const SERVICE = /^[a-z0-9-]+(?:\.[a-z0-9-]+)*\.amazonaws\.com(?:\.cn)?$/;

/** Reads `arn:aws:iam::ACCOUNT:...`, `arn:aws:sts::ACCOUNT:...`, `rn:REALM:iam:...`, a service, or any other name. */
export function parsePrincipal(name: string | null): Principal {
  if (name === null) return ANONYMOUS;
  if (name.startsWith('arn:')) return parseArn(name);
  if (name.startsWith('rn:')) return parseRn(name);
  if (/^\d{12}$/.test(name)) return principal(name, name, 'root');
  return principal(name, undefined, SERVICE.test(name) ? 'service' : 'other');
}

const IAM_ARN = /^arn:([^:]*):(iam|sts):[^:]*:([^:]*):([^/]*)(?:\/(([^/]*).*))?$/s;
const ARN_ACCOUNT = /^arn:[^:]*:[^:]*:[^:]*:([^:]+):/;

function parseArn(name: string): Principal {
  const match = IAM_ARN.exec(name);
  if (match === null) return principal(name, ARN_ACCOUNT.exec(name)?.[1], 'other');
  const [, partition = '', service, account = '', type, path = '', first = ''] = match;
  if (service === 'sts') {
    const behind = `arn:${partition}:iam::${account}:`;
    if (type === 'assumed-role') return principal(name, account, 'session', `${behind}role/${first}`);
    if (type === 'federated-user') return principal(name, account, 'session', `${behind}user/${path}`);
    return principal(name, account, 'other');
  }
  return principal(name, account, type === 'user' || type === 'role' || type === 'root' ? type : 'other');
}

const IAM_RN = /^rn:([^:]*):iam:([^/]*)(?:\/([^/]*))?/;
const RN_REALM = /^rn:([^:]+):/;

function parseRn(name: string): Principal {
  const match = IAM_RN.exec(name);
  if (match === null) return principal(name, RN_REALM.exec(name)?.[1], 'other');
  const [, realm = '', type, first = ''] = match;
  if (type === 'account') return principal(name, realm, 'user');
  if (type === 'role-session') return principal(name, realm, 'session', `rn:${realm}:iam:role/${first}`);
  return principal(name, realm, type === 'role' || type === 'root' ? type : 'other');
}

function principal(
  name: string,
  account: string | undefined,
  kind: Principal['kind'],
  actsFor?: string,
): Principal {
  return { name, account: account === '' ? undefined : account, kind, actsFor };
}

export type PrincipalMatcher = (principal: Principal) => PrincipalMatch | undefined;

/** Compiles Principal or NotPrincipal. Only a whole `*` is a wildcard. */
export function compilePrincipal(element: ParsedPrincipal): PrincipalMatcher {
  const matcher = compileEntries(element.entries);
  // NotPrincipal lets through whom it does not name; nobody is named by being left out.
  return element.negated
    ? (principal) => (matcher(principal) === undefined ? 'limited' : undefined)
    : matcher;
}

function compileEntries(entries: ParsedPrincipal['entries']): PrincipalMatcher {
  const names = new Set<string>();
  const outside = new Set<string>();
  const accounts = new Set<string>();
  const roles = new Set<string>();
  let everybody = false;
  for (const { type, value } of entries) {
    if (type !== 'AWS' && type !== 'Reeve') {
      outside.add(value);
      continue;
    }
    const account = accountOf(type, value);
    if (value === '*') everybody = true;
    else if (account !== undefined) accounts.add(account);
    else names.add(value);
    // A session's name leaves the path of its role out; role names are unique in an account.
    roles.add(value.replace(/^(arn:[^:]*:iam::[^:]*:role\/).*\//, '$1'));
  }
  return (principal) => {
    const { name, account, kind, actsFor } = principal;
    if (name !== null) {
      if (names.has(name) && kind !== 'role') return 'itself';
      if (outside.has(name)) return 'outside';
    }
    if (everybody) return 'everybody';
    if (name !== null && names.has(name)) return 'limited';
    if (actsFor !== undefined && roles.has(actsFor)) return 'limited';
    if (account === undefined || !accounts.has(account)) return undefined;
    return kind === 'root' ? 'itself' : 'account';
  };
}

/** `123456789012`, `arn:aws:iam::123456789012:root`, `rn:acme:iam:root`, or under Reeve `acme`. */
function accountOf(type: string, value: string): string | undefined {
  if (/^\d{12}$/.test(value)) return value;
  const root = /^arn:[^:]+:iam::(\d{12}):root$/.exec(value) ?? /^rn:([^:*?]+):iam:root$/.exec(value);
  if (root !== null) return root[1];
  return type === 'Reeve' && /^[a-z](?:[a-z0-9-]{0,30}[a-z0-9])?$/.test(value) ? value : undefined;
}
