import type { Connection, Model } from 'mongoose';
import type { CollectionDefinition } from './realm.js';

/**
 * The model of a collection on one connection, compiled at first use. Models live and die with their connection:
 * `removeDb` of a realm frees them, which `mongoose.model` never would.
 */
export function modelOf<T>(connection: Connection, definition: CollectionDefinition<T>): Model<T> {
  const known = connection.models[definition.collection] as Model<T> | undefined;
  return known ?? connection.model<T>(definition.collection, definition.schema, definition.collection);
}
