import { InvalidInputError } from '../../kernel/errors.js';
import type { Page, PageRequest } from '../../kernel/page.js';
import { findAll } from '../../platform/mongo/find-all.js';
import type { RealmHandle } from '../../realms/realm.js';
import { badCursor } from '../../kernel/bad-cursor.js';
import type { PolicyFilterInput } from './policy.input.js';
import type { Policy, PolicyScope } from './policy.js';
import { policyOf, policyRecords, type PolicyRecord } from './policy.store.js';

/** Greater than every character, so that `prefix + LAST` bounds what starts with the prefix. */
const LAST = '\u{10FFFF}';

/** Where a page starts: behind this owner and name. */
type Position = readonly [owner: string, name: string];

/** A page of the policies of one scope, by owner and name, which is how the index has them: one or two commands. */
export async function pageOfPolicies(
  realm: RealmHandle,
  { namePrefix, scope: given }: PolicyFilterInput,
  { first, after }: PageRequest,
): Promise<Page<Policy>> {
  const scope = given ?? 'managed';
  const owned = scope !== 'managed' && scope !== 'guardrail';
  if (owned && namePrefix) {
    const message =
      'goes with the scopes MANAGED and GUARDRAIL only: the others are in the order of their owners';
    throw new InvalidInputError([{ path: ['filter', 'namePrefix'], message }]);
  }
  const start = after === undefined ? undefined : parseCursor(after);
  const limit = first + 1;
  const records = owned
    ? await scanOwned(realm, scope, start, limit)
    : await scan(realm, { scope, owner: '', ...nameRange(namePrefix?.normalize('NFC'), start?.[1]) }, limit);
  const items = records.slice(0, first);
  return {
    items: items.map(policyOf),
    cursors: items.map(({ owner, name }) => cursorOf([owner, name])),
    hasNextPage: records.length > first,
  };
}

async function scanOwned(
  realm: RealmHandle,
  scope: PolicyScope,
  start: Position | undefined,
  limit: number,
): Promise<PolicyRecord[]> {
  if (start === undefined) return scan(realm, { scope }, limit);
  const [owner, name] = start;
  const ofOwner = await scan(realm, { scope, owner, name: { $gt: name } }, limit);
  if (ofOwner.length === limit) return ofOwner;
  return [...ofOwner, ...(await scan(realm, { scope, owner: { $gt: owner } }, limit - ofOwner.length))];
}

function scan(realm: RealmHandle, filter: Record<string, unknown>, limit: number): Promise<PolicyRecord[]> {
  return findAll(realm.model(policyRecords), { filter, sort: { scope: 1, owner: 1, name: 1 }, limit });
}

function nameRange(prefix: string | undefined, after: string | undefined): Record<string, unknown> {
  const range = {
    ...(after === undefined ? prefix && { $gte: prefix } : { $gt: after }),
    ...(prefix && { $lt: prefix + LAST }),
  };
  return Object.keys(range).length === 0 ? {} : { name: range };
}

function cursorOf(position: Position): string {
  return Buffer.from(JSON.stringify(position)).toString('base64url');
}

function parseCursor(cursor: string): Position {
  try {
    const position: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (Array.isArray(position)) {
      const [owner, name, ...rest] = position as readonly unknown[];
      if (typeof owner === 'string' && typeof name === 'string' && rest.length === 0) return [owner, name];
    }
  } catch {
    // Not ours, like any other text that is no cursor.
  }
  throw badCursor();
}
