import { MongoClient, MongoServerError, type Db, type MongoClientOptions } from 'mongodb';
import { startStoreServer, type StoreServer } from '../../src/embedded/store-server.js';

/** A store that the contract suite runs against: MONGODB_URI's, or else an embedded one in this thread. */
export interface StoreUnderTest {
  readonly uri: string;
  /** False where MONGODB_URI names a real MongoDB. */
  readonly embedded: boolean;
  /** A client of its own, closed with the store. */
  client(options?: MongoClientOptions): MongoClient;
  /** A database of its own, dropped with the store. */
  database(): Db;
  close(): Promise<void>;
}

let databases = 0;

export async function storeUnderTest(): Promise<StoreUnderTest> {
  const given = process.env['MONGODB_URI'];
  const server: StoreServer | undefined =
    given === undefined ? await startStoreServer({ dataDir: ':memory:' }) : undefined;
  const uri = given ?? (server as StoreServer).uri;
  const clients: MongoClient[] = [];
  const made: Db[] = [];
  const client = (options?: MongoClientOptions): MongoClient => {
    const next = new MongoClient(uri, options);
    clients.push(next);
    return next;
  };
  const main = client();
  return {
    uri,
    embedded: server !== undefined,
    client,
    database: () => {
      const db = main.db(`contract_${String(process.pid)}_${String(Date.now())}_${String(databases++)}`);
      made.push(db);
      return db;
    },
    close: async () => {
      for (const db of made) await db.dropDatabase();
      for (const one of clients) await one.close();
      await server?.close();
    },
  };
}

/** The server's error of a promise that must reject. */
export async function failure(promise: Promise<unknown>): Promise<MongoServerError> {
  const error = await promise.then(
    () => new Error('it did not fail'),
    (reason: unknown) => reason,
  );
  if (error instanceof MongoServerError) return error;
  throw error;
}
