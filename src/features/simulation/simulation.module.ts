import { accountsByAge, existingAccounts } from '../accounts/find-account.js';
import type { SimulationSources } from '../authorization/authorization.module.js';
import type { Authorities } from '../authorization/authorities.js';
import { findPolicies, findPolicyByKey, managedDocuments, policyOf } from '../policies/policy.store.js';
import { findResources, resourcesBehind } from '../resources/resource.store.js';
import { createSimulationService, type SimulationService } from './simulation.service.js';

/** What could be, put together. */
export interface SimulationModule {
  readonly simulation: SimulationService;
}

export function createSimulationModule({
  sources,
  authorities,
}: {
  readonly sources: SimulationSources;
  readonly authorities: Authorities;
}): SimulationModule {
  const simulation = createSimulationService({
    ...sources,
    authorities,
    accounts: accountsByAge,
    resources: { behind: resourcesBehind, named: findResources },
    managedDocuments,
    drafts: {
      policies: async (realm, ids, session) => (await findPolicies(realm, ids, session)).map(policyOf),
      policyOf: async (realm, key, session) => {
        const record = await findPolicyByKey(realm, key, session);
        return record && policyOf(record);
      },
      existingAccounts,
    },
  });
  return { simulation };
}
