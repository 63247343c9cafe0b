import type { Context } from 'hono';
import { NotFoundError, UnauthenticatedError } from '../kernel/errors.js';
import type { RealmHandle } from '../realms/realm.js';
import type { RestEnv } from './env.js';

/**
 * The realm of a route that takes an access token. To a token that cannot be one of a realm that does not exist, that
 * realm is the 401 of any bad token.
 */
export async function guardedRealm(c: Context<RestEnv>): Promise<RealmHandle> {
  try {
    return await c.var.lease();
  } catch (error) {
    throw error instanceof NotFoundError ? new UnauthenticatedError() : error;
  }
}
