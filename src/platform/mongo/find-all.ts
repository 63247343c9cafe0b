import type { ClientSession, Model, mongo } from 'mongoose';
import { driverDatabase } from './driver-database.js';
import { readPlain } from './find-plain.js';

/** One bounded read; each member means what it does in the `find` command. */
export interface FindAll<T> {
  readonly filter: mongo.Filter<T>;
  readonly projection?: Readonly<Record<string, 0 | 1>>;
  readonly sort?: Readonly<Record<string, 1 | -1>>;
  /** More than this many documents are never read, and none is left for a second command. */
  readonly limit: number;
  readonly session?: ClientSession | undefined;
}

/**
 * All documents that match, as they are stored: what `find().lean()` answers for about half of its CPU time, because
 * nothing is cast and no cursor is kept. So it is for the lists and relations that people wait for, and filters must
 * hold the stored types.
 */
export async function findAll<T extends object>(
  model: Model<T>,
  { filter, projection, sort, limit, session }: FindAll<T>,
): Promise<T[]> {
  const rest = { ...(projection && { projection }), ...(sort && { sort }), limit };
  // The store stops after a hundred documents unless told.
  const command = { filter, ...rest, batchSize: limit + 1 };
  const { firstBatch, id } = await readPlain<T, T>(model, 'find', command, session);
  if (Number(id) === 0) return firstBatch;
  // Together they exceed what one reply may hold: the driver fetches them in several.
  const kill = { killCursors: model.collection.collectionName, cursors: [id] };
  await driverDatabase(model, 'killCursors').command(kill, session && { session });
  const collection = model.collection as unknown as mongo.Collection<T>;
  return collection.find<T>(filter, { ...rest, ...(session && { session }) }).toArray();
}
