import type { ClientSession, Document, Model, mongo } from 'mongoose';

type StringIds = Document & { _id: string };

/**
 * Finds one record by the driver itself, for the reads that every login and token makes: Mongoose's query layer would
 * cost about as much as all the rest of such a read. Filters here are ours, never a caller's text as it came in parts
 * of objects, so there is nothing to cast.
 */
export async function findPlain<T extends { readonly _id: string }>(
  model: Model<T>,
  filter: Readonly<Record<string, unknown>>,
  session?: ClientSession,
): Promise<T | undefined> {
  const record = await collectionOf(model).findOne(filter, session === undefined ? {} : { session });
  return (record ?? undefined) as T | undefined;
}

/** The same for a few records. */
export async function findAllPlain<T extends { readonly _id: string }>(
  model: Model<T>,
  filter: Readonly<Record<string, unknown>>,
): Promise<T[]> {
  return (await collectionOf(model).find(filter).toArray()) as unknown as T[];
}

function collectionOf<T>(model: Model<T>): mongo.Collection<StringIds> {
  return model.collection as unknown as mongo.Collection<StringIds>;
}
