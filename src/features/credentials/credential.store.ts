import { Schema, type ClientSession } from 'mongoose';
import { newId } from '../../kernel/ids.js';
import { findAllPlain, findPlain } from '../../platform/mongo/find-plain.js';
import { insertAll } from '../../platform/mongo/insert-all.js';
import { isDuplicateOf } from '../../platform/mongo/storage-errors.js';
import type { CollectionDefinition, RealmHandle } from '../../realms/realm.js';

/** A password or a secret as it is stored. */
export interface CredentialRecord {
  readonly _id: string;
  readonly accountId: string;
  /** 0 is the password; a service's secrets are 1 and 2. Unique in its account: that is the bound on their number. */
  readonly slot: 0 | 1 | 2;
  /** A password's PHC string, or the SHA-256 of a secret in base64url. */
  readonly hash: string;
  /** Counts the passwords that the account has had; a session is good only with the one that opened it. */
  readonly version: number;
  readonly mustChange?: boolean;
  /** Only of an imported password hash: about how many milliseconds it costs to verify. */
  readonly foreignMs?: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

const PASSWORD_SLOT = 0;
const SECRET_SLOTS = [1, 2] as const;

const schema = new Schema<CredentialRecord>(
  {
    _id: { type: String, required: true },
    accountId: { type: String, required: true },
    slot: { type: Number, required: true },
    hash: { type: String, required: true },
    version: { type: Number, required: true },
    mustChange: { type: Boolean },
    foreignMs: { type: Number },
    createdAt: { type: Date, required: true },
    updatedAt: { type: Date, required: true },
  },
  { versionKey: false },
);

export const credentialRecords: CollectionDefinition<CredentialRecord> = {
  collection: 'credentials',
  schema,
  indexes: [
    { key: { accountId: 1, slot: 1 }, options: { name: 'account_slot', unique: true } },
    {
      key: { foreignMs: 1 },
      options: { name: 'foreign', partialFilterExpression: { foreignMs: { $gt: 0 } } },
    },
  ],
};

/** A password as it is written. */
export interface NewPassword {
  readonly hash: string;
  readonly mustChange: boolean;
  readonly foreignMs?: number | undefined;
}

/** The record of an account's first password. */
export function passwordRecord(accountId: string, password: NewPassword, now: Date): CredentialRecord {
  return {
    _id: newId(),
    accountId,
    slot: PASSWORD_SLOT,
    hash: password.hash,
    version: 1,
    ...(password.mustChange && { mustChange: true }),
    ...(password.foreignMs !== undefined && { foreignMs: password.foreignMs }),
    createdAt: now,
    updatedAt: now,
  };
}

export async function insertCredentials(
  realm: RealmHandle,
  records: readonly CredentialRecord[],
  session?: ClientSession,
): Promise<void> {
  await insertAll(realm.model(credentialRecords), records, session);
}

export function findPassword(realm: RealmHandle, accountId: string): Promise<CredentialRecord | undefined> {
  return findPlain(realm.model(credentialRecords), { accountId, slot: PASSWORD_SLOT });
}

/** The password among an account's credentials. */
export function passwordAmong(records: readonly CredentialRecord[]): CredentialRecord | undefined {
  return records.find(({ slot }) => slot === PASSWORD_SLOT);
}

/**
 * Writes an account's next password, over the one of `expectedVersion` if it is named. Answers the version of the new
 * one; undefined if another password is there.
 */
export async function writePassword(
  realm: RealmHandle,
  accountId: string,
  write: { readonly password: NewPassword; readonly expectedVersion?: number; readonly now: Date },
  session: ClientSession,
): Promise<number | undefined> {
  const { password, expectedVersion, now } = write;
  const record = await realm
    .model(credentialRecords)
    .findOneAndUpdate(
      { accountId, slot: PASSWORD_SLOT, ...(expectedVersion !== undefined && { version: expectedVersion }) },
      {
        $set: { hash: password.hash, updatedAt: now, ...(password.mustChange && { mustChange: true }) },
        $unset: { foreignMs: 1, ...(!password.mustChange && { mustChange: 1 }) },
        $inc: { version: 1 },
        $setOnInsert: { _id: newId(), createdAt: now },
      },
      { upsert: expectedVersion === undefined, returnDocument: 'after', session },
    )
    .lean<CredentialRecord>();
  return record?.version;
}

/** Puts another hash of the same password in the place of `read`, if that is still there. */
export async function rehashPassword(
  realm: RealmHandle,
  read: Pick<CredentialRecord, '_id' | 'hash'>,
  hash: string,
): Promise<void> {
  await realm
    .model(credentialRecords)
    .updateOne({ _id: read._id, hash: read.hash }, { $set: { hash }, $unset: { foreignMs: 1 } });
}

/** The highest cost of an imported hash that is still there; 0 if there is none. */
export async function slowestForeignHash(realm: RealmHandle): Promise<number> {
  const record = await realm
    .model(credentialRecords)
    .findOne({ foreignMs: { $gt: 0 } }, { _id: 0, foreignMs: 1 })
    .sort({ foreignMs: -1 })
    .lean<Pick<CredentialRecord, 'foreignMs'>>();
  return record?.foreignMs ?? 0;
}

/** At most two, the older first. */
export async function findSecrets(realm: RealmHandle, accountId: string): Promise<CredentialRecord[]> {
  const filter = { accountId, slot: { $in: SECRET_SLOTS } };
  const records = await findAllPlain(realm.model(credentialRecords), filter, SECRET_SLOTS.length);
  return records.sort((a, b) => (a._id < b._id ? -1 : 1));
}

/** Takes a free slot; undefined if there is none. `guard` is asked in the transaction, and throws what refuses it. */
export async function insertSecret(
  realm: RealmHandle,
  secret: { readonly accountId: string; readonly hash: string; readonly now: Date },
  guard: (session: ClientSession) => Promise<void>,
): Promise<CredentialRecord | undefined> {
  const { accountId, hash, now } = secret;
  const taken = new Set((await findSecrets(realm, accountId)).map(({ slot }) => slot));
  for (const slot of SECRET_SLOTS) {
    if (taken.has(slot)) continue;
    const record = { _id: newId(), accountId, slot, hash, version: 1, createdAt: now, updatedAt: now };
    try {
      await realm.transaction([], async (session) => {
        await guard(session);
        await insertCredentials(realm, [record], session);
      });
      return record;
    } catch (error) {
      // Somebody took it since it was seen free.
      if (!isDuplicateOf(error, 'slot')) throw error;
    }
  }
  return undefined;
}

/** True if it was there. */
export async function deleteSecret(
  realm: RealmHandle,
  secret: { readonly accountId: string; readonly secretId: string },
  session: ClientSession,
): Promise<boolean> {
  const { deletedCount } = await realm
    .model(credentialRecords)
    .deleteOne(
      { _id: secret.secretId, accountId: secret.accountId, slot: { $in: SECRET_SLOTS } },
      { session },
    );
  return deletedCount === 1;
}

export async function deleteCredentialsOf(
  realm: RealmHandle,
  accountId: string,
  session: ClientSession,
): Promise<void> {
  await realm.model(credentialRecords).deleteMany({ accountId }, { session });
}
