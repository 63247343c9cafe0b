import type { ActionDefinition } from '../authorization/authorize.js';

/** What may be asked about what could be. */
export const simulationActions = {
  simulate: {
    name: 'iam:SimulatePolicy',
    description: 'Try policy documents that the question itself brings; nothing stored is looked at.',
    self: false,
  },
  whatIf: {
    name: 'iam:SimulateChange',
    description:
      'See who would gain and lose what by a change, without making it. Shows what everybody in the realm may do.',
    self: false,
  },
  whoCan: {
    name: 'iam:ListPrincipalsWithAccess',
    description: 'List the accounts that may do something to a resource.',
    self: false,
  },
  whatCan: {
    name: 'iam:ListAccessOfPrincipal',
    description: 'See, as patterns, all that an account may do.',
    self: true,
  },
} as const satisfies Record<string, ActionDefinition>;
