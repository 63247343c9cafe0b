import { BSON, ObjectId } from 'bson';
import type { Collection, Index } from '../catalog/collection.js';
import { TRUNCATED } from '../catalog/collection.js';
import type { Catalog } from '../catalog/catalog.js';
import { decodePlain, type Document } from '../query/documents.js';
import { requireIdValue } from '../query/id-values.js';
import { requireStorableDepth } from '../query/update.js';
import { DOCUMENTS, INDEXES } from '../storage/layer.js';
import { type Key, keyBytes, prefixEnd } from '../storage/keys.js';
import { idKey, type IndexKey, indexKeys } from './index-keys.js';
import type { Replacing } from '../streams/change.js';
import type { Unit } from './unit.js';
import { validate } from './validation.js';
import { duplicateKeyError, tooLarge } from './write-errors.js';

export const MAX_DOCUMENT_BYTES = 16 * 1024 * 1024;

/** A stored document and where it is stored. */
export interface StoredDocument {
  readonly key: Key;
  readonly raw: Buffer;
}

/** How an index points to a document: a unique index by its value, the others by the end of their key. */
export function indexEntry(index: Index, { key }: IndexKey, documentId: Key): { key: Key; value: Buffer } {
  if (index.unique) return { key: index.prefix + key, value: keyBytes(documentId) };
  const value = Buffer.allocUnsafe(2);
  value.writeUInt16BE(index.prefix.length + key.length);
  return { key: index.prefix + key + documentId, value };
}

/** The id part of the document's key that an index entry points to. */
export function documentIdOf(index: Index, entry: { readonly key: Key; readonly value: Buffer }): Key {
  return index.unique ? entry.value.toString('latin1') : entry.key.slice(entry.value.readUInt16BE(0));
}

/** Adds one document with its index entries. All or nothing: it checks everything before it writes. */
export function insertDocument(
  catalog: Catalog,
  unit: Unit,
  collection: Collection,
  raw: Buffer,
  document: Document,
): Key {
  const id = checkedId(document);
  checkSize(raw);
  requireStorableDepth(document, raw.length);
  validate(unit, collection, document);
  const { key: documentId, truncated } = idKey(id);
  const key = collection.prefix + documentId;
  unit.claim(DOCUMENTS, key);
  if (unit.reader.get(DOCUMENTS, key) !== undefined) throw duplicateKeyError(collection, undefined, [id]);
  const entries = collection.indexes.map((index) =>
    claimKeys(unit, collection, index, document, documentId, NO_KEYS),
  );
  unit.write(DOCUMENTS, key, raw);
  unit.changes.push({ kind: 'insert', collection, after: raw });
  if (truncated) catalog.mark(unit, collection, TRUNCATED);
  collection.indexes.forEach((index, i) => {
    addKeys(catalog, unit, index, entries[i] as ClaimedKeys, documentId);
  });
  return key;
}

/** Puts `document` in the place of what is stored. The `_id` must be the same; the caller has checked that. */
export function replaceDocument(
  catalog: Catalog,
  unit: Unit,
  collection: Collection,
  stored: StoredDocument,
  raw: Buffer,
  document: Document,
  how: Replacing,
): void {
  checkSize(raw);
  validate(unit, collection, document, () => decodePlain(stored.raw));
  const documentId = stored.key.slice(collection.prefix.length);
  unit.claim(DOCUMENTS, stored.key);
  const before = collection.indexes.length === 0 ? {} : decodePlain(stored.raw);
  const entries = collection.indexes.map((index) => {
    const old = new Map(indexKeys(index, before).keys.map((key) => [key.key, key]));
    return claimKeys(unit, collection, index, document, documentId, old);
  });
  unit.write(DOCUMENTS, stored.key, raw);
  unit.changes.push({ kind: 'modify', collection, how, before: stored.raw, after: raw });
  collection.indexes.forEach((index, i) => {
    addKeys(catalog, unit, index, entries[i] as ClaimedKeys, documentId);
  });
}

/** Adds the entries of a stored document to an index that is being built. */
export function indexDocument(
  catalog: Catalog,
  unit: Unit,
  collection: Collection,
  index: Index,
  key: Key,
  document: Document,
): void {
  const documentId = key.slice(collection.prefix.length);
  addKeys(
    catalog,
    unit,
    index,
    claimKeys(unit, collection, index, document, documentId, NO_KEYS),
    documentId,
  );
}

