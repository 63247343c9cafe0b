import { canonicalKey, readContext, type ContextValue, type ContextValues } from '../../decision/public.js';
import type { Authority, NamedThing } from '../../kernel/authority.js';
import type { Account } from '../accounts/account.js';
import { principalName, subjectOf, type PrincipalRef } from './principal.js';

/** Who asks, as conditions see it, from the store and the token only. Keys that do not apply are absent. */
export function principalFacts(
  realmSlug: string,
  principal: PrincipalRef,
  {
    account,
    groups,
    roles,
  }: { account: Account; groups: readonly NamedThing[]; roles: readonly NamedThing[] },
): ContextValues {
  const session = principal.kind === 'role-session' ? principal : undefined;
  return readContext({
    'aws:PrincipalArn': principalName(realmSlug, principal),
    'aws:PrincipalAccount': realmSlug,
    'aws:PrincipalType': typeOf(principal, account),
    'aws:userid': subjectOf(principal),
    'aws:username': session === undefined ? account.email : undefined,
    'aws:SourceIdentity': session?.accountId,
    'reeve:Realm': realmSlug,
    'reeve:Groups': groups.map(({ name }) => name),
    'reeve:Roles': roles.map(({ name }) => name),
  });
}

/** The principal's stored tags: an account's attributes, or what a role session was given. */
export function principalTags(principal: PrincipalRef, account: Account): ContextValues {
  const tags: Readonly<Record<string, ContextValue>> =
    principal.kind === 'role-session' ? principal.tags : account.attributes;
  return readContext(
    Object.fromEntries(Object.entries(tags).map(([key, value]) => [`aws:PrincipalTag/${key}`, value])),
  );
}

const RESERVED =
  /^(?:iam:|aws:(?:principal(?!tag\/)|userid$|username$|sourceidentity$|multifactorauth|tokenissuetime$|federatedprovider$|realm$|groups$|roles$|rolesession|via))/;

/** Keys that say who asks, and Reeve's own: what a request says of them never counts. */
export function isReservedKey(key: string): boolean {
  return RESERVED.test(canonicalKey(key));
}

/** The Authority of one who came with a token: conditions see when it was issued, and by how many factors. */
export function withToken(authority: Authority, token: { readonly issuedAt: Date }): Authority {
  const facts = readContext({
    'aws:TokenIssueTime': token.issuedAt.toISOString().replace(/\.\d+Z$/, 'Z'),
    'aws:MultiFactorAuthPresent': false,
  });
  return {
    ...authority,
    facts: { get: (key) => authority.facts.get(key) ?? facts.get(key) },
  };
}

function typeOf(principal: PrincipalRef, account: Account): string {
  if (principal.kind === 'role-session') return 'AssumedRole';
  return account.kind === 'USER' ? 'User' : 'Service';
}
