import type { ContextValues } from '../../decision/public.js';
import { ForbiddenError, UnauthenticatedError } from '../../kernel/errors.js';
import { SYSTEM_REALM } from '../../realms/realm.js';
import type { RequestContext } from '../../realms/request-context.js';
import { decideWith } from './decide-with.js';
import { requestFact } from './request-facts.js';

/** One permission of the catalogue. Each feature lists its own in `x.actions.ts`. */
export interface ActionDefinition {
  /** For example `iam:CreateAccount`. */
  readonly name: `iam:${string}`;
  readonly description: string;
  /** True if an account may do it to what is its own, without a grant. */
  readonly self: boolean;
}

/** What an action is done to. */
export interface ResourceRef {
  readonly kind:
    | 'realm'
    | 'account'
    | 'group'
    | 'role'
    | 'policy'
    | 'guardrail'
    | 'resource'
    | 'resource-policy'
    | 'session'
    | 'key'
    | 'edge'
    | 'gateway-route';
  /** The id, or `*` for all of the kind. */
  readonly id: string;
  /** The account that the resource is, or belongs to. */
  readonly ownerAccountId?: string | undefined;
}

/** The name of one of Reeve's own things in policies: `rn:acme:iam:account/ID`. */
export function resourceName(realmSlug: string, { kind, id }: Pick<ResourceRef, 'kind' | 'id'>): string {
  return `rn:${realmSlug}:iam:${kind}/${id}`;
}

/**
 * Whether the caller may do `action` to `resource` in `ctx.realm`. Services that hide existence ask this, and throw
 * NotFoundError where it is false.
 */
export function isAllowed(ctx: RequestContext, action: ActionDefinition, resource: ResourceRef): boolean {
  const { actor, realm } = ctx;
  if (actor.kind === 'anonymous') return false;
  if (actor.kind === 'internal') return true;
  // Policies of one realm say nothing about another; only `system` reaches across.
  if (actor.realmSlug !== realm.slug && actor.realmSlug !== SYSTEM_REALM) return false;
  const { authority } = actor;
  if (authority.unrestricted) return true;
  const { decision } = decideWith(authority, {
    action: action.name,
    resource: resourceName(realm.slug, resource),
    // An id of one realm is nobody's in another.
    defaults: circumstances(ctx, actor.realmSlug === realm.slug ? resource.ownerAccountId : undefined),
  });
  return decision === 'Allowed';
}

/**
 * The only place that says yes: returns if the caller may do `action` to `resource` in `ctx.realm`, as the policies of
 * his own realm have it.
 *
 * @throws UnauthenticatedError if the caller is anonymous; ForbiddenError if nothing allows it.
 */
export function authorize(ctx: RequestContext, action: ActionDefinition, resource: ResourceRef): void {
  if (isAllowed(ctx, action, resource)) return;
  if (ctx.actor.kind === 'anonymous') throw new UnauthenticatedError();
  throw new ForbiddenError(`You may not do this: it needs ${action.name}.`);
}

/** What Reeve itself knows of a request's circumstances; of nothing else do its own operations depend. */
function circumstances(ctx: RequestContext, ownerAccountId: string | undefined): ContextValues {
  return {
    get: (key) => (key === 'iam:ownerid' ? ownerAccountId : requestFact(key, ctx.clientAddress)),
  };
}
