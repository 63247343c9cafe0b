import type { RoleSession } from '../../kernel/actor.js';

/** A role session as its holder sees it. */
export interface ViewedRoleSession extends RoleSession {
  /** Its name in policies and answers. */
  readonly principal: string;
  readonly expiresAt: Date;
}

export function viewedRoleSession(
  principal: string,
  session: RoleSession,
  expiresAt: Date,
): ViewedRoleSession {
  return { principal, expiresAt, ...session };
}
