import type { ActionDefinition } from '../authorization/authorize.js';

export const groupActions = {
  create: { name: 'iam:CreateGroup', description: 'Create a group.', self: false },
  read: { name: 'iam:GetGroup', description: 'Read a group.', self: false },
  list: { name: 'iam:ListGroups', description: 'List groups.', self: false },
  listForAccount: {
    name: 'iam:ListGroupsForAccount',
    description: 'List the groups to which an account belongs.',
    self: true,
  },
  listForGroup: {
    name: 'iam:ListGroupsForGroup',
    description: 'List the groups to which a group belongs.',
    self: false,
  },
  listMembers: { name: 'iam:ListGroupMembers', description: 'List the members of a group.', self: false },
  update: {
    name: 'iam:UpdateGroup',
    description: 'Change the name and description of a group.',
    self: false,
  },
  delete: { name: 'iam:DeleteGroup', description: 'Delete a group.', self: false },
  addMembers: {
    name: 'iam:AddGroupMembers',
    description: 'Add accounts and groups to a group.',
    self: false,
  },
  removeMembers: {
    name: 'iam:RemoveGroupMembers',
    description: 'Remove accounts and groups from a group.',
    self: false,
  },
} as const satisfies Record<string, ActionDefinition>;
