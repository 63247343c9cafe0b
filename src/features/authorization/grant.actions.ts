import type { ActionDefinition } from './authorize.js';

/** What is asked beside the action of an operation that passes power on. */
export const grantActions = {
  grant: {
    name: 'iam:Grant',
    description:
      'Pass on what one does not hold: a policy, role, group or account as it stands, by its name; on policy/*, anything at all, which is full power over the realm.',
    self: false,
  },
} as const satisfies Record<string, ActionDefinition>;
