import type { OneOrMany, PolicyDocument, PrincipalElement, StatementElement } from './document.js';
import type { PolicyIssue } from './errors.js';

/** A user or a role of an AWS account, by the name that it has there. */
export interface AwsName {
  readonly kind: 'user' | 'role';
  readonly name: string;
}

/** A principal of one AWS account, read from its ARN. */
type AwsPrincipal = AwsName | { readonly kind: 'root' } | (AwsName & { readonly session: string });

export interface PrincipalTranslation {
  /** The AWS account, twelve digits, for which the realm stands. */
  readonly awsAccount: string;
  /** The slug of the realm. */
  readonly realm: string;
  /** The id of the account or role that has the name; undefined where nothing has it. */
  readonly idOf: (named: AwsName) => string | undefined;
}

/**
 * Reads what names a user, a role, a role session or the whole of an AWS account: ARNs as AWS documents them for the
 * Principal element, or the account's twelve digits. Undefined for everything else, also of other accounts. A name is
 * all that follows `user/` or `role/`: it is compared whole, with its path.
 */
export function readAwsPrincipal(value: string, awsAccount: string): AwsPrincipal | undefined {
  if (value === awsAccount || value === `arn:aws:iam::${awsAccount}:root`) return { kind: 'root' };
  const [, account, kind, name] = /^arn:aws:iam::(\d{12}):(user|role)\/(.+)$/s.exec(value) ?? [];
  if (account === awsAccount && name !== undefined) return { kind: kind === 'user' ? kind : 'role', name };
  const [, sessionAccount, role, session] =
    /^arn:aws:sts::(\d{12}):assumed-role\/(.+)\/([^/]+)$/s.exec(value) ?? [];
  if (sessionAccount !== awsAccount || role === undefined || session === undefined) return undefined;
  return { kind: 'role', name: role, session };
}

/** Does it look like a principal of AWS: an ARN, or the twelve digits of an account? */
export function isAwsName(value: string): boolean {
  return value.startsWith('arn:') || /^\d{12}$/.test(value);
}

/** The users and roles of an AWS account that a valid document's Principal and NotPrincipal elements name, each once. */
export function awsNames(document: PolicyDocument, awsAccount: string): readonly AwsName[] {
  const names = new Map<string, AwsName>();
  mapPrincipals(document, (value) => {
    const read = readAwsPrincipal(value, awsAccount);
    if (read !== undefined && read.kind !== 'root') {
      names.set(`${read.kind}/${read.name}`, { kind: read.kind, name: read.name });
    }
    return value;
  });
  return [...names.values()];
}

/**
 * Writes the realm's own names, by id, in place of the ARNs of one AWS account in Principal and NotPrincipal elements of
 * a valid document. Resource elements and conditions stay as they are, and so do principals of other accounts.
 *
 * @returns the document that decides, and an issue for each name that nothing has
 */
export function translatePrincipals(
  document: PolicyDocument,
  { awsAccount, realm, idOf }: PrincipalTranslation,
): { readonly document: PolicyDocument; readonly issues: readonly PolicyIssue[] } {
  const issues: PolicyIssue[] = [];
  const translated = mapPrincipals(document, (value, pointer) => {
    const read = readAwsPrincipal(value, awsAccount);
    if (read === undefined) return value;
    if (read.kind === 'root') return `rn:${realm}:iam:root`;
    const id = idOf({ kind: read.kind, name: read.name });
    if (id === undefined) {
      const what = read.kind === 'user' ? 'account' : 'role';
      const message = `names the ${what} "${read.name}", which is not there`;
      issues.push({ pointer, code: 'unknown-principal', message });
      return value;
    }
    if ('session' in read) return `rn:${realm}:iam:role-session/${id}/${read.session}`;
    return `rn:${realm}:iam:${read.kind === 'user' ? 'account' : 'role'}/${id}`;
  });
  return { document: translated, issues };
}

type MapName = (value: string, pointer: string) => string;

function mapPrincipals(document: PolicyDocument, map: MapName): PolicyDocument {
  const Statement = mapMany(document.Statement, '/Statement', (statement, pointer) => ({
    ...statement,
    ...mapElement(statement, 'Principal', pointer, map),
    ...mapElement(statement, 'NotPrincipal', pointer, map),
  }));
  return { ...document, Statement };
}

function mapElement(
  statement: StatementElement,
  name: 'Principal' | 'NotPrincipal',
  parent: string,
  map: MapName,
): Partial<StatementElement> {
  const element = statement[name];
  return element === undefined ? {} : { [name]: mapNames(element, `${parent}/${name}`, map) };
}

function mapNames(element: PrincipalElement, pointer: string, map: MapName): PrincipalElement {
  if (typeof element === 'string') return map(element, pointer);
  const { AWS, Reeve } = element;
  return {
    ...element,
    ...(AWS !== undefined && { AWS: mapMany(AWS, `${pointer}/AWS`, map) }),
    ...(Reeve !== undefined && { Reeve: mapMany(Reeve, `${pointer}/Reeve`, map) }),
  };
}

function mapMany<T>(given: OneOrMany<T>, pointer: string, map: (one: T, pointer: string) => T): OneOrMany<T> {
  return isMany(given) ? given.map((one, at) => map(one, `${pointer}/${at}`)) : map(given, pointer);
}

function isMany<T>(given: OneOrMany<T>): given is readonly T[] {
  return Array.isArray(given);
}
