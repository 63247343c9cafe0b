import { createAccountService, type AccountService } from '../../../src/features/accounts/account.service.js';
import { activeAccounts, existingAccounts } from '../../../src/features/accounts/find-account.js';
import {
  createAuthorizationModule,
  type AuthorizationModule,
} from '../../../src/features/authorization/authorization.module.js';
import type { Grants } from '../../../src/features/authorization/grant.js';
import {
  createCredentialService,
  type CredentialService,
} from '../../../src/features/credentials/credential.service.js';
import { createGraphModule, type GraphModule } from '../../../src/features/edges/graph.module.js';
import { createPolicyModule } from '../../../src/features/policies/policy.module.js';
import type { PolicyServices } from '../../../src/features/policies/policy-services.js';
import { createResourceModule } from '../../../src/features/resources/resource.module.js';
import type { ResourceService } from '../../../src/features/resources/resource.service.js';
import { systemClock as clock } from '../../../src/kernel/clock.js';
import type { PasswordHashing } from '../../../src/platform/password-hashing/password-hashing.js';
import type { RealmRegistry } from '../../../src/realms/registry.js';

/** The use cases that can pass power on, over a real store. */
export interface Services
  extends
    Pick<GraphModule, 'groups' | 'roles'>,
    PolicyServices,
    Pick<AuthorizationModule, 'authorities' | 'asker'> {
  readonly accounts: AccountService;
  readonly credentials: CredentialService;
  readonly resources: ResourceService;
}

/** Hashes at no cost: nobody logs in here. */
const hashing: PasswordHashing = {
  hash: () => Promise.resolve('none'),
  verify: () => Promise.reject(new Error('Nobody logs in here.')),
  verifyNothing: () => Promise.reject(new Error('Nobody logs in here.')),
  isCurrent: () => true,
  nominalMs: () => 1,
  queueLength: 0,
  isBusy: false,
  onTurn: () => undefined,
};

/** @param grants in the place of the real check */
export function servicesOn(registry: RealmRegistry, grants?: Grants): Services {
  const authorization = createAuthorizationModule({ registry });
  const deps = { clock, existingAccounts, grants: grants ?? authorization.grants };
  const graph = createGraphModule({ ...deps, activeAccounts });
  const { administratorGuard } = graph;
  const verifyPassword = () => Promise.reject(new Error('Nobody logs in here.'));
  return {
    ...graph,
    ...createPolicyModule(deps),
    ...createResourceModule(deps),
    authorities: authorization.authorities,
    asker: authorization.asker,
    accounts: createAccountService({ ...deps, hashing, administratorGuard }),
    credentials: createCredentialService({ ...deps, hashing, verifyPassword }),
  };
}
