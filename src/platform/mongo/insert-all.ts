import type { ClientSession, Model } from 'mongoose';
import { driverDatabase } from './driver-database.js';

/**
 * Inserts complete records of ours as they are, in one command. Mongoose would cast each one first, which for a thousand
 * costs more than writing them. Only where one record is inserted does a duplicate key error say which key it was: the
 * driver drops that from the errors of bulk writes.
 */
export async function insertAll<T extends { readonly _id: string }>(
  model: Model<T>,
  records: readonly T[],
  session?: ClientSession,
): Promise<void> {
  const [first] = records;
  if (first === undefined) return;
  const single = records.length === 1;
  const collection = driverDatabase(model, single ? 'insertOne' : 'insertMany').collection<{ _id: string }>(
    model.collection.collectionName,
  );
  const options = { ignoreUndefined: true, ...(session !== undefined && { session }) };
  if (single) await collection.insertOne(first, options);
  else await collection.insertMany(records, options);
}
