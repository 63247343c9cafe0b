import { compilePolicy, PolicySet, type PolicyDocument } from '../../src/decision/public.js';
import { catalogue } from '../../src/features/authorization/catalogue.js';
import { principalFacts, principalTags } from '../../src/features/authorization/principal-facts.js';
import { selfServicePolicies } from '../../src/features/authorization/self-service.js';
import type { AccountActor } from '../../src/kernel/actor.js';
import type { Authority } from '../../src/kernel/authority.js';
import { accountDouble } from './token-doubles.js';

/** What an account has that holds these documents and nothing else; `administrator` for everything. */
export function authorityDouble(
  realmSlug: string,
  accountId: string,
  documents: readonly PolicyDocument[] | 'administrator' = [],
): Authority {
  const account = accountDouble({ id: accountId });
  const principal = { kind: 'account', accountId } as const;
  const given = documents === 'administrator' ? [] : documents;
  return {
    principal: `rn:${realmSlug}:iam:account/${accountId}`,
    realmSlug,
    revision: 1,
    identityPolicies: [
      selfServicePolicies(catalogue),
      new PolicySet(given.map((document, at) => compilePolicy({ name: `policy ${at}`, document }))),
    ],
    permissionBoundaries: [],
    sessionPolicy: undefined,
    guardrails: [],
    facts: principalFacts(realmSlug, principal, { account, groups: [], roles: [] }),
    tags: principalTags(principal, account),
    groups: [],
    roles: [],
    reachedFrom: new Map(),
    unrestricted: documents === 'administrator',
  };
}

/** An account that came with a token. */
export function accountActorDouble(
  realmSlug: string,
  accountId: string,
  documents: readonly PolicyDocument[] | 'administrator' = [],
): AccountActor {
  return {
    kind: 'account',
    accountId,
    accountKind: 'USER',
    realmSlug,
    sessionId: 's',
    issuedAt: new Date(),
    authority: authorityDouble(realmSlug, accountId, documents),
  };
}
