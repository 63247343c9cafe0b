import type { TokenActor } from '../../kernel/actor.js';
import type { RequestContext } from '../../realms/request-context.js';

/** The caller, where its token is of the realm that is asked. */
export function askerIn({ actor, realm }: RequestContext): TokenActor | undefined {
  if (actor.kind !== 'account' && actor.kind !== 'role-session') return undefined;
  return actor.realmSlug === realm.slug ? actor : undefined;
}
