import { hash } from 'node:crypto';
import type { TokenActor } from '../../kernel/actor.js';
import type { Authority } from '../../kernel/authority.js';
import type { Clock } from '../../kernel/clock.js';
import { NotFoundError, UnauthenticatedError } from '../../kernel/errors.js';
import type { RealmCounters, RealmHandle } from '../../realms/realm.js';
import type { Account } from '../accounts/account.js';
import type { Authorities } from '../authorization/authorities.js';
import type { PrincipalRef } from '../authorization/principal.js';
import type { KeyService } from '../keys/key.service.js';
import type { SessionService } from '../sessions/session.service.js';
import { accessTokenClaims, accountOf, TOKEN_TYPES, type AccessTokenClaims } from './claims.js';
import type { Issuers } from './issuer.js';
import { createLru } from '../../kernel/lru.js';
import type { AccountReads } from './session-holder.js';
import { actorOf, principalOfClaims } from './token-actor.js';
import { verifyJwt } from './verify-jwt.js';

/** An access token that is good now, and whose it is. */
export interface VerifiedToken {
  readonly claims: AccessTokenClaims;
  readonly actor: TokenActor;
}

/** Turns access tokens into actors. Synchronous for a token that was verified at the realm's present counters. */
export interface Authenticator {
  /**
   * @throws UnauthenticatedError unless this realm issued the token as an access token, it has not expired, and its
   *   session or secret, its account and the role of a role session are alive; UnavailableError if the store is away
   */
  verify(realm: RealmHandle, bearer: string): VerifiedToken | Promise<VerifiedToken>;
  /** The same, for who needs the actor only. */
  authenticate(realm: RealmHandle, bearer: string): TokenActor | Promise<TokenActor>;
}

export interface AuthenticatorDeps {
  readonly clock: Clock;
  readonly issuers: Issuers;
  readonly keys: Pick<KeyService, 'verificationKey'>;
  readonly authorities: Pick<Authorities, 'of'>;
  readonly sessions: Pick<SessionService, 'groundOf'>;
  readonly accounts: AccountReads;
  /** Verified tokens kept at once, of all realms. */
  readonly cacheSize?: number;
}

interface CacheEntry {
  readonly realmId: string;
  readonly authEpoch: number;
  readonly claims: AccessTokenClaims;
  readonly account: Pick<Account, 'id' | 'kind'>;
  readonly principal: PrincipalRef;
  /** What `verified` was made with. */
  authority: Authority;
  verified: VerifiedToken;
}

const DEFAULT_CACHE_SIZE = 10_000;
/** Tokens whose digest is not computed anew, and the longest of them: callers that ask often are few. */
const RECENT = 1000;
const MAX_RECENT_LENGTH = 2048;

