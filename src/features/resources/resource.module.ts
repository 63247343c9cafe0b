import { existingAccounts } from '../accounts/find-account.js';
import type { Grants } from '../authorization/grant.js';
import type { Clock } from '../../kernel/clock.js';
import { createResourceService, type ResourceService } from './resource.service.js';

/** What a realm knows of the resources of applications. */
export interface ResourceModule {
  readonly resources: ResourceService;
}

export interface ResourceModuleDeps {
  readonly clock: Clock;
  readonly grants: Grants;
}

export function createResourceModule({ clock, grants }: ResourceModuleDeps): ResourceModule {
  return { resources: createResourceService({ clock, existingAccounts, grants }) };
}
