import { isDeepStrictEqual } from 'node:util';
import type { RequestContext } from '../../realms/request-context.js';
import type { Passing } from '../authorization/grant.js';
import { all, changedKeys, identityOf } from '../authorization/passing.js';
import { principalTagKey } from '../authorization/power.js';
import { nodeRef } from '../edges/edge.js';
import type { PolicyScope } from '../policies/policy.js';
import type { AccountChange, AccountRecord } from './account.store.js';

/** Policies that may speak of an account which nobody has given anything yet. */
const OF_NOBODYS_GIVING: readonly PolicyScope[] = ['resource', 'trust', 'guardrail'];

/**
 * What a new account passes on: the policies that look at its attributes, and at once those that need not be given to it
 * by anybody and look at its e-mail address or kind.
 */
export function newAccountPassing({ email, attributes }: AccountRecord): Passing {
  const identity = ['aws:PrincipalType', ...(email === undefined ? [] : ['aws:username'])];
  return all(
    changedKeys(Object.keys(attributes).map(principalTagKey)),
    changedKeys(identity, { scopes: OF_NOBODYS_GIVING }),
  );
}

/** What a change of an account passes on; undefined if conditions cannot see it and nobody is taken for somebody else. */
export function changePassing(
  ctx: RequestContext,
  read: AccountRecord,
  change: AccountChange,
): Passing | undefined {
  const renamed = read.email !== change.email;
  const keys = changedAttributes(read, change).map(principalTagKey);
  const takesOver = (renamed || read.externalId !== change.externalId) && !isCaller(ctx, read._id);
  if (keys.length === 0 && !renamed && !takesOver) return undefined;
  return all(
    changedKeys([...keys, ...(renamed ? ['aws:username'] : [])]),
    ...(takesOver ? [identityOf(nodeRef('account', read._id))] : []),
  );
}

/** Who gets into an account, or back into one, gets all that it holds; what is one's own one has already. */
export function takeoverPassing(ctx: RequestContext, accountId: string): Passing | undefined {
  return isCaller(ctx, accountId) ? undefined : identityOf(nodeRef('account', accountId));
}

function isCaller({ actor, realm }: RequestContext, accountId: string): boolean {
  return actor.kind === 'account' && actor.realmSlug === realm.slug && actor.accountId === accountId;
}

function changedAttributes(read: AccountRecord, change: AccountChange): string[] {
  const [before, after] = [read.attributes, change.attributes];
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...keys].filter((key) => !isDeepStrictEqual(before[key], after[key]));
}
