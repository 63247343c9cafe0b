import { anonymous, type Actor } from '../../kernel/actor.js';
import { NotFoundError, UnauthenticatedError } from '../../kernel/errors.js';
import { SYSTEM_REALM } from '../../realms/realm.js';
import type { RealmLease, RealmRegistry } from '../../realms/registry.js';
import type { Authenticator } from './authenticate.js';
import type { Issuers } from './issuer.js';
import { claimedIssuer } from './verify-jwt.js';

/** Which realm a request is for, and who asks. The receiver releases the lease when the request is over. */
export interface ResolvedRequest {
  readonly lease: RealmLease;
  readonly actor: Actor;
}

export interface RequestIdentity {
  readonly realmName: string;
  /** Undefined for nobody. */
  readonly bearer: string | undefined;
  /** True at /graphql and on management routes: an access token of `system` is good there for any realm. */
  readonly acceptSystem: boolean;
}

/**
 * Leases the realm and authenticates the token, in the realm or in `system`.
 *
 * @throws UnauthenticatedError for a bad token, and for an unknown realm: to who has no token of ours, whether a
 *   realm exists looks like a bad token. NotFoundError for an unknown realm and a good token of `system`.
 */
export type ResolveActor = (identity: RequestIdentity) => Promise<ResolvedRequest>;

export interface ResolveActorDeps {
  readonly registry: Pick<RealmRegistry, 'lease'>;
  readonly issuers: Issuers;
  readonly authenticator: Pick<Authenticator, 'authenticate'>;
}

export function createResolveActor({ registry, issuers, authenticator }: ResolveActorDeps): ResolveActor {
  async function resolveAcross(realmName: string, bearer: string): Promise<ResolvedRequest> {
    const system = await registry.lease(SYSTEM_REALM);
    try {
      const actor = await authenticator.authenticate(system.realm, bearer);
      return { lease: await registry.lease(realmName), actor };
    } finally {
      system.release();
    }
  }

  async function resolveWithin(realmName: string, bearer: string | undefined): Promise<ResolvedRequest> {
    const lease = await registry.lease(realmName).catch((error: unknown) => {
      throw error instanceof NotFoundError ? new UnauthenticatedError() : error;
    });
    try {
      const actor = bearer === undefined ? anonymous : await authenticator.authenticate(lease.realm, bearer);
      return { lease, actor };
    } catch (error) {
      lease.release();
      throw error;
    }
  }

  return ({ realmName, bearer, acceptSystem }) => {
    const across =
      acceptSystem &&
      bearer !== undefined &&
      realmName !== SYSTEM_REALM &&
      claimedIssuer(bearer) === issuers.of(SYSTEM_REALM);
    return across ? resolveAcross(realmName, bearer) : resolveWithin(realmName, bearer);
  };
}
