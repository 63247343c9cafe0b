import { InvalidInputError } from '../../kernel/errors.js';
import type { Page } from '../../kernel/page.js';
import { findAll } from '../../platform/mongo/find-all.js';
import type { RealmHandle } from '../../realms/realm.js';
import { normalizedName } from './account-keys.js';
import type { Account, AccountFilter, AccountSort, AccountSortField } from './account.js';
import { accountOf, accountRecords, type AccountRecord } from './account.store.js';
import { emailPrefixKey } from './email.js';

/** Which accounts, in which order, and where to go on. */
export interface AccountListQuery {
  readonly filter: AccountFilter;
  readonly sort: AccountSort;
  readonly first: number;
  readonly after?: string | undefined;
}

/** Each order is that of one unique, indexed text: one comparison finds the place of a page, however deep. */
const SORT_KEYS = { CREATED_AT: '_id', EMAIL: 'loginKey', NAME: 'nameKey' } as const satisfies Record<
  AccountSortField,
  keyof AccountRecord
>;

type Range = Partial<Record<'$gt' | '$gte' | '$lt', string>>;

/** A page of accounts in one command. @throws InvalidInputError for a cursor of another list */
export async function pageOfAccounts(realm: RealmHandle, query: AccountListQuery): Promise<Page<Account>> {
  const { sort, first, after } = query;
  const key = SORT_KEYS[sort.field];
  const conditions: Record<string, unknown> = match(query.filter);
  if (after !== undefined) {
    conditions[key] = beyond(conditions[key] as Range | undefined, readCursor(after, sort), sort);
  }
  const records = await findAll(realm.model(accountRecords), {
    filter: conditions,
    sort: { [key]: sort.direction === 'ASC' ? 1 : -1 },
    limit: first + 1,
  });
  const page = records.slice(0, first);
  return {
    items: page.map(accountOf),
    cursors: page.map((record) => writeCursor(record[key], sort)),
    hasNextPage: records.length > first,
  };
}

/** How many accounts match: reads as many index keys. */
export async function countAccounts(realm: RealmHandle, filter: AccountFilter): Promise<number> {
  return realm.model(accountRecords).countDocuments(match(filter));
}

function match({ emailPrefix, namePrefix, status, kind }: AccountFilter): Record<string, unknown> {
  // A service's login key is its id, which starts like no e-mail that somebody looks for.
  const impliedKind = emailPrefix === undefined ? kind : 'USER';
  return {
    ...(emailPrefix !== undefined && { loginKey: startingWith(emailPrefixKey(emailPrefix)) }),
    ...(namePrefix !== undefined && { nameKey: startingWith(normalizedName(namePrefix)) }),
    ...(status !== undefined && { status }),
    ...(impliedKind !== undefined && { kind: impliedKind }),
    ...(kind === 'SERVICE' && impliedKind === 'USER' && { _id: { $in: [] } }),
  };
}

/** No character comes after this one, and no text of ours contains it. */
const LAST = '\u{10ffff}';

function startingWith(prefix: string): Range {
  return { $gte: prefix, $lt: `${prefix}${LAST}` };
}

/** Narrows a range to what comes after a cursor, which itself lies in the range. */
function beyond(range: Range | undefined, cursor: string, { direction }: AccountSort): Range {
  const prefix = range?.$gte;
  if (prefix !== undefined && !cursor.startsWith(prefix)) throw badCursor();
  if (direction === 'DESC') return { ...range, $lt: cursor };
  return range?.$lt === undefined ? { $gt: cursor } : { $gt: cursor, $lt: range.$lt };
}

function writeCursor(value: string, { field, direction }: AccountSort): string {
  return Buffer.from(JSON.stringify([field, direction, value])).toString('base64url');
}

function readCursor(cursor: string, { field, direction }: AccountSort): string {
  let parts: unknown;
  try {
    parts = JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    throw badCursor();
  }
  if (!Array.isArray(parts) || parts[0] !== field || parts[1] !== direction || typeof parts[2] !== 'string') {
    throw badCursor();
  }
  return parts[2];
}

function badCursor(): InvalidInputError {
  return new InvalidInputError([
    { path: ['after'], message: 'must be a cursor of an earlier page of the same list' },
  ]);
}
