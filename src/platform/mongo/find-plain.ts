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
export async function findAllPlain<T extends { readonly _id: string }>(
  model: Model<T>,
  filter: Filter,
  limit: number,
  session?: ClientSession,
): Promise<T[]> {
  const command = { filter, limit, batchSize: limit, singleBatch: true };
  return (await readPlain<T, T>(model, 'find', command, session)).firstBatch;
}

/** The same for an aggregation; its answer must have no more than `limit` documents. */
export async function aggregatePlain<T, R>(
  model: Model<T>,
  pipeline: readonly Filter[],
  limit: number,
): Promise<R[]> {
  const command = { pipeline, cursor: { batchSize: limit + 1 } };
  return (await readPlain<T, R>(model, 'aggregate', command)).firstBatch;
}

/** What a reading command answers. */
export interface ReadReply<R> {
  readonly firstBatch: R[];
  /** 0 if there is no more. */
  readonly id: unknown;
}

/** One reading command as it is, tried a second time as the driver does for its own reads. */
export async function readPlain<T, R>(
  model: Model<T>,
  operation: 'find' | 'aggregate',
  rest: Filter,
  session?: ClientSession,
): Promise<ReadReply<R>> {
  const db = driverDatabase(model, operation);
  const inTransaction = session?.inTransaction() === true;
  // What the URI asks for; a bare command has only what it says itself, and a transaction its own.
  const { readConcern } = db;
  const command = {
    [operation]: model.collection.collectionName,
    ...rest,
    ...(readConcern !== undefined && !inTransaction && { readConcern: readConcern.toJSON() }),
  };
  const run = async (): Promise<ReadReply<R>> => {
    const reply = await db.command(command, session && { session });
    return (reply as { readonly cursor: ReadReply<R> }).cursor;
  };
  try {
    return await run();
  } catch (error) {
    if (inTransaction || !isRetryableRead(error)) throw error;
    return run();
  }
}
