import { ObjectId } from 'bson';
import type { Collection, Index } from '../catalog/collection.js';
import { encodeKey } from '../query/key-encoding.js';
import { documentIdOf } from '../records/documents.js';
import { idKey, INDEX_KEY_BYTES } from '../records/index-keys.js';
import { type Key, keyOf } from '../storage/keys.js';
import { DOCUMENTS, INDEXES } from '../storage/layer.js';
import type { Reader } from '../storage/reader.js';
import type { QuerySpec } from './query.js';

/**
 * The documents, one or none, that a query finds which asks for one value of `_id` or of a unique index and for nothing
 * else, as most do. The planner would come to the same, but has to rule out everything else first. Undefined for every
 * other query. What is found is valid until anything else is read.
 */
export function pointRead(
  reader: Reader,
  collection: Collection,
  spec: QuerySpec,
): readonly Buffer[] | undefined {
  const { filter, sort, projection, skip, hint, variables } = spec;
  if (sort !== undefined || projection !== undefined || hint !== undefined) return undefined;
  if (skip !== undefined || variables !== undefined) return undefined;
  const [path, another] = Object.keys(filter);
  if (path === undefined || another !== undefined) return undefined;
  const value = filter[path];
  if (typeof value !== 'string' && !(value instanceof ObjectId)) return undefined;
  if (path === '_id') {
    const { key, truncated } = idKey(value);
    return truncated ? undefined : documentAt(reader, collection, key);
  }
  const index = collection.indexes.find((one) => decides(one, path));
  if (index === undefined) return undefined;
  const key = encodeKey([value], index.directions);
  if (key.length > INDEX_KEY_BYTES) return undefined;
  const whole = index.prefix + keyOf(key);
  const entry = reader.get(INDEXES, whole);
  if (entry === undefined) return [];
  return documentAt(reader, collection, documentIdOf(index, { key: whole, value: entry }));
}

/** Whether an index knows of every document with some value at a path, and of one at most: no arrays, no long keys. */
function decides({ unique, paths, partialFilterExpression, marks }: Index, path: string): boolean {
  if (!unique || paths.length !== 1 || paths[0] !== path || path.includes('.')) return false;
  return partialFilterExpression === undefined && marks.size === 0;
}

function documentAt(reader: Reader, { prefix }: Collection, documentId: Key): readonly Buffer[] {
  const raw = reader.borrow(DOCUMENTS, prefix + documentId);
  return raw === undefined ? [] : [raw];
}
