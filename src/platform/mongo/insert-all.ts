import type { ClientSession, Model, mongo } from 'mongoose';

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
  const collection = model.collection as unknown as mongo.Collection<{ _id: string }>;
  const options = { ignoreUndefined: true, ...(session !== undefined && { session }) };
  const [first] = records;
  if (records.length === 1 && first !== undefined) await collection.insertOne(first, options);
  else if (records.length > 1) await collection.insertMany(records, options);
}
