import { existingAccounts } from '../accounts/find-account.js';
import type { Clock } from '../../kernel/clock.js';
import { createResourceService, type ResourceService } from './resource.service.js';

/** What a realm knows of the resources of applications. */
export interface ResourceModule {
  readonly resources: ResourceService;
}

export function createResourceModule({ clock }: { readonly clock: Clock }): ResourceModule {
  return { resources: createResourceService({ clock, existingAccounts }) };
}
