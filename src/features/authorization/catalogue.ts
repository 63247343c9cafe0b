import { accountActions } from '../accounts/account.actions.js';
import { credentialActions } from '../credentials/credential.actions.js';
import { decisionActions } from '../decisions/decision.actions.js';
import { edgeActions } from '../edges/edge.actions.js';
import { gatewayRouteActions } from '../gateways/gateway-route.actions.js';
import { grantActions } from './grant.actions.js';
import { groupActions } from '../groups/group.actions.js';
import { keyActions } from '../keys/key.actions.js';
import { policyActions } from '../policies/policy.actions.js';
import { realmActions } from '../realms/realm.actions.js';
import { resourceActions } from '../resources/resource.actions.js';
import { roleSessionActions } from '../role-sessions/role-session.actions.js';
import { roleActions } from '../roles/role.actions.js';
import { sessionActions } from '../sessions/session.actions.js';
import { simulationActions } from '../simulation/simulation.actions.js';
import type { ActionDefinition } from './authorize.js';

/** Every action of Reeve itself; each feature adds its line. */
export const catalogue: readonly ActionDefinition[] = [
  accountActions,
  credentialActions,
  decisionActions,
  edgeActions,
  gatewayRouteActions,
  grantActions,
  groupActions,
  keyActions,
  policyActions,
  realmActions,
  resourceActions,
  roleActions,
  roleSessionActions,
  sessionActions,
  simulationActions,
].flatMap((actions) => Object.values<ActionDefinition>(actions));
