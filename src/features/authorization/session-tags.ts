import type { RequestContext } from '../../realms/request-context.js';
import type { Grants } from './grant.js';
import { changedKeys } from './passing.js';
import { principalTagKey } from './power.js';

/**
 * Whoever chooses the tags of a session passes on what policies make of them. Reads the caller and the policies at one
 * revision; not to be called in a transaction.
 *
 * @param tags their keys
 * @throws ForbiddenError (GRANT_REQUIRED)
 */
export async function requireGrantOfTags(
  grants: Grants,
  ctx: RequestContext,
  tags: readonly string[],
): Promise<void> {
  if (tags.length === 0) return;
  const passing = changedKeys(tags.map(principalTagKey));
  await ctx.realm.snapshot(async (session) => (await grants.within(ctx, session)).require(passing));
}
