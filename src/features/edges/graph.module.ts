import type { Clock } from '../../kernel/clock.js';
import type { Grants } from '../authorization/grant.js';
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
  readonly grants: Grants;
}

/** Groups, roles and the edges between them, put together. */
export interface GraphModule {
  readonly memberships: Memberships;
  readonly administratorGuard: AdministratorGuard;
  readonly groups: GroupService;
  readonly roles: RoleService;
  readonly edges: EdgeService;
}

export function createGraphModule(deps: GraphModuleDeps): GraphModule {
  const { clock, existingAccounts, activeAccounts, grants } = deps;
  const administratorGuard = createAdministratorGuard(activeAccounts);
  const names: NodeNames = {
    groups: (realm, ids) => groupStore.names(realm, ids),
    roles: (realm, ids) => roleStore.names(realm, ids),
  };
  const transitive = createTransitiveReads(names);
  return {
    memberships: createMemberships(names),
    administratorGuard,
    groups: createGroupService({ clock, existingAccounts, administratorGuard, transitive, grants }),
    roles: createRoleService({ clock, existingAccounts, administratorGuard, transitive, grants }),
    edges: createEdgeService(),
  };
}
