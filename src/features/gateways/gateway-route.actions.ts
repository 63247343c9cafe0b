import type { ActionDefinition } from '../authorization/authorize.js';

/** What may be done to the table by which gateways ask; who may write it opens and closes what stands behind them. */
export const gatewayRouteActions = {
  create: {
    name: 'iam:CreateGatewayRoute',
    description: 'Say what requests at a gateway are: an action on a resource, or public.',
    self: false,
  },
  read: { name: 'iam:GetGatewayRoute', description: 'Read a gateway route.', self: false },
  list: { name: 'iam:ListGatewayRoutes', description: 'List gateway routes.', self: false },
  update: { name: 'iam:UpdateGatewayRoute', description: 'Change a gateway route.', self: false },
  delete: { name: 'iam:DeleteGatewayRoute', description: 'Delete a gateway route.', self: false },
} as const satisfies Record<string, ActionDefinition>;
