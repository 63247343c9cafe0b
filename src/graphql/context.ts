import type { RequestContext } from '../realms/request-context.js';
import type { AccountService } from '../features/accounts/account.service.js';
import type { CredentialService } from '../features/credentials/credential.service.js';
import type { DecisionService } from '../features/decisions/decision.service.js';
import type { EdgeService } from '../features/edges/edge.service.js';
import type { GatewayRouteService } from '../features/gateways/gateway-route.service.js';
import type { GroupService } from '../features/groups/group.service.js';
import type { KeyService } from '../features/keys/key.service.js';
import type { PolicyServices } from '../features/policies/policy-services.js';
import type { RealmService } from '../features/realms/realm.service.js';
import type { ResourceService } from '../features/resources/resource.service.js';
import type { RoleService } from '../features/roles/role.service.js';
import type { RoleSessionService } from '../features/role-sessions/role-session.service.js';
import type { SessionService } from '../features/sessions/session.service.js';
import type { SimulationService } from '../features/simulation/simulation.service.js';

/** The use cases that resolvers translate to. */
export interface GraphQLServices extends PolicyServices {
  readonly accounts: AccountService;
  readonly credentials: CredentialService;
  readonly decisions: DecisionService;
  readonly edges: EdgeService;
  readonly gatewayRoutes: GatewayRouteService;
  readonly groups: GroupService;
  readonly keys: KeyService;
  readonly realms: RealmService;
  readonly resources: ResourceService;
  readonly roles: RoleService;
  readonly roleSessions: RoleSessionService;
  readonly sessions: SessionService;
  readonly simulation: SimulationService;
}

/** What a resolver gets: a RequestContext that services take as it is, and the services. One for each operation. */
export interface GraphQLContext extends RequestContext {
  readonly services: GraphQLServices;
}
