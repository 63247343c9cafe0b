import type { RoleSession, TokenActor } from '../../kernel/actor.js';
import { nodeRef, type NodeRef } from '../edges/edge.js';

/** Somebody about whom decisions are made: an account, or an account that acts as a role for a while. */
export type PrincipalRef = AccountPrincipal | RoleSessionPrincipal;

export interface AccountPrincipal {
  readonly kind: 'account';
  readonly accountId: string;
}

export interface RoleSessionPrincipal extends RoleSession {
  readonly kind: 'role-session';
}

/** The principal that a token speaks for. */
export function principalOf(actor: TokenActor): PrincipalRef {
  return actor.kind === 'account'
    ? { kind: 'account', accountId: actor.accountId }
    : { kind: 'role-session', ...actor.roleSession };
}

/** True if the token speaks for that principal. */
export function speaksFor(actor: TokenActor, principal: PrincipalRef): boolean {
  return principal.kind === 'account'
    ? actor.kind === 'account' && actor.accountId === principal.accountId
    : actor.kind === 'role-session' && actor.roleSession.sessionId === principal.sessionId;
}

/** What tokens call a principal, in `sub`, and conditions in `aws:userid`: an account's id, or `ROLEID:NAME`. */
export function subjectOf(principal: PrincipalRef): string {
  return principal.kind === 'account' ? principal.accountId : `${principal.roleId}:${principal.name}`;
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
