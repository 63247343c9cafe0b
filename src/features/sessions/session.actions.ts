import type { ActionDefinition } from '../authorization/authorize.js';

export const sessionActions = {
  list: { name: 'iam:ListSessions', description: "List an account's sessions.", self: true },
  get: { name: 'iam:GetSession', description: 'Read a session.', self: true },
  revoke: { name: 'iam:RevokeSession', description: 'End a session, and with it its tokens.', self: true },
  revokeAll: { name: 'iam:RevokeSessions', description: 'End all sessions of an account.', self: true },
} as const satisfies Record<string, ActionDefinition>;