export function createAuthenticator(deps: AuthenticatorDeps): Authenticator {
  const { clock, issuers, keys, authorities, sessions, accounts } = deps;
  const cache = createLru<CacheEntry>(deps.cacheSize ?? DEFAULT_CACHE_SIZE);
  const keyOf = createTokenKeys();

  /** What is known of a token, if nothing has ended since it was verified. */
  function cached(realm: RealmHandle, key: string, { authEpoch }: RealmCounters): CacheEntry | undefined {
    const entry = cache.get(key);
    const current =
      entry !== undefined &&
      entry.realmId === realm.id &&
      entry.authEpoch === authEpoch &&
      entry.claims.exp * 1000 > clock.now().getTime();
    return current ? entry : undefined;
  }

  /** The token with what its holder may do now. */
  function upToDate(realm: RealmHandle, entry: CacheEntry): VerifiedToken | Promise<VerifiedToken> {
    const authority = authorities.of(realm, entry.principal);
    return authority instanceof Promise
      ? authority.then((loaded) => refreshed(realm, entry, loaded), asRefusal)
      : refreshed(realm, entry, authority);
  }

  /** Whose the token is, if all that it stands on is still there: read side by side, in one round trip. */
  async function livingAccount(realm: RealmHandle, claims: AccessTokenClaims): Promise<Account> {
    const { jti, sid, secret_id: secretId, role_session: roleSession } = claims;
    const accountId = accountOf(claims);
    const role = roleSession && { id: roleSession.role, began: new Date(roleSession.began) };
    const [ground, account, passwordVersion, secretAlive] = await Promise.all([
      sessions.groundOf(realm, { jti, sid, role }),
      accounts.findAccount(realm, accountId),
      sid === undefined ? undefined : accounts.passwordVersionOf(realm, accountId),
      secretId === undefined ? undefined : accounts.isSecretAlive(realm, accountId, secretId),
    ]);
    const { session, revoked } = ground;
    const sessionAlive = session?.accountId === accountId && session.passwordVersion === passwordVersion;
    const stands = sid === undefined ? secretAlive === true : sessionAlive;
    if (account?.status !== 'ACTIVE' || revoked || !stands) throw new UnauthenticatedError();
    return account;
  }

  async function verifyAt(
    realm: RealmHandle,
    bearer: string,
    key: string,
    counters: RealmCounters,
  ): Promise<VerifiedToken> {
    const issuer = issuers.of(realm.slug);
    const { audience } = realm.settings.tokens;
    const claims = await verifyJwt(bearer, {
      typ: TOKEN_TYPES.access,
      issuer,
      // The issuer stays good when a realm chooses an audience, so that this ends nobody's session.
      audiences: audience === null ? [issuer] : [issuer, audience],
      claims: accessTokenClaims,
      now: clock.now(),
      keyOf: (kid) => keys.verificationKey(realm, kid),
    });
    // A realm that was deleted and made anew has the same issuer, but other keys: the signature has settled that.
    const account = await livingAccount(realm, claims);
    const principal = principalOfClaims(claims);
    const authority = await Promise.resolve(authorities.of(realm, principal)).catch(asRefusal);
    const verified = { claims, actor: actorOf(realm, claims, account, authority) };
    const { authEpoch } = counters;
    cache.set(key, { realmId: realm.id, authEpoch, claims, account, principal, authority, verified });
    return verified;
  }

  async function verifySlowly(
    realm: RealmHandle,
    bearer: string,
    key: string,
    confirming: RealmCounters | Promise<RealmCounters>,
  ): Promise<VerifiedToken> {
    const counters = await confirming;
    const entry = cached(realm, key, counters);
    return entry === undefined ? verifyAt(realm, bearer, key, counters) : upToDate(realm, entry);
  }

  function verify(realm: RealmHandle, bearer: string): VerifiedToken | Promise<VerifiedToken> {
    const key = keyOf(bearer);
    const counters = realm.counters();
    const known = counters instanceof Promise ? undefined : cached(realm, key, counters);
    return known === undefined ? verifySlowly(realm, bearer, key, counters) : upToDate(realm, known);
  }

  return {
    verify,
    authenticate(realm, bearer) {
      const verified = verify(realm, bearer);
      return verified instanceof Promise ? verified.then(({ actor }) => actor) : verified.actor;
    },
  };
}

/** What a token is kept under: its digest, so that the many tokens that are kept are none. */
function createTokenKeys(): (bearer: string) => string {
  const recent = createLru<string>(RECENT);
  return (bearer) => {
    const known = recent.get(bearer);
    if (known !== undefined) return known;
    const key = hash('sha256', bearer, 'base64url');
    if (bearer.length <= MAX_RECENT_LENGTH) recent.set(bearer, key);
    return key;
  };
}

function refreshed(realm: RealmHandle, entry: CacheEntry, authority: Authority): VerifiedToken {
  if (entry.authority === authority) return entry.verified;
  entry.authority = authority;
  const { claims, account } = entry;
  entry.verified = { claims, actor: actorOf(realm, claims, account, authority) };
  return entry.verified;
}

/** The account, or the role of a role session, went while its token was looked at, or since. */
function asRefusal(error: unknown): never {
  throw error instanceof NotFoundError ? new UnauthenticatedError() : error;
}
