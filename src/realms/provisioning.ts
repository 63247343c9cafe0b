import { createHash } from 'node:crypto';
import type { Connection, mongo } from 'mongoose';
import type { AnyCollection } from './collections.js';

/**
 * Creates collections and their indexes: one command each, all at once. Repeating it changes nothing, so it also
 * completes what was begun, and adds what a newer version brings.
 */
export async function provisionCollections(
  connection: Connection,
  collections: readonly AnyCollection[],
): Promise<void> {
  await Promise.all(collections.map((definition) => provisionCollection(connection, definition)));
}

/** A short name of what a database of this version has, to tell whether one was made by another. */
export function layoutOf(collections: readonly AnyCollection[]): string {
  const shape = collections.map(({ collection, indexes, derivation }) => ({
    collection,
    indexes,
    derivation,
  }));
  return createHash('sha256').update(JSON.stringify(shape)).digest('hex').slice(0, 16);
}

async function provisionCollection(connection: Connection, definition: AnyCollection): Promise<void> {
  if (definition.indexes.length === 0) {
    await createIfAbsent(connection, definition.collection);
    return;
  }
  // createIndexes creates a collection that is not there.
  await database(connection)
    .collection(definition.collection)
    .createIndexes(definition.indexes.map(({ key, options }) => ({ key: { ...key }, ...options })));
}

const NAMESPACE_EXISTS = 48;

async function createIfAbsent(connection: Connection, name: string): Promise<void> {
  try {
    await database(connection).createCollection(name);
  } catch (error) {
    if ((error as { code?: unknown }).code !== NAMESPACE_EXISTS) throw error;
  }
}

function database(connection: Connection): mongo.Db {
  if (connection.db === undefined) throw new Error('The connection is not open.');
  return connection.db;
}
