import type { ActionDefinition } from '../authorization/authorize.js';

/**
 * What is asked about role sessions. Whether somebody may assume a role is not asked here: that is `sts:AssumeRole` on
 * the role's name, of which the role's trust policy decides.
 */
export const roleSessionActions = {
  revokeAll: {
    name: 'iam:RevokeRoleSessions',
    description: 'End all sessions in which a role is assumed.',
    self: false,
  },
} as const satisfies Record<string, ActionDefinition>;
