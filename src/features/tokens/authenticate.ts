import { hash } from 'node:crypto';
import type { AccountActor } from '../../kernel/actor.js';
import type { Clock } from '../../kernel/clock.js';
import { UnauthenticatedError } from '../../kernel/errors.js';
import type { RealmCounters, RealmHandle } from '../../realms/realm.js';
import type { Account } from '../accounts/account.js';
import type { Memberships } from '../edges/membership.js';
import type { KeyService } from '../keys/key.service.js';
import type { SessionService } from '../sessions/session.service.js';
import { accessTokenClaims, TOKEN_TYPES, type AccessTokenClaims } from './claims.js';
import type { Issuers } from './issuer.js';
import { createLru } from '../../kernel/lru.js';
import type { AccountReads } from './session-holder.js';
import { verifyJwt } from './verify-jwt.js';

/** An access token that is good now, and whose it is. */
export interface VerifiedToken {
  readonly claims: AccessTokenClaims;
  readonly actor: AccountActor;
}

/** Turns access tokens into actors. Synchronous for a token that was verified at the realm's present counters. */
export interface Authenticator {
  /**
   * @throws UnauthenticatedError unless this realm issued the token as an access token, it has not expired, and its
   *   session or secret and its account are alive; UnavailableError if the store is away
   */
  verify(realm: RealmHandle, bearer: string): VerifiedToken | Promise<VerifiedToken>;
  /** The same, for who needs the actor only. */
  authenticate(realm: RealmHandle, bearer: string): AccountActor | Promise<AccountActor>;
}

export interface AuthenticatorDeps {
  readonly clock: Clock;
  readonly issuers: Issuers;
  readonly keys: Pick<KeyService, 'verificationKey'>;
  readonly memberships: Pick<Memberships, 'of'>;
  readonly sessions: Pick<SessionService, 'groundOf'>;
  readonly accounts: AccountReads;
  /** Verified tokens kept at once, of all realms. */
  readonly cacheSize?: number;
}

interface CacheEntry extends VerifiedToken {
  readonly realmId: string;
  readonly counters: RealmCounters;
}

const DEFAULT_CACHE_SIZE = 10_000;

export function createAuthenticator(deps: AuthenticatorDeps): Authenticator {
  const { clock, issuers, keys, memberships, sessions, accounts } = deps;
  const cache = createLru<CacheEntry>(deps.cacheSize ?? DEFAULT_CACHE_SIZE);

  function cached(realm: RealmHandle, key: string, counters: RealmCounters): VerifiedToken | undefined {
    const entry = cache.get(key);
    const current =
      entry !== undefined &&
      entry.realmId === realm.id &&
      entry.counters.authEpoch === counters.authEpoch &&
      entry.counters.revision === counters.revision &&
      entry.claims.exp * 1000 > clock.now().getTime();
    return current ? entry : undefined;
  }

  /** Whose the token is, if all that it stands on is still there: read side by side, in one round trip. */
  async function livingAccount(realm: RealmHandle, claims: AccessTokenClaims): Promise<Account> {
    const { sub, sid, secret_id: secretId } = claims;
    const [ground, account, passwordVersion, secretAlive] = await Promise.all([
      sessions.groundOf(realm, claims),
      accounts.findAccount(realm, sub),
      sid === undefined ? undefined : accounts.passwordVersionOf(realm, sub),
      secretId === undefined ? undefined : accounts.isSecretAlive(realm, sub, secretId),
    ]);
    const { session, revoked } = ground;
    const sessionAlive = session?.accountId === sub && session.passwordVersion === passwordVersion;
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
    const { administrator } = await memberships.of(realm, account.id);
    const actor: AccountActor = {
      kind: 'account',
      accountId: account.id,
      accountKind: account.kind,
      realmSlug: realm.slug,
      sessionId: claims.sid,
      administrator,
    };
    const verified = { claims, actor };
    cache.set(key, { ...verified, realmId: realm.id, counters });
    return verified;
  }

  async function verifySlowly(
    realm: RealmHandle,
    bearer: string,
    key: string,
    confirming: RealmCounters | Promise<RealmCounters>,
  ): Promise<VerifiedToken> {
    const counters = await confirming;
    return cached(realm, key, counters) ?? (await verifyAt(realm, bearer, key, counters));
  }

  function verify(realm: RealmHandle, bearer: string): VerifiedToken | Promise<VerifiedToken> {
    const key = hash('sha256', bearer, 'base64url');
    const counters = realm.counters();
    const known = counters instanceof Promise ? undefined : cached(realm, key, counters);
    return known ?? verifySlowly(realm, bearer, key, counters);
  }

  return {
    verify,
    authenticate(realm, bearer) {
      const verified = verify(realm, bearer);
      return verified instanceof Promise ? verified.then(({ actor }) => actor) : verified.actor;
    },
  };
}
