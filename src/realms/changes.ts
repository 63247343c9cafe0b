import { Schema, type ClientSession } from 'mongoose';
import type { CollectionDefinition, RealmHandle } from './realm.js';

/** What one revision touched, as the store keeps it. */
export interface ChangeRecord {
  /** The revision. */
  readonly _id: number;
  readonly touched: readonly string[];
}

const schema = new Schema<ChangeRecord>(
  { _id: { type: Number, required: true }, touched: { type: [String], required: true } },
  { versionKey: false },
);

export const changeRecords: CollectionDefinition<ChangeRecord> = {
  collection: 'changes',
  schema,
  indexes: [],
};

/** What a change touches that nothing finer describes: all that is derived from the realm is forgotten. */
export const EVERYTHING = '*';

/** A change that touches more things than this is kept as one that touches everything. */
const MAX_TOUCHED = 2000;
/** Revisions that are kept; a process that is further behind forgets everything. */
const KEPT = 1000;
/** Old ones are removed once in so many revisions. */
const SWEEP_EVERY = 100;

/** Keeps what a new revision touched; part of the transaction that raises it. */
export async function recordChange(
  realm: RealmHandle,
  revision: number,
  touched: readonly string[],
  session: ClientSession,
): Promise<void> {
  const { collection } = realm.model(changeRecords);
  const record = { _id: revision, touched: touched.length > MAX_TOUCHED ? [EVERYTHING] : touched };
  // The ids of this collection are numbers; the driver's types think of ObjectIds.
  await collection.insertOne(record as object, { session });
  if (revision % SWEEP_EVERY !== 0) return;
  await collection.deleteMany({ _id: { $lte: revision - KEPT } } as object, { session });
}

/** What the revisions after `from`, up to `to`, touched; undefined if that is not kept any more. */
export async function touchedBetween(
  realm: RealmHandle,
  from: number,
  to: number,
): Promise<readonly ChangeRecord[] | undefined> {
  if (to - from > KEPT) return undefined;
  const found = await realm
    .model(changeRecords)
    .find({ _id: { $gt: from, $lte: to } })
    .sort({ _id: 1 })
    .lean<ChangeRecord[]>();
  return found.length === to - from ? found : undefined;
}
