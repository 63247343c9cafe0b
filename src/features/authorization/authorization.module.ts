import { findAccounts } from '../accounts/find-account.js';
import { groupStore } from '../groups/group.store.js';
import { linksFrom } from '../edges/links.js';
import {
  activeDocuments,
  activeDocumentsOf,
  activeResourcePolicies,
  documentsMentioning,
  documentsNaming,
  documentsTrusting,
  hasResourcePolicies,
} from '../policies/policy.store.js';
import { roleStore } from '../roles/role.store.js';
import { SYSTEM_REALM } from '../../realms/realm.js';
import type { RealmRegistry } from '../../realms/registry.js';
import { createAuthorities, type Authorities } from './authorities.js';
import type { AuthorityReads, PowerStore } from './authority-reads.js';
import { catalogue } from './catalogue.js';
import { selfServicePolicies } from './self-service.js';
import { createCompiledPolicies } from './compiled-policies.js';
import { createDecisionService, type DecisionService } from '../decisions/decision.service.js';
import { createDecisions, type Decisions } from '../decisions/decisions.js';
import { createResourcePolicies } from '../decisions/resource-policies.js';
import { createResourceFacts } from '../resources/resource-facts.js';
import { findResources, hasResources } from '../resources/resource.store.js';
import { createTrustPolicies } from '../decisions/trust-policies.js';
import { createGrants, type Grants } from './grant.js';
import type { AuthoritySources } from './load-authorities.js';
import { createServerGuardrails, type ServerGuardrails } from './server-guardrails.js';

/** What decides about principals, put together. */
export interface AuthorizationModule {
  readonly authorities: Authorities;
  readonly asker: Decisions;
  readonly decisions: DecisionService;
  /** Guards the passing on of power. */
  readonly grants: Grants;
  /** What simulations decide with, too. */
  readonly sources: SimulationSources;
}

/** The reads and guardrails of decisions, for those who ask what would be. */
export interface SimulationSources extends Pick<AuthoritySources, 'reads' | 'selfService'> {
  readonly serverGuardrails: ServerGuardrails;
}

export function createAuthorizationModule({
  registry,
}: {
  readonly registry: Pick<RealmRegistry, 'lease'>;
}): AuthorizationModule {
  const reads: AuthorityReads & PowerStore = {
    accounts: findAccounts,
    groups: (realm, ids, session) => groupStore.names(realm, ids, session),
    roles: (realm, ids, session) => roleStore.names(realm, ids, session),
    policies: activeDocuments,
    policiesOf: activeDocumentsOf,
    links: (realm, subjects, session) => linksFrom(realm, subjects, { session }),
    resourcePolicies: activeResourcePolicies,
    mentioning: documentsMentioning,
    naming: documentsNaming,
    trusting: documentsTrusting,
  };
  const policies = createCompiledPolicies();
  const serverGuardrails = createServerGuardrails({
    reads,
    leaseSystem: () => registry.lease(SYSTEM_REALM),
  });
  const selfService = selfServicePolicies(catalogue);
  const authorities = createAuthorities({ reads, selfService, serverGuardrails, policies });
  const resourcePolicies = createResourcePolicies({ reads, hasAny: hasResourcePolicies, policies });
  const trustPolicies = createTrustPolicies({ reads, policies });
  const resourceFacts = createResourceFacts({ find: findResources, any: hasResources });
  const asker = createDecisions({ authorities, resourcePolicies, trustPolicies, resourceFacts });
  const { systemRealm } = serverGuardrails;
  return {
    authorities,
    asker,
    decisions: createDecisionService({ decisions: asker }),
    sources: { reads, selfService, serverGuardrails },
    grants: createGrants({ reads, policies, authorities, systemRealm }),
  };
}
