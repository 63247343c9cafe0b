import type { ClientSession, Model } from 'mongoose';
import { driverDatabase } from './driver-database.js';
import { isRetryableRead } from './storage-errors.js';

type Filter = Readonly<Record<string, unknown>>;

/**
 * Finds one record by a bare command, for the reads that every login and token makes: Mongoose's query layer and the
 * driver's cursor would cost more than all the rest of such a read. Filters here are ours, never a caller's text as it
 * came in parts of objects, so there is nothing to cast.
 */
export async function findPlain<T extends { readonly _id: string }>(
  model: Model<T>,
  filter: Filter,
  session?: ClientSession,
): Promise<T | undefined> {
  const [record] = await findAllPlain(model, filter, 1, session);
  return record;
}

/** The same for a few records: never more than `limit`. */
export function findAllPlain<T extends { readonly _id: string }>(
  model: Model<T>,
  filter: Filter,
  limit: number,
  session?: ClientSession,
): Promise<T[]> {
  return firstBatch(model, 'find', { filter, limit, batchSize: limit, singleBatch: true }, session);
}

/** The same for an aggregation; its answer must have no more than `limit` documents. */
export function aggregatePlain<T, R>(
  model: Model<T>,
  pipeline: readonly Filter[],
  limit: number,
): Promise<R[]> {
  return firstBatch(model, 'aggregate', { pipeline, cursor: { batchSize: limit + 1 } });
}

async function firstBatch<T, R>(
  model: Model<T>,
  operation: 'find' | 'aggregate',
  rest: Filter,
  session?: ClientSession,
): Promise<R[]> {
  const db = driverDatabase(model, operation);
  const inTransaction = session?.inTransaction() === true;
  // What the URI asks for; a bare command has only what it says itself, and a transaction its own.
  const { readConcern } = db;
  const command = {
    [operation]: model.collection.collectionName,
    ...rest,
    ...(readConcern !== undefined && !inTransaction && { readConcern: readConcern.toJSON() }),
  };
  const run = async (): Promise<R[]> => {
    const reply = await db.command(command, session && { session });
    return (reply as { readonly cursor: { readonly firstBatch: R[] } }).cursor.firstBatch;
  };
  try {
    return await run();
  } catch (error) {
    // As the driver does for its own reads.
    if (inTransaction || !isRetryableRead(error)) throw error;
    return run();
  }
}
