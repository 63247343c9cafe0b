import { ForbiddenError, UnauthenticatedError } from '../../kernel/errors.js';
import { SYSTEM_REALM } from '../../realms/realm.js';
import type { RequestContext } from '../../realms/request-context.js';

/** One permission of the catalogue. Each feature lists its own in `x.actions.ts`. */
export interface ActionDefinition {
  /** For example `iam:CreateAccount`. */
  readonly name: `iam:${string}`;
  readonly description: string;
  /** True if an account may do it to itself without a grant. */
  readonly self: boolean;
}

/** What an action is done to. */
export interface ResourceRef {
  readonly kind: 'realm' | 'account' | 'group' | 'role' | 'session' | 'key' | 'edge';
  /** The id, or `*` for all of the kind. */
  readonly id: string;
  /** The account that the resource is, or belongs to. */
  readonly ownerAccountId?: string | undefined;
}

/**
 * Whether the caller may do `action` to `resource` in `ctx.realm`. Services that hide existence ask this, and throw
 * NotFoundError where it is false.
 */
export function isAllowed(ctx: RequestContext, action: ActionDefinition, resource: ResourceRef): boolean {
  const { actor, realm } = ctx;
  if (actor.kind === 'anonymous') return false;
  if (actor.kind === 'internal') return true;
  const atHome = actor.realmSlug === realm.slug;
  if (actor.administrator && (atHome || actor.realmSlug === SYSTEM_REALM)) return true;
  return atHome && action.self && resource.ownerAccountId === actor.accountId;
}

/**
 * The only place that says yes: returns if the caller may do `action` to `resource` in `ctx.realm`. Until policies
 * land there are two built-in grants: administrators (of the realm, or of `system`), and oneself.
 *
 * @throws UnauthenticatedError if the caller is anonymous; ForbiddenError if nothing allows it.
 */
export function authorize(ctx: RequestContext, action: ActionDefinition, resource: ResourceRef): void {
  if (isAllowed(ctx, action, resource)) return;
  if (ctx.actor.kind === 'anonymous') throw new UnauthenticatedError();
  throw new ForbiddenError(`You may not do this: it needs ${action.name}.`);
}
