import { randomUUID } from 'node:crypto';
import type { RoleSession, RoleSessionActor } from '../../kernel/actor.js';
import type { Clock } from '../../kernel/clock.js';
import type { RealmHandle } from '../../realms/realm.js';
import type { Account } from '../accounts/account.js';
import { subjectOf } from '../authorization/principal.js';
import type { Memberships } from '../edges/membership.js';
import type { KeyService } from '../keys/key.service.js';
import type { Scope, Session } from '../sessions/session.js';
import {
  LOGIN_CLIENT,
  PASSWORD_CHANGE_SECONDS,
  TOKEN_TYPES,
  type AccessTokenClaims,
  type PasswordChangeClaims,
} from './claims.js';
import type { Issuers } from './issuer.js';
import { nameClaim } from './name-claims.js';
import { signJwt } from './sign-jwt.js';

/** A signed token and for how many seconds it is good. */
export interface IssuedToken {
  readonly token: string;
  readonly expiresIn: number;
}

/** How the holder of an access token came by it. */
export type Grant =
  | { readonly kind: 'session'; readonly session: Session }
  | { readonly kind: 'secret'; readonly secretId: string; readonly scope?: readonly Scope[] };

/** A role session that begins: whose it is, what it stands on, and for how long. */
export interface RoleSessionGrant {
  readonly roleSession: RoleSession;
  readonly roleName: string;
  /** Of the roles that it holds: its role and what that includes. */
  readonly roles: readonly { readonly name: string }[];
  readonly ground: RoleSessionActor['ground'];
  readonly began: Date;
  readonly expiresIn: number;
}

/** Signs tokens. It reads memberships and keys from their caches, and writes nothing. */
export interface TokenIssuer {
  accessToken(realm: RealmHandle, accountId: string, grant: Grant): Promise<IssuedToken>;
  /** An access token that speaks for a role session. */
  roleSessionToken(realm: RealmHandle, grant: RoleSessionGrant): Promise<IssuedToken>;
  /** Says to the application who logged in (OpenID Connect Core, 2); no route of Reeve accepts it. */
  idToken(realm: RealmHandle, account: Account, session: Session): Promise<IssuedToken>;
  /** Good for five minutes, while the password has this version. */
  passwordChangeToken(realm: RealmHandle, accountId: string, passwordVersion: number): Promise<IssuedToken>;
}

export interface TokenIssuerDeps {
  readonly clock: Clock;
  readonly issuers: Issuers;
  readonly keys: Pick<KeyService, 'signingKey'>;
  readonly memberships: Pick<Memberships, 'of'>;
}

function seconds(date: Date): number {
  return Math.floor(date.getTime() / 1000);
}

/** No token outlives the session that it belongs to. */
function lifetime(realm: RealmHandle, now: number, session: Session | undefined): number {
  const { accessSeconds } = realm.settings.tokens;
  return session === undefined ? accessSeconds : Math.min(accessSeconds, seconds(session.expiresAt) - now);
}

function grantClaims(grant: Grant): Pick<AccessTokenClaims, 'sid' | 'auth_time' | 'secret_id' | 'scope'> {
  const { scope = [] } = grant.kind === 'session' ? grant.session : grant;
  return {
    ...(grant.kind === 'session'
      ? { sid: grant.session.id, auth_time: seconds(grant.session.createdAt) }
      : { secret_id: grant.secretId }),
    ...(scope.length === 0 ? {} : { scope: scope.join(' ') }),
  };
}

export function createTokenIssuer({ clock, issuers, keys, memberships }: TokenIssuerDeps): TokenIssuer {
  return {
    async accessToken(realm, accountId, grant) {
      const now = seconds(clock.now());
      const session = grant.kind === 'session' ? grant.session : undefined;
      const expiresIn = lifetime(realm, now, session);
      const { roles, groups } = await memberships.of(realm, accountId);
      const roleNames = nameClaim(roles);
      const groupNames = nameClaim(groups);
      const iss = issuers.of(realm.slug);
      const claims: AccessTokenClaims = {
        iss,
        sub: accountId,
        aud: realm.settings.tokens.audience ?? iss,
        client_id: grant.kind === 'session' ? LOGIN_CLIENT : accountId,
        exp: now + expiresIn,
        iat: now,
        jti: randomUUID(),
        realm: realm.slug,
        roles: roleNames.names,
        groups: groupNames.names,
        ...(roleNames.truncated && { roles_truncated: true }),
        ...(groupNames.truncated && { groups_truncated: true }),
        ...grantClaims(grant),
      };
      const key = await keys.signingKey(realm);
      return { token: await signJwt(key, TOKEN_TYPES.access, claims), expiresIn };
    },

    async roleSessionToken(realm, { roleSession, roleName, roles, ground, began, expiresIn }) {
      const { accountId, sessionId: jti, roleId, name, policy, tags } = roleSession;
      const held = nameClaim(roles);
      const iss = issuers.of(realm.slug);
      const iat = seconds(began);
      const claims: AccessTokenClaims = {
        iss,
        sub: subjectOf({ kind: 'role-session', ...roleSession }),
        aud: realm.settings.tokens.audience ?? iss,
        client_id: ground.sessionId === undefined ? accountId : LOGIN_CLIENT,
        exp: iat + expiresIn,
        iat,
        jti,
        realm: realm.slug,
        roles: held.names,
        groups: [],
        ...(held.truncated && { roles_truncated: true }),
        ...(ground.sessionId !== undefined && { sid: ground.sessionId }),
        ...(ground.secretId !== undefined && { secret_id: ground.secretId }),
        act: { sub: accountId },
        role_session: {
          role: roleId,
          role_name: roleName,
          name,
          began: began.getTime(),
          ...(policy !== undefined && { policy }),
          ...(Object.keys(tags).length > 0 && { tags }),
        },
      };
      const key = await keys.signingKey(realm);
      return { token: await signJwt(key, TOKEN_TYPES.access, claims), expiresIn };
    },

    async idToken(realm, account, session) {
      const now = seconds(clock.now());
      const expiresIn = lifetime(realm, now, session);
      const claims = {
        iss: issuers.of(realm.slug),
        sub: account.id,
        aud: LOGIN_CLIENT,
        exp: now + expiresIn,
        iat: now,
        jti: randomUUID(),
        auth_time: seconds(session.createdAt),
        sid: session.id,
        ...(session.scope.includes('email') ? { email: account.email } : {}),
        ...(session.scope.includes('profile') ? { name: account.name } : {}),
      };
      const key = await keys.signingKey(realm);
      return { token: await signJwt(key, TOKEN_TYPES.id, claims), expiresIn };
    },

    async passwordChangeToken(realm, accountId, passwordVersion) {
      const now = seconds(clock.now());
      const iss = issuers.of(realm.slug);
      const claims: PasswordChangeClaims = {
        iss,
        sub: accountId,
        aud: iss,
        exp: now + PASSWORD_CHANGE_SECONDS,
        iat: now,
        jti: randomUUID(),
        password_version: passwordVersion,
      };
      const key = await keys.signingKey(realm);
      const token = await signJwt(key, TOKEN_TYPES.passwordChange, claims);
      return { token, expiresIn: PASSWORD_CHANGE_SECONDS };
    },
  };
}
