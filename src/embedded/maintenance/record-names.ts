import { type Collection, decodeCollection, type Index } from '../catalog/collection.js';
import { fullName, namespaceOfKey } from '../catalog/namespace.js';
import { decodePlain } from '../query/documents.js';
import { CommandError } from '../query/errors.js';
import { idKey } from '../records/index-keys.js';
import { shellText } from '../records/shell-text.js';
import type { DamagedRecord } from '../storage/damage.js';
import { type Key, keyBytes } from '../storage/keys.js';
import { CATALOG, DOCUMENTS, INDEXES, OPLOG } from '../storage/layer.js';
import type { RecordScan } from '../storage/record-scan.js';

/** Collections and indexes by the prefix of their keys. */
export interface Prefixes {
  readonly collections: ReadonlyMap<Key, Collection>;
  readonly indexes: ReadonlyMap<Key, { readonly collection: Collection; readonly index: Index }>;
}

/** The number of a collection or an index takes this much of a key. */
export const PREFIX_LENGTH = 4;

/** Reads the catalogue's sound entries; `unreadable` hears of those that do not decode. */
export function readPrefixes(scan: RecordScan, unreadable: (key: Key) => void = () => undefined): Prefixes {
  const collections = new Map<Key, Collection>();
  const indexes = new Map<Key, { collection: Collection; index: Index }>();
  for (const { key, value, damaged } of scan.records(CATALOG, { lower: 'c', upper: 'd' })) {
    if (damaged) continue;
    try {
      const collection = decodeCollection(namespaceOfKey(key), value, () => new Set());
      collections.set(collection.prefix, collection);
      for (const index of collection.indexes) indexes.set(index.prefix, { collection, index });
    } catch {
      unreadable(key);
    }
  }
  return { collections, indexes };
}

/** Where a record belongs and which it is, for a person. */
export function recordName({ collections, indexes }: Prefixes, { space, key, value }: DamagedRecord): string {
  const rest = key.slice(PREFIX_LENGTH);
  const prefix = key.slice(0, PREFIX_LENGTH);
  if (space === DOCUMENTS) {
    const collection = collections.get(prefix);
    const namespace = collection === undefined ? 'no known collection' : fullName(collection.namespace);
    return `the document ${documentName(rest, value)} of ${namespace}`;
  }
  if (space === INDEXES) {
    const found = indexes.get(prefix);
    const name =
      found === undefined
        ? 'no known index'
        : `the index ${found.index.name} of ${fullName(found.collection.namespace)}`;
    return `the entry ${hex(rest)} of ${name}`;
  }
  if (space === CATALOG) {
    if (key.startsWith('c')) return `the catalogue's entry of ${fullName(namespaceOfKey(key))}`;
    return `the catalogue's record ${hex(key)}`;
  }
  if (space === OPLOG) return `the record ${hex(key)} of the history of changes`;
  return `the record of the session ${hex(key)}`;
}

/** What the server answers where a command meets a damaged record: 1 InternalError, `storeCode` STORE_RECORD_DAMAGED. */
export function damagedRecordError(scan: RecordScan, record: DamagedRecord): CommandError {
  const message = `${recordName(readPrefixes(scan), record)} is damaged: its checksum does not match`;
  return new CommandError(1, 'InternalError', message, { storeCode: 'STORE_RECORD_DAMAGED' });
}

/** By its `_id`, if what lies there still has the one that its key was made of; else by the key. */
function documentName(key: Key, value: Buffer): string {
  try {
    const { _id: id } = decodePlain(value);
    if (idKey(id).key === key) return `with _id ${shellText(id)}`;
  } catch {
    // Its bytes are no document any more.
  }
  return `with key ${hex(key)}`;
}

function hex(key: Key): string {
  return `0x${keyBytes(key).toString('hex')}`;
}
