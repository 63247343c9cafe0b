import { NotFoundError } from '../../kernel/errors.js';
import type { RequestContext } from '../../realms/request-context.js';
import { authorize, isAllowed, type ActionDefinition, type ResourceRef } from '../authorization/authorize.js';
import { accountActions } from './account.actions.js';

/** An account as the resource of an action; it is its own owner. */
export function accountResource(id: string): ResourceRef {
  return { kind: 'account', id, ownerAccountId: id };
}

/**
 * Returns if the caller may do `action` to the account.
 *
 * @throws NotFoundError if he may not even know that it exists; else ForbiddenError or UnauthenticatedError
 */
export function authorizeOnAccount(ctx: RequestContext, action: ActionDefinition, id: string): void {
  const resource = accountResource(id);
  if (isAllowed(ctx, action, resource)) return;
  if (ctx.actor.kind !== 'anonymous' && !isAllowed(ctx, accountActions.get, resource))
    throw accountNotFound();
  authorize(ctx, action, resource);
}

export function accountNotFound(): NotFoundError {
  return new NotFoundError('The account');
}
