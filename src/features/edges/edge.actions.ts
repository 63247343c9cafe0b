import type { ActionDefinition } from '../authorization/authorize.js';

export const edgeActions = {
  list: { name: 'iam:ListEdges', description: 'List the edges of the realm.', self: false },
} as const satisfies Record<string, ActionDefinition>;
