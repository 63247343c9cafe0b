import type { Authority } from './authority.js';

/** Nobody: no token was sent. */
export interface AnonymousActor {
  readonly kind: 'anonymous';
}

/** An account that proved who it is with an access token whose session, account and secret are alive. */
export interface AccountActor {
  readonly kind: 'account';
  readonly accountId: string;
  readonly accountKind: 'USER' | 'SERVICE';
  /** The realm that issued the token: the request's realm, or `system`. */
  readonly realmSlug: string;
  /** The login that the token belongs to; absent for client_credentials tokens. */
  readonly sessionId: string | undefined;
  /** The secret that the token was had with; absent for a login. */
  readonly secretId?: string | undefined;
  /** When the token was issued. */
  readonly issuedAt: Date;
  /** What it may do: one revision of it for the whole request. */
  readonly authority: Authority;
}

/** A role that an account assumed for a while, with what was fixed when it began. */
export interface RoleSession {
  /** Unique, and the `jti` of its token; a session's policy and tags never change. */
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

/**
 * An account that acts as a role: it has the power of the role and none of its own. A kind of its own, so that nothing
 * which is the account's by right (its sessions, its password) is taken to be the role session's.
 */
export interface RoleSessionActor {
  readonly kind: 'role-session';
  /** The realm that issued the token. */
  readonly realmSlug: string;
  readonly roleSession: RoleSession;
  /** What the session stands on: the login or the secret of the account that assumed the role. */
  readonly ground: { readonly sessionId: string | undefined; readonly secretId: string | undefined };
  readonly issuedAt: Date;
  readonly expiresAt: Date;
  readonly authority: Authority;
}

/** The server itself (first start, sweeps) or an operator at its command line. */
export interface InternalActor {
  readonly kind: 'internal';
  /** Who acts, for the log: `first-start`, `cli`. */
  readonly name: string;
}

/** Who came with an access token. */
export type TokenActor = AccountActor | RoleSessionActor;

export type Actor = AnonymousActor | TokenActor | InternalActor;

export const anonymous: AnonymousActor = { kind: 'anonymous' };
