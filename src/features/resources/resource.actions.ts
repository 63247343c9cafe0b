import type { ActionDefinition } from '../authorization/authorize.js';

/** What may be done to the resources that a realm knows; each is asked about by its name. */
export const resourceActions = {
  register: {
    name: 'iam:RegisterResource',
    description: 'Register a resource of an application, or change its tags and owner.',
    self: false,
  },
  deregister: { name: 'iam:DeregisterResource', description: 'Forget a registered resource.', self: false },
  get: { name: 'iam:GetResource', description: 'Read a registered resource.', self: false },
  list: { name: 'iam:ListResources', description: 'List registered resources.', self: false },
} as const satisfies Record<string, ActionDefinition>;
