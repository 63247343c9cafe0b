import type { TokenActor } from '../../kernel/actor.js';
import type { Authority } from '../../kernel/authority.js';
import type { RealmHandle } from '../../realms/realm.js';
import type { Account } from '../accounts/account.js';
import { withToken } from '../authorization/principal-facts.js';
import type { PrincipalRef } from '../authorization/principal.js';
import { accountOf, type AccessTokenClaims } from './claims.js';

/** The principal that a token's claims name. */
export function principalOfClaims(claims: AccessTokenClaims): PrincipalRef {
  const accountId = accountOf(claims);
  const { jti, role_session: session } = claims;
  if (session === undefined) return { kind: 'account', accountId };
  const { role: roleId, name, policy, tags = {} } = session;
  return { kind: 'role-session', sessionId: jti, roleId, name, accountId, policy, tags };
}

/** Who comes with a token that was verified, and what he may do. */
export function actorOf(
  realm: RealmHandle,
  claims: AccessTokenClaims,
  account: Pick<Account, 'id' | 'kind'>,
  authority: Authority,
): TokenActor {
  const principal = principalOfClaims(claims);
  const issuedAt = new Date(claims.iat * 1000);
  const shared = { realmSlug: realm.slug, issuedAt, authority: withToken(authority, { issuedAt }) };
  const ground = { sessionId: claims.sid, secretId: claims.secret_id };
  if (principal.kind === 'account') {
    return { kind: 'account', accountId: account.id, accountKind: account.kind, ...ground, ...shared };
  }
  const { kind, ...roleSession } = principal;
  return { kind, roleSession, ground, expiresAt: new Date(claims.exp * 1000), ...shared };
}
