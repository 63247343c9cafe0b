import type { ActionDefinition } from '../authorization/authorize.js';

/** What may be done to passwords and secrets. */
export const credentialActions = {
  changePassword: {
    name: 'iam:ChangePassword',
    description: 'Change a password by proving the one before; ends the other sessions of the account.',
    self: true,
  },
  resetPassword: {
    name: 'iam:ResetPassword',
    description: 'Set the password of an account without the one before; ends its sessions.',
    self: false,
  },
  createSecret: {
    name: 'iam:CreateAccountSecret',
    description: 'Create a secret of a service.',
    self: false,
  },
  listSecrets: {
    name: 'iam:ListAccountSecrets',
    description: 'List the secrets of a service, without their values.',
    self: true,
  },
  revokeSecret: {
    name: 'iam:RevokeAccountSecret',
    description: 'Revoke a secret of a service, and with it the tokens that it got.',
    self: false,
  },
} as const satisfies Record<string, ActionDefinition>;
