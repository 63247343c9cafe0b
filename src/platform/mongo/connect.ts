import mongoose, { type Connection, type mongo } from 'mongoose';
import { UnavailableError } from '../../kernel/errors.js';
import { monitorsCommands, observeStore } from '../telemetry/store-commands.js';

/** The one connection of a process to its store. */
export interface StoreConnection {
  /** On the control database; realms are `useDb` of it and share its pool. */
  readonly connection: Connection;
  readonly client: mongo.MongoClient;
  close(): Promise<void>;
}

export interface ConnectOptions {
  readonly uri: string;
  /** The control database if the URI names none. */
  readonly defaultDatabase: string;
  /** Called with the client before it connects, to watch commands and the pool. */
  readonly observe?: ((client: mongo.MongoClient) => void) | undefined;
}

const SERVER_SELECTION_MS = 5000;
/** A read or write that the store has not answered by then is given up; slower than any healthy one. */
const SOCKET_TIMEOUT_MS = 30_000;

/**
 * Connects mongoose to a store.
 *
 * @throws UnavailableError if no server answers within five seconds.
 */
export async function connectStore({
  uri,
  defaultDatabase,
  observe,
}: ConnectOptions): Promise<StoreConnection> {
  const connection = mongoose.createConnection();
  connection.on('error', () => undefined); // Reported where it is awaited; unheard it would end the process.
  try {
    const opening = connection.openUri(uri, {
      autoIndex: false,
      autoCreate: false,
      bufferCommands: false,
      ...(hasDatabase(uri) ? {} : { dbName: defaultDatabase }),
      appName: 'reeve',
      writeConcern: { w: 'majority', journal: true },
      readPreference: 'primary',
      retryWrites: true,
      retryReads: true,
      serverSelectionTimeoutMS: SERVER_SELECTION_MS,
      socketTimeoutMS: SOCKET_TIMEOUT_MS,
      monitorCommands: observe !== undefined || monitorsCommands(),
    });
    await opening;
  } catch (error) {
    await connection.close().catch(() => undefined);
    throw new UnavailableError(`No store answers at ${withoutCredentials(uri)}.`, { cause: error });
  }
  const client = connection.getClient();
  observeStore(client);
  observe?.(client);
  return { connection, client, close: () => connection.close() };
}

/** True if the URI names a database: the path after the hosts. */
function hasDatabase(uri: string): boolean {
  const [, path = ''] = /^mongodb(?:\+srv)?:\/\/[^/?]*\/([^?]*)/.exec(uri) ?? [];
  return path !== '';
}

/** The URI as it may be shown in a message. */
function withoutCredentials(uri: string): string {
  return uri.replace(/\/\/[^/@]*@/, '//');
}
