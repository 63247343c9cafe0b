import type { RoleSession } from '../../kernel/actor.js';

/** How long a role session may be: 15 minutes to 12 hours, as AWS has it; a realm may choose less. */
export const MIN_SECONDS = 900;
export const MAX_SECONDS = 43_200;
/** What a session gets that does not ask. */
export const DEFAULT_SECONDS = 3600;
/** A role session that another role session begins. */
export const MAX_CHAINED_SECONDS = 3600;
export const MAX_TAGS = 50;
/** Bytes of a session's policy and tags together: its token has to fit a request's headers. */
export const MAX_PACKED_BYTES = 4096;

/** A role session that has begun, and the token that speaks for it. */
export interface StartedRoleSession {
  readonly roleSession: RoleSession;
  readonly roleName: string;
  /** Its name in policies and answers. */
  readonly principal: string;
  readonly token: string;
  /** In seconds. */
  readonly expiresIn: number;
  readonly expiresAt: Date;
}
