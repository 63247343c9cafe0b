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
  /** When the token was issued. */
  readonly issuedAt: Date;
  /** What it may do: one revision of it for the whole request. */
  readonly authority: Authority;
}

/** The server itself (first start, sweeps) or an operator at its command line. */
export interface InternalActor {
  readonly kind: 'internal';
  /** Who acts, for the log: `first-start`, `cli`. */
  readonly name: string;
}

export type Actor = AnonymousActor | AccountActor | InternalActor;

export const anonymous: AnonymousActor = { kind: 'anonymous' };
