import type { ActionDefinition } from '../authorization/authorize.js';

/** What may be done to accounts. */
export const accountActions = {
  create: { name: 'iam:CreateAccount', description: 'Create an account.', self: false },
  get: { name: 'iam:GetAccount', description: 'Read an account.', self: true },
  list: { name: 'iam:ListAccounts', description: 'List and search accounts.', self: false },
  update: { name: 'iam:UpdateAccount', description: 'Change any property of an account.', self: false },
  updateProfile: {
    name: 'iam:UpdateAccountProfile',
    description: 'Change the name of an account, and the attributes that the realm lists as self-writable.',
    self: true,
  },
  disable: { name: 'iam:DisableAccount', description: 'Disable an account; ends its sessions.', self: false },
  enable: { name: 'iam:EnableAccount', description: 'Enable a disabled account.', self: false },
  delete: {
    name: 'iam:DeleteAccount',
    description: 'Delete an account and what belongs to it.',
    self: false,
  },
  import: { name: 'iam:ImportAccounts', description: 'Import accounts with password hashes.', self: false },
} as const satisfies Record<string, ActionDefinition>;
