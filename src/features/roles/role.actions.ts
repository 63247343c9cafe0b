import type { ActionDefinition } from '../authorization/authorize.js';

export const roleActions = {
  create: { name: 'iam:CreateRole', description: 'Create a role.', self: false },
  read: { name: 'iam:GetRole', description: 'Read a role.', self: false },
  list: { name: 'iam:ListRoles', description: 'List roles.', self: false },
  listForAccount: {
    name: 'iam:ListRolesForAccount',
    description: 'List the roles that are assigned to an account.',
    self: true,
  },
  listForGroup: {
    name: 'iam:ListRolesForGroup',
    description: 'List the roles assigned to a group.',
    self: false,
  },
  listIncluded: {
    name: 'iam:ListIncludedRoles',
    description: 'List the roles that a role includes.',
    self: false,
  },
  listAssignees: {
    name: 'iam:ListRoleAssignees',
    description: 'List the accounts and groups to which a role is assigned.',
    self: false,
  },
  update: { name: 'iam:UpdateRole', description: 'Change the name and description of a role.', self: false },
  delete: { name: 'iam:DeleteRole', description: 'Delete a role.', self: false },
  assign: { name: 'iam:AssignRole', description: 'Assign a role to an account or group.', self: false },
  unassign: { name: 'iam:UnassignRole', description: 'Take a role from an account or group.', self: false },
  include: {
    name: 'iam:IncludeRole',
    description: 'Make a role include another role, or no longer.',
    self: false,
  },
} as const satisfies Record<string, ActionDefinition>;
