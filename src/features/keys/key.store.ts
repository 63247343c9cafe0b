import { Schema, type ClientSession } from 'mongoose';
import { duplicateKey } from '../../platform/mongo/storage-errors.js';
import type { CollectionDefinition, RealmHandle } from '../../realms/realm.js';
import type { PublicJwk, SigningAlgorithm } from './key.js';

/** A signing key, or (with the id `claim`) the right to make the next one. */
export interface KeyRecord {
  /** The key's `kid`. */
  readonly _id: string;
  readonly algorithm?: SigningAlgorithm;
  readonly publicJwk?: PublicJwk;
  /** The private part (PKCS #8, DER), sealed under the key ring and bound to realm and kid. */
  readonly sealed?: string;
  readonly createdAt: Date;
  /** Set when a newer key has taken over: when the last token that it signed has expired. Of a claim: its end. */
  readonly expiresAt?: Date;
  /** Of a claim: who holds it. */
  readonly owner?: string;
}

export type StoredKey = Required<
  Pick<KeyRecord, '_id' | 'algorithm' | 'publicJwk' | 'sealed' | 'createdAt'>
> &
  Pick<KeyRecord, 'expiresAt'>;

const CLAIM = 'claim';

const schema = new Schema<KeyRecord>(
  {
    _id: { type: String, required: true },
    algorithm: { type: String },
    publicJwk: { type: Schema.Types.Mixed },
    sealed: { type: String },
    createdAt: { type: Date, required: true },
    expiresAt: { type: Date },
    owner: { type: String },
  },
  { versionKey: false },
);

export const signingKeys: CollectionDefinition<KeyRecord> = {
  collection: 'keys',
  schema,
  indexes: [{ key: { expiresAt: 1 }, options: { name: 'expiresAt_ttl', expireAfterSeconds: 0 } }],
};

/** The keys that sign or still verify at `now`, newest first. A realm has a handful. */
export async function findKeys(realm: RealmHandle, now: Date): Promise<StoredKey[]> {
  const records = await realm
    .model(signingKeys)
    .find({ _id: { $ne: CLAIM }, $or: [{ expiresAt: { $exists: false } }, { expiresAt: { $gt: now } }] })
    .lean<StoredKey[]>();
  return records.sort((a, b) => (a._id < b._id ? 1 : -1)); // kids are UUIDv7: they sort by time.
}

/** Takes the right to make the realm's next key until `expiresAt`; false while another process holds it. */
export async function takeClaim(
  realm: RealmHandle,
  owner: string,
  now: Date,
  expiresAt: Date,
): Promise<boolean> {
  try {
    await realm
      .model(signingKeys)
      .updateOne(
        { _id: CLAIM, expiresAt: { $lte: now } },
        { $set: { owner, expiresAt }, $setOnInsert: { createdAt: now } },
        { upsert: true },
      );
    return true;
  } catch (error) {
    // The claim exists and has not expired: the upsert tried to insert a second one.
    if (duplicateKey(error) !== undefined) return false;
    throw error;
  }
}

/** Gives the claim up, so that the next one need not wait for its end. */
export async function dropClaim(realm: RealmHandle, owner: string): Promise<void> {
  await realm.model(signingKeys).deleteOne({ _id: CLAIM, owner });
}

/**
 * Publishes a key in place of the ones that sign now, which verify until `retireAt`; ends the claim with it.
 * False, with nothing written, if the claim has passed to another process.
 */
export async function publishKey(
  realm: RealmHandle,
  session: ClientSession,
  key: StoredKey,
  owner: string,
  retireAt: Date,
): Promise<boolean> {
  const model = realm.model(signingKeys);
  const claim = await model.deleteOne({ _id: CLAIM, owner }, { session });
  if (claim.deletedCount === 0) return false;
  await model.updateMany({ expiresAt: { $exists: false } }, { $set: { expiresAt: retireAt } }, { session });
  await model.insertMany([key], { session });
  return true;
}

/** Replaces a key's sealed private part by the same one under the current master key. */
export async function resealKey(realm: RealmHandle, kid: string, from: string, to: string): Promise<void> {
  await realm.model(signingKeys).updateOne({ _id: kid, sealed: from }, { $set: { sealed: to } });
}
