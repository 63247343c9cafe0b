import { nodeRef, type NodeRef } from '../edges/edge.js';

/** Somebody about whom decisions are made: an account, or an account that acts as a role for a while. */
export type PrincipalRef = AccountPrincipal | RoleSessionPrincipal;

export interface AccountPrincipal {
  readonly kind: 'account';
  readonly accountId: string;
}

/** What a role session fixed when it began. */
export interface RoleSessionPrincipal {
  readonly kind: 'role-session';
  /** Unique; a session's policy and tags never change. */
  readonly sessionId: string;
  readonly roleId: string;
  /** The name that was given to the session. */
  readonly name: string;
  /** The account that assumed the role. */
  readonly accountId: string;
  /** JSON text of the session policy. */
  readonly policy?: string | undefined;
  readonly tags: Readonly<Record<string, string>>;
}

/** The name of a principal in policies and answers. */
export function principalName(realmSlug: string, principal: PrincipalRef): string {
  return principal.kind === 'account'
    ? `rn:${realmSlug}:iam:account/${principal.accountId}`
    : `rn:${realmSlug}:iam:role-session/${principal.roleId}/${principal.name}`;
}

/** What a principal is called in a cache of its realm. */
export function principalKey(principal: PrincipalRef): string {
  return principal.kind === 'account'
    ? `account:${principal.accountId}`
    : `role-session:${principal.sessionId}`;
}

/** The node of the graph at which the principal's power begins. */
export function startOf(principal: PrincipalRef): NodeRef {
  return principal.kind === 'account'
    ? nodeRef('account', principal.accountId)
    : nodeRef('role', principal.roleId);
}