export function removeDocument(unit: Unit, collection: Collection, stored: StoredDocument): void {
  const documentId = stored.key.slice(collection.prefix.length);
  unit.claim(DOCUMENTS, stored.key);
  if (collection.indexes.length > 0) {
    const document = decodePlain(stored.raw);
    for (const index of collection.indexes) {
      for (const key of indexKeys(index, document).keys) {
        const entry = indexEntry(index, key, documentId);
        if (index.unique) unit.claim(INDEXES, entry.key);
        unit.write(INDEXES, entry.key, null);
      }
    }
  }
  unit.write(DOCUMENTS, stored.key, null);
  unit.changes.push({ kind: 'delete', collection, before: stored.raw });
}

interface ClaimedKeys {
  readonly added: readonly IndexKey[];
  readonly removed: readonly IndexKey[];
  readonly multikey: ReadonlySet<number>;
}

const NO_KEYS: ReadonlyMap<Key, IndexKey> = new Map();

function claimKeys(
  unit: Unit,
  collection: Collection,
  index: Index,
  document: Document,
  documentId: Key,
  old: ReadonlyMap<Key, IndexKey>,
): ClaimedKeys {
  const { keys, multikey } = indexKeys(index, document);
  const now = new Set(keys.map(({ key }) => key));
  const added = keys.filter(({ key }) => !old.has(key));
  const removed = [...old.values()].filter(({ key }) => !now.has(key));
  if (index.unique) {
    for (const key of removed) unit.claim(INDEXES, indexEntry(index, key, documentId).key);
    for (const key of added) {
      const entry = indexEntry(index, key, documentId);
      unit.claim(INDEXES, entry.key);
      const holder = unit.reader.get(INDEXES, entry.key);
      if (holder !== undefined && holder.toString('latin1') !== documentId) {
        throw duplicateKeyError(collection, index, key.values);
      }
    }
  }
  if (index.prepareUnique) for (const key of added) refuseDuplicate(unit, collection, index, key, documentId);
  return { added, removed, multikey };
}

/** In an index that is not unique yet but must become it. */
function refuseDuplicate(
  unit: Unit,
  collection: Collection,
  index: Index,
  { key, values }: IndexKey,
  documentId: Key,
): void {
  const prefix = index.prefix + key;
  unit.claim(INDEXES, prefix);
  for (const entry of unit.reader.range(
    INDEXES,
    { lower: prefix, upper: prefixEnd(prefix) },
    false,
    Infinity,
  )) {
    // A longer key may begin with this one.
    const same = entry.value.readUInt16BE(0) === prefix.length;
    if (same && documentIdOf(index, entry) !== documentId) throw duplicateKeyError(collection, index, values);
  }
}

function addKeys(catalog: Catalog, unit: Unit, index: Index, claimed: ClaimedKeys, documentId: Key): void {
  for (const key of claimed.removed) unit.write(INDEXES, indexEntry(index, key, documentId).key, null);
  for (const key of claimed.added) {
    const entry = indexEntry(index, key, documentId);
    unit.write(INDEXES, entry.key, entry.value);
    if (key.truncated) catalog.mark(unit, index, TRUNCATED);
  }
  for (const part of claimed.multikey) catalog.mark(unit, index, part);
}

/** The document's bytes with an `_id` in front, made if there is none. */
export function withId(raw: Buffer, document: Document): { raw: Buffer; document: Document } {
  if (Object.hasOwn(document, '_id')) {
    const first = raw[5] === 0x5f && raw.toString('latin1', 5, 9) === '_id\0';
    return { raw: first ? raw : idFirst(raw), document };
  }
  const id = new ObjectId();
  const bytes = Buffer.allocUnsafe(raw.length + 17);
  bytes.writeInt32LE(bytes.length, 0);
  bytes[4] = 7;
  bytes.write('_id\0', 5, 'latin1');
  bytes.set(id.id, 9);
  raw.copy(bytes, 21, 4);
  return { raw: bytes, document: { _id: id, ...document } };
}

function idFirst(raw: Buffer): Buffer {
  for (const [, nameOffset, nameLength, offset, length] of BSON.onDemand.parseToElements(raw)) {
    if (raw.toString('latin1', nameOffset, nameOffset + nameLength) !== '_id') continue;
    const start = nameOffset - 1;
    const end = offset + length;
    return Buffer.concat([
      raw.subarray(0, 4),
      raw.subarray(start, end),
      raw.subarray(4, start),
      raw.subarray(end),
    ]);
  }
  return raw;
}

function checkedId(document: Document): unknown {
  requireIdValue(document._id);
  return document._id;
}

function checkSize(raw: Buffer): void {
  if (raw.length > MAX_DOCUMENT_BYTES) throw tooLarge(raw.length, MAX_DOCUMENT_BYTES);
}
