import type { Logger } from '../../platform/logger/logger.js';
import type { RealmRegistry } from '../../realms/registry.js';
import {
  accountsByAge,
  findAccountByEmail,
  findAccountByExternalId,
  findAccounts,
} from '../accounts/find-account.js';
import type { Decisions } from '../decisions/decisions.js';
import { resourcesOfType } from '../resources/resource.store.js';
import type { Listener } from '../../rest/in-front.js';
import type { Authenticator } from '../tokens/authenticate.js';
import { createAuthzenListener } from './authzen.listener.js';
import { createAuthzenService } from './authzen.service.js';
import { createAccessSearch, type AccessSearch } from './search.service.js';
import { createSubjects } from './subjects.js';

export interface AuthzenModule {
  /** Answers evaluations in front of the router. */
  readonly listener: Listener;
  readonly search: AccessSearch;
}

export interface AuthzenModuleDeps {
  readonly registry: Pick<RealmRegistry, 'lease' | 'leaseNow'>;
  readonly authenticator: Pick<Authenticator, 'authenticate'>;
  readonly decisions: Decisions;
  readonly logger: Pick<Logger, 'error'>;
}

export function createAuthzenModule({
  registry,
  authenticator,
  decisions,
  logger,
}: AuthzenModuleDeps): AuthzenModule {
  const subjects = createSubjects({
    findByEmail: findAccountByEmail,
    findByExternalId: findAccountByExternalId,
  });
  const service = createAuthzenService({ decisions, subjects });
  return {
    listener: createAuthzenListener({ registry, authenticator, service, logger }),
    search: createAccessSearch({
      authzen: service,
      decisions,
      subjects,
      accounts: accountsByAge,
      accountsOf: findAccounts,
      resources: resourcesOfType,
    }),
  };
}
