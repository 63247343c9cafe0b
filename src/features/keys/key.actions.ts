import type { ActionDefinition } from '../authorization/authorize.js';

export const keyActions = {
  rotate: {
    name: 'iam:RotateRealmKeys',
    description: "Replace a realm's signing key by a new one.",
    self: false,
  },
  list: {
    name: 'iam:ListRealmKeys',
    description: "See a realm's signing keys (their public parts).",
    self: false,
  },
} as const satisfies Record<string, ActionDefinition>;
