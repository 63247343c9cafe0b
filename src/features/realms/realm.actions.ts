import type { ActionDefinition } from '../authorization/authorize.js';

/** Operations on realms; all are operations of the realm `system`. */
export const realmActions = {
  create: { name: 'iam:CreateRealm', description: 'Create a realm.', self: false },
  get: { name: 'iam:GetRealm', description: "Read a realm's name and settings.", self: false },
  list: { name: 'iam:ListRealms', description: 'List the realms.', self: false },
  update: { name: 'iam:UpdateRealm', description: "Change a realm's name or settings.", self: false },
  delete: { name: 'iam:DeleteRealm', description: 'Delete a realm with everything in it.', self: false },
} as const satisfies Record<string, ActionDefinition>;
