/** One login of one account on one device. It lives until it ends or `expiresAt` passes. */
export interface Session {
  readonly id: string;
  readonly accountId: string;
  readonly createdAt: Date;
  /** When a refresh token of it was last used; at first, when it was opened. */
  readonly lastUsedAt: Date;
  /** When its current refresh token stops being good: idle time from its last use, never past the absolute limit. */
  readonly expiresAt: Date;
  /** Of the password that opened it. With another password the session is not alive; no API shows it. */
  readonly passwordVersion: number;
  /** What the login asked for, of what Reeve knows. */
  readonly scope: readonly Scope[];
  /** Where the login came from: for people to recognise their devices, and an address that lock-outs from elsewhere spare. */
  readonly clientAddress: string;
  readonly userAgent?: string | undefined;
}

export const SCOPES = ['openid', 'profile', 'email'] as const;
export type Scope = (typeof SCOPES)[number];

/** The scopes of a space-separated list that Reeve knows; others are ignored, as OpenID Connect asks. */
export function knownScopes(list: string | undefined): Scope[] {
  if (list === undefined) return [];
  const asked = new Set(list.split(' '));
  return SCOPES.filter((scope) => asked.has(scope));
}
