import type { ClientSession, Connection, Model } from 'mongoose';
import { modelOf } from './models.js';
import type { CollectionDefinition } from './realm.js';

/** The database beside the realms': what all realms share (their records, throttles, the installation). */
export interface ControlDatabase {
  readonly name: string;
  readonly connection: Connection;
  /** The model of a collection of the control database, compiled at first use. */
  model<T>(definition: CollectionDefinition<T>): Model<T>;
  /** Runs `work` in one transaction, which may write in any database; retried as the driver does. */
  transaction<R>(work: (session: ClientSession) => Promise<R>): Promise<R>;
}

/** The control database over the process's connection, whose default database it is. */
export function openControlDatabase(connection: Connection): ControlDatabase {
  return {
    name: connection.name,
    connection,
    model: (definition) => modelOf(connection, definition),
    transaction: (work) =>
      connection.getClient().withSession((session) =>
        session.withTransaction(() => work(session), {
          readConcern: { level: 'snapshot' },
          writeConcern: { w: 'majority' },
          readPreference: 'primary',
        }),
      ),
  };
}
