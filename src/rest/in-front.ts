import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Authenticator } from '../features/tokens/authenticate.js';
import { namedRealm } from '../features/tokens/request-credentials.js';
import type { HttpContext } from '../http/application.js';
import { anonymous, type Actor } from '../kernel/actor.js';
import { whenThere, type Awaitable } from '../kernel/awaitable.js';
import { DomainError, NotFoundError, UnauthenticatedError } from '../kernel/errors.js';
import type { Logger } from '../platform/logger/logger.js';
import { fromStorage } from '../platform/mongo/storage-errors.js';
import type { RealmHandle } from '../realms/realm.js';
import type { RealmLease, RealmRegistry } from '../realms/registry.js';

/**
 * What is answered in front of the router, on the bare Node request, because it is asked before everything that others
 * do. Answers if the address is one of its own; else leaves the request alone and is false. Never throws.
 */
export type Listener = (incoming: IncomingMessage, outgoing: ServerResponse, http: HttpContext) => boolean;

/** What a listener finds out who asks with. */
export interface CallerDeps {
  readonly registry: Pick<RealmRegistry, 'lease' | 'leaseNow'>;
  readonly authenticator: Pick<Authenticator, 'authenticate'>;
}

/** Who asks, and the realm that is asked: held open until `lease` is released. */
export interface Caller {
  readonly lease: RealmLease;
  readonly actor: Actor;
}

/** The realm that the path names, and the token that came along. */
export interface Credentials {
  readonly realm: string;
  /** Undefined: nobody. */
  readonly bearer: string | undefined;
  /** Told the realm before it is known who asks. */
  readonly leased?: (realm: RealmHandle) => void;
}

/**
 * Who asks: at once where the realm is open and the token was verified before.
 *
 * @throws RealmMismatchError, UnauthenticatedError, UnavailableError
 */
export function callerOf(
  { registry, authenticator }: CallerDeps,
  incoming: IncomingMessage,
  http: HttpContext,
  { realm, bearer, leased }: Credentials,
): Awaitable<Caller> {
  return whenThere(leaseForCaller(registry, incoming, http, realm), (lease) => {
    try {
      leased?.(lease.realm);
      const actor = bearer === undefined ? anonymous : authenticator.authenticate(lease.realm, bearer);
      return actor instanceof Promise ? callerLater(lease, actor) : { lease, actor };
    } catch (error) {
      lease.release();
      throw error;
    }
  });
}

async function callerLater(lease: RealmLease, verifying: Promise<Actor>): Promise<Caller> {
  try {
    return { lease, actor: await verifying };
  } catch (error) {
    lease.release();
    throw error;
  }
}

/**
 * Leases the realm of the path, at once where it is open, for a request that must not say another one in X-Realm. To a
 * token that cannot be one of a realm that does not exist, that realm is the 401 of any bad token.
 */
function leaseForCaller(
  registry: CallerDeps['registry'],
  incoming: IncomingMessage,
  http: HttpContext,
  realmOfPath: string,
): Awaitable<RealmLease> {
  const header = incoming.headers['x-realm'];
  const name = namedRealm(Array.isArray(header) ? header.join(',') : header, realmOfPath);
  const lease = registry.leaseNow(name);
  if (lease !== undefined) http.scope.realm = name;
  return lease ?? leaseSlowly(registry, http, name);
}

async function leaseSlowly(
  registry: Pick<RealmRegistry, 'lease'>,
  http: HttpContext,
  name: string,
): Promise<RealmLease> {
  try {
    const lease = await registry.lease(name);
    http.scope.realm = name;
    return lease;
  } catch (error) {
    throw error instanceof NotFoundError ? new UnauthenticatedError() : error;
  }
}

/** What was thrown as an answer takes it; what no caller may see is in the log from now on. */
export function failureOf(thrown: unknown, logger: Pick<Logger, 'error'>, http: HttpContext): unknown {
  const error = fromStorage(thrown);
  if (!(error instanceof DomainError)) {
    logger.error({ err: error, requestId: http.requestId }, 'A request failed');
  }
  return error;
}
