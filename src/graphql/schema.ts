import type { GraphQLSchema } from 'graphql';
import { builder } from './builder.js';
import './scalars.js';
import './errors.js';
import './node.js';
// Each feature defines its types when it is imported; one line each.
import '../features/accounts/account.graphql.js';
import '../features/accounts/account-changes.graphql.js';
import '../features/accounts/account-import.graphql.js';
import '../features/credentials/credential.graphql.js';
import '../features/decisions/decision.graphql.js';
import '../features/edges/edge.graphql.js';
import '../features/gateways/gateway-route.graphql.js';
import '../features/gateways/gateway-route-changes.graphql.js';
import '../features/groups/group.graphql.js';
import '../features/groups/group-changes.graphql.js';
import '../features/groups/group-members.graphql.js';
import '../features/keys/key.graphql.js';
import '../features/policies/policy.graphql.js';
import '../features/policies/policy-changes.graphql.js';
import '../features/policies/holder.graphql.js';
import '../features/policies/owned-policy.graphql.js';
import '../features/realms/realm.graphql.js';
import '../features/realms/realm-changes.graphql.js';
import '../features/resources/resource.graphql.js';
import '../features/roles/role.graphql.js';
import '../features/roles/role-changes.graphql.js';
import '../features/role-sessions/role-session.graphql.js';
import '../features/sessions/session.graphql.js';
import '../features/simulation/simulate.graphql.js';
import '../features/simulation/what-if.graphql.js';
import '../features/simulation/access.graphql.js';

/** The whole schema, its members in alphabetical order. */
export function createSchema(): GraphQLSchema {
  return builder.toSchema();
}
