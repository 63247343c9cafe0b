import type { Model, mongo } from 'mongoose';
import { UnavailableError } from '../../kernel/errors.js';
import { metrics } from '../telemetry/metrics.js';

/**
 * The driver's own database of a model, for an operation that passes Mongoose by and is counted here as Mongoose's are
 * (see `observeStore`).
 *
 * @throws UnavailableError if the connection was closed
 */
export function driverDatabase<T>({ db }: Pick<Model<T>, 'db'>, operation: string): mongo.Db {
  if (db.db === undefined) throw new UnavailableError('The store is not connected.');
  metrics.storeOperation(operation);
  return db.db;
}
