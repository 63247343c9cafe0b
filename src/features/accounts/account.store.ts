import { Schema, type ClientSession } from 'mongoose';
import { findAll } from '../../platform/mongo/find-all.js';
import { aggregatePlain, findPlain } from '../../platform/mongo/find-plain.js';
import { insertAll } from '../../platform/mongo/insert-all.js';
import { isDuplicateOf } from '../../platform/mongo/storage-errors.js';
import type { CollectionDefinition, RealmHandle } from '../../realms/realm.js';
import { credentialRecords, type CredentialRecord } from '../credentials/credential.store.js';
import { noteAccountChange } from './account-changes.js';
import { EmailTakenError, ExternalIdTakenError } from './account.errors.js';
import type { Account, AccountAttributes, AccountKind, AccountStatus } from './account.js';

/** An account as it is stored. */
export interface AccountRecord {
  readonly _id: string;
  readonly kind: AccountKind;
  /** The normalised e-mail of a USER, the id of a SERVICE: unique, it finds an account and orders all of them. */
  readonly loginKey: string;
  readonly email?: string;
  readonly externalId?: string;
  readonly name?: string;
  /** The normalised name and the id: unique, so that one comparison finds the place of a page. */
  readonly nameKey: string;
  readonly status: AccountStatus;
  readonly attributes: AccountAttributes;
  readonly version: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

const schema = new Schema<AccountRecord>(
  {
    _id: { type: String, required: true },
    kind: { type: String, required: true },
    loginKey: { type: String, required: true },
    email: { type: String },
    externalId: { type: String },
    name: { type: String },
    nameKey: { type: String, required: true },
    status: { type: String, required: true },
    attributes: { type: Schema.Types.Mixed, required: true },
    version: { type: Number, required: true },
    createdAt: { type: Date, required: true },
    updatedAt: { type: Date, required: true },
  },
  { versionKey: false, minimize: false },
);

export const accountRecords: CollectionDefinition<AccountRecord> = {
  collection: 'accounts',
  schema,
  indexes: [
    { key: { loginKey: 1 }, options: { name: 'login', unique: true } },
    {
      key: { externalId: 1 },
      options: {
        name: 'external_id',
        unique: true,
        partialFilterExpression: { externalId: { $exists: true } },
      },
    },
    { key: { nameKey: 1 }, options: { name: 'name' } },
    { key: { status: 1, _id: 1 }, options: { name: 'status' } },
    { key: { kind: 1, _id: 1 }, options: { name: 'kind' } },
  ],
};

/** The account that a record describes. */
export function accountOf(record: AccountRecord): Account {
  return {
    id: record._id,
    kind: record.kind,
    email: record.email,
    externalId: record.externalId,
    name: record.name,
    status: record.status,
    attributes: record.attributes,
    version: record.version,
    createdAt: record.createdAt,
    updatedAt: record.updatedAt,
  };
}

/** The account that an indexed field names. */
export function findAccountRecord(
  realm: RealmHandle,
  filter: { readonly _id: string } | { readonly loginKey: string } | { readonly externalId: string },
  session?: ClientSession,
): Promise<AccountRecord | undefined> {
  return findPlain(realm.model(accountRecords), filter, session);
}

/** An account and its credentials. */
export type AccountWithCredentials = AccountRecord & { readonly credentials: readonly CredentialRecord[] };

/** What login keys name; one command, whether or not they are there. */
export function findAccountsWithCredentials(
  realm: RealmHandle,
  loginKeys: readonly string[],
): Promise<AccountWithCredentials[]> {
  return aggregatePlain<AccountRecord, AccountWithCredentials>(
    realm.model(accountRecords),
    [
      { $match: { loginKey: { $in: loginKeys } } },
      {
        $lookup: {
          from: credentialRecords.collection,
          localField: '_id',
          foreignField: 'accountId',
          as: 'credentials',
        },
      },
    ],
    loginKeys.length,
  );
}

export async function findAccountRecords(
  realm: RealmHandle,
  ids: readonly string[],
  session?: ClientSession,
): Promise<AccountRecord[]> {
  return realm
    .model(accountRecords)
    .find({ _id: { $in: ids } }, null, { session: session ?? null })
    .lean<AccountRecord[]>();
}

/** Which of `ids` are accounts, of one status if it is named. */
export async function findAccountIds(
  realm: RealmHandle,
  ids: readonly string[],
  { status, session }: { readonly status?: AccountStatus; readonly session?: ClientSession | undefined },
): Promise<string[]> {
  const records = await realm
    .model(accountRecords)
    .find(
      { _id: { $in: ids }, ...(status !== undefined && { status }) },
      { _id: 1 },
      { session: session ?? null },
    )
    .lean<{ _id: string }[]>();
  return records.map(({ _id }) => _id);
}

/** Ids in order, from behind `after`: by the primary key, or the index of kinds. */
export async function findAccountIdsBehind(
  realm: RealmHandle,
  {
    kind,
    after,
    first,
  }: { readonly kind?: AccountKind | undefined; readonly after?: string | undefined; readonly first: number },
  session?: ClientSession,
): Promise<{ readonly id: string }[]> {
  const records = await findAll(realm.model(accountRecords), {
    filter: { ...(kind !== undefined && { kind }), ...(after !== undefined && { _id: { $gt: after } }) },
    projection: { _id: 1 },
    sort: kind === undefined ? { _id: 1 } : { kind: 1, _id: 1 },
    limit: first,
    session,
  });
  return records.map(({ _id }) => ({ id: _id }));
}

/** @throws EmailTakenError, ExternalIdTakenError */
export async function insertAccount(
  realm: RealmHandle,
  record: AccountRecord,
  session?: ClientSession,
): Promise<void> {
  try {
    await insertAll(realm.model(accountRecords), [record], session);
  } catch (error) {
    throw takenError(error);
  }
}

/** Many at once. A name that is taken is a duplicate key error, which does not say whose. */
export async function insertAccounts(
  realm: RealmHandle,
  records: readonly AccountRecord[],
  session: ClientSession,
): Promise<void> {
  await insertAll(realm.model(accountRecords), records, session);
}

/** Which login keys and external ids of some records-to-be are taken. */
export async function findTaken(
  realm: RealmHandle,
  records: readonly Pick<AccountRecord, 'loginKey' | 'externalId'>[],
): Promise<{
  readonly loginKeys: ReadonlySet<string>;
  readonly externalIds: ReadonlySet<string | undefined>;
}> {
  const model = realm.model(accountRecords);
  const externalIds = records.flatMap(({ externalId }) => externalId ?? []);
  const [byLogin, byExternalId] = await Promise.all([
    model
      .find({ loginKey: { $in: records.map(({ loginKey }) => loginKey) } }, { _id: 0, loginKey: 1 })
      .lean<Pick<AccountRecord, 'loginKey'>[]>(),
    externalIds.length === 0
      ? []
      : model
          .find({ externalId: { $in: externalIds } }, { _id: 0, externalId: 1 })
          .lean<Pick<AccountRecord, 'externalId'>[]>(),
  ]);
  return {
    loginKeys: new Set(byLogin.map(({ loginKey }) => loginKey)),
    externalIds: new Set(byExternalId.map(({ externalId }) => externalId)),
  };
}

/** What may change of a record; `undefined` removes. */
export type AccountChange = Pick<
  AccountRecord,
  'loginKey' | 'nameKey' | 'status' | 'attributes' | 'updatedAt'
> & {
  readonly email: string | undefined;
  readonly externalId: string | undefined;
  readonly name: string | undefined;
};

/**
 * Changes a record if it still has the version that was read; undefined if it has not.
 *
 * @throws EmailTakenError, ExternalIdTakenError
 */
export async function changeAccount(
  realm: RealmHandle,
  read: Pick<AccountRecord, '_id' | 'version'>,
  change: AccountChange,
  session?: ClientSession,
): Promise<AccountRecord | undefined> {
  const entries = Object.entries(change);
  const removed = entries.filter(([, value]) => value === undefined).map(([key]) => [key, 1]);
  try {
    const record = await realm
      .model(accountRecords)
      .findOneAndUpdate(
        { _id: read._id, version: read.version },
        {
          $set: Object.fromEntries(entries.filter(([, value]) => value !== undefined)),
          ...(removed.length > 0 && { $unset: Object.fromEntries(removed) as Record<string, 1> }),
          $inc: { version: 1 },
        },
        { returnDocument: 'after', session: session ?? null },
      )
      .lean<AccountRecord>();
    return record ?? undefined;
  } catch (error) {
    throw takenError(error);
  } finally {
    noteAccountChange(realm);
  }
}

/** True if it was there. */
export async function deleteAccountRecord(
  realm: RealmHandle,
  id: string,
  session: ClientSession,
): Promise<boolean> {
  const { deletedCount } = await realm.model(accountRecords).deleteOne({ _id: id }, { session });
  return deletedCount === 1;
}

/** The domain error of a unique index that refused a write; any other error as it is. */
export function takenError(error: unknown): unknown {
  if (isDuplicateOf(error, 'loginKey')) return new EmailTakenError();
  if (isDuplicateOf(error, 'externalId')) return new ExternalIdTakenError();
  return error;
}
