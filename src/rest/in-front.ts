import type { IncomingMessage, ServerResponse } from 'node:http';
import { namedRealm } from '../features/tokens/request-credentials.js';
import type { HttpContext } from '../http/application.js';
import { DomainError, NotFoundError, UnauthenticatedError } from '../kernel/errors.js';
import type { Logger } from '../platform/logger/logger.js';
import { fromStorage } from '../platform/mongo/storage-errors.js';
import type { RealmLease, RealmRegistry } from '../realms/registry.js';

/**
 * What is answered in front of the router, on the bare Node request, because it is asked before everything that others
 * do. Answers if the address is one of its own; else leaves the request alone and is false. Never throws.
 */
export type Listener = (incoming: IncomingMessage, outgoing: ServerResponse, http: HttpContext) => boolean;

/**
 * Leases the realm of the path, at once where it is open, for a request that must not say another one in X-Realm. To a
 * token that cannot be one of a realm that does not exist, that realm is the 401 of any bad token.
 *
 * @throws RealmMismatchError, UnauthenticatedError, UnavailableError
 */
export function leaseForCaller(
  registry: Pick<RealmRegistry, 'lease' | 'leaseNow'>,
  incoming: IncomingMessage,
  http: HttpContext,
  realmOfPath: string,
): RealmLease | Promise<RealmLease> {
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
