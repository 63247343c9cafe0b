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
import { createMemberships, type Memberships, type NodeNames } from './membership.js';
import { createTransitiveReads } from './transitive.js';

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
  const names: NodeNames = {
    groups: (realm, ids) => groupStore.names(realm, ids),
    roles: (realm, ids) => roleStore.names(realm, ids),
  };
  const transitive = createTransitiveReads(names);
  return {
    memberships: createMemberships(names),
    administratorGuard,
    groups: createGroupService({ clock, existingAccounts, administratorGuard, transitive }),
    roles: createRoleService({ clock, existingAccounts, administratorGuard, transitive }),
    edges: createEdgeService(),
  };
}
