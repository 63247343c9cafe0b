import type { Clock } from '../../kernel/clock.js';
import { createGroupService, type GroupService } from '../groups/group.service.js';
import { groupStore } from '../groups/group.store.js';
import type { ExistingAccounts } from '../groups/subjects.js';
import {
  createAdministratorGuard,
  type ActiveAccounts,
  type AdministratorGuard,
} from '../roles/administrators.js';
import { createRoleService, type RoleService } from '../roles/role.service.js';
import { roleStore } from '../roles/role.store.js';
import { createEdgeService, type EdgeService } from './edge.service.js';
import { createMemberships, type Memberships } from './membership.js';

export interface GraphModuleDeps {
  readonly clock: Clock;
  readonly existingAccounts: ExistingAccounts;
  readonly activeAccounts: ActiveAccounts;
}

/** Groups, roles and the edges between them, put together. */
export interface GraphModule {
  readonly memberships: Memberships;
  readonly administratorGuard: AdministratorGuard;
  readonly groups: GroupService;
  readonly roles: RoleService;
  readonly edges: EdgeService;
}

export function createGraphModule({ clock, existingAccounts, activeAccounts }: GraphModuleDeps): GraphModule {
  const administratorGuard = createAdministratorGuard(activeAccounts);
  return {
    memberships: createMemberships({
      groups: (realm, ids) => groupStore.names(realm, ids),
      roles: (realm, ids) => roleStore.names(realm, ids),
    }),
    administratorGuard,
    groups: createGroupService({ clock, existingAccounts, administratorGuard }),
    roles: createRoleService({ clock, existingAccounts, administratorGuard }),
    edges: createEdgeService(),
  };
}
