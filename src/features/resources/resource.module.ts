import { existingAccounts } from '../accounts/find-account.js';
import type { Clock } from '../../kernel/clock.js';
import { createResourceFacts, type ResourceFacts } from './resource-facts.js';
import { createResourceService, type ResourceService } from './resource.service.js';
import { findResources, hasResources } from './resource.store.js';

/** What a realm knows of the resources of applications. */
export interface ResourceModule {
  readonly resources: ResourceService;
  readonly resourceFacts: ResourceFacts;
}

export function createResourceModule({ clock }: { readonly clock: Clock }): ResourceModule {
  return {
    resources: createResourceService({ clock, existingAccounts }),
    resourceFacts: createResourceFacts({ find: findResources, any: hasResources }),
  };
}
