import type { ActionDefinition } from '../authorization/authorize.js';

/** What may be asked. Everybody may ask for himself, without context of his own. */
export const decisionActions = {
  evaluate: { name: 'iam:Evaluate', description: 'Ask what another account may do.', self: false },
  supplyContext: {
    name: 'iam:SupplyContext',
    description: 'Say in a question what its circumstances are: context and tags.',
    self: false,
  },
  explain: {
    name: 'iam:Explain',
    description: 'See everything that decides about an account, and why.',
    self: false,
  },
} as const satisfies Record<string, ActionDefinition>;
