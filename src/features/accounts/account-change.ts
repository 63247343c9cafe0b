import { isDeepStrictEqual } from 'node:util';
import { ForbiddenError, InvalidInputError } from '../../kernel/errors.js';
import type { RequestContext } from '../../realms/request-context.js';
import { isAllowed } from '../authorization/authorize.js';
import { accountResource } from './account-access.js';
import { loginKey, nameKey } from './account-keys.js';
import { accountActions } from './account.actions.js';
import type { UpdateAccountInput } from './account.input.js';
import type { AccountChange, AccountRecord } from './account.store.js';
import type { AccountAttributes, AttributeValue } from './account.js';
import { storableAttributes } from './attributes.js';

/**
 * What an update makes of a record: what is not named stays, null removes.
 *
 * @throws ForbiddenError for what an account may not write about itself; InvalidInputError for what its kind has not,
 *   and for attributes over their limits
 */
export function changeOf(
  ctx: RequestContext,
  read: AccountRecord,
  input: UpdateAccountInput,
  now: Date,
): AccountChange {
  if (!isAllowed(ctx, accountActions.update, accountResource(read._id))) refuseBeyondProfile(ctx, input);
  if (input.email !== undefined && read.kind === 'SERVICE') {
    throw new InvalidInputError([{ path: ['email'], message: 'must not be set: a SERVICE has no e-mail' }]);
  }
  const email = input.email ?? read.email;
  const name = changed(read.name, input.name);
  return {
    email,
    loginKey: loginKey(email, read._id),
    name,
    nameKey: nameKey(name, read._id),
    externalId: changed(read.externalId, input.externalId),
    attributes: mergeAttributes(read.attributes, input.attributes),
    status: read.status,
    updatedAt: now,
  };
}

/** True if conditions of policies can see the change, or if a name by which questions are asked means another account. */
export function changesDecisions(read: AccountRecord, change: AccountChange): boolean {
  return (
    read.email !== change.email ||
    read.externalId !== change.externalId ||
    !isDeepStrictEqual(read.attributes, change.attributes)
  );
}

function changed(before: string | undefined, change: string | null | undefined): string | undefined {
  return change === undefined ? before : (change ?? undefined);
}

function mergeAttributes(
  before: AccountAttributes,
  change: UpdateAccountInput['attributes'],
): AccountAttributes {
  if (change === undefined) return before;
  const merged = { ...before, ...change };
  const kept = Object.entries(merged).filter((entry): entry is [string, AttributeValue] => entry[1] !== null);
  return storableAttributes(Object.fromEntries(kept));
}

/** An account writes its own name, and the attributes that its realm lists. */
function refuseBeyondProfile(ctx: RequestContext, input: UpdateAccountInput): void {
  if (input.email !== undefined || input.externalId !== undefined) {
    throw new ForbiddenError('An account may change its own name and listed attributes only.');
  }
  const listed = new Set(ctx.realm.settings.selfWritableAttributes);
  const refused = Object.keys(input.attributes ?? {}).filter((key) => !listed.has(key));
  if (refused.length > 0) {
    throw new ForbiddenError(
      `An account may not write these attributes about itself: ${refused.join(', ')}.`,
    );
  }
}
