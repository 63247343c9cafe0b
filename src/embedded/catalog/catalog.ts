import type { Document } from '../query/documents.js';
import { namespaceNotFound } from '../query/errors.js';
import type { Unit } from '../records/unit.js';
import { decodeMeta, encodeMeta, META_KEY } from '../storage/format.js';
import { type Key, prefixEnd, uint32Key } from '../storage/keys.js';
import { CATALOG, type Layer } from '../storage/layer.js';
import type { Reader } from '../storage/reader.js';
import {
  type Collection,
  decodeCollection,
  encodeCollection,
  type Index,
  newCollection,
} from './collection.js';
import { collectionKey, databaseKeyPrefix, fullName, type Namespace, namespaceOfKey } from './namespace.js';

/** Collections kept decoded; the others are read when they are asked for. */
const CACHE_SIZE = 4_096;

export const markPrefix = (id: number): Key => `m${uint32Key(id)}`;
/** Collections and indexes that are dropped, whose keys are yet to be removed. */
export const garbageKey = (space: 'd' | 'i', id: number): Key => `g${space}${uint32Key(id)}`;
export const ttlKey = (namespaceKey: Key): Key => `t${namespaceKey}`;

/** Databases, collections and indexes, read from the `catalog` space when they are needed. */
export class Catalog {
  readonly #reader: Reader;
  readonly #cache = new Map<Key, Collection>();
  /** Shared by all decodings of an index, so that a mark outlives the cache. */
  readonly #marks = new Map<number, Set<number>>();
  #nextId: number;

  constructor(reader: Reader) {
    const meta = reader.get(CATALOG, META_KEY);
    this.#reader = reader;
    this.#nextId = meta === undefined ? 1 : decodeMeta(meta).nextId;
  }

  /** A number that no collection or index has had. */
  newId(): number {
    return this.#nextId++;
  }

  find(unit: Unit, namespace: Namespace): Collection | undefined {
    const key = collectionKey(namespace);
    const own = unit.writes.get(CATALOG, key);
    const staged = own === undefined ? unit.transaction?.writes.get(CATALOG, key) : own;
    if (staged !== undefined) return staged === null ? undefined : this.#load(namespace, staged);
    unit.checkCatalogEntry(key);
    const collection = this.#cached(namespace, key);
    if (collection !== undefined) unit.useCollection(collection.id);
    return collection;
  }

  /** Whether the name is that of a collection which was there before the unit's transaction. */
  isCommitted(unit: Unit, namespace: Namespace): boolean {
    return unit.transaction?.snapshot.reader.get(CATALOG, collectionKey(namespace)) !== undefined;
  }

  /** Throws 26 NamespaceNotFound. */
  get(unit: Unit, namespace: Namespace): Collection {
    const collection = this.find(unit, namespace);
    if (collection === undefined) throw namespaceNotFound(`ns does not exist: ${fullName(namespace)}`);
    return collection;
  }

  create(unit: Unit, namespace: Namespace, options: Document = {}): Collection {
    unit.claim(CATALOG, collectionKey(namespace));
    const collection = newCollection(namespace, this.newId(), options);
    this.#write(unit, collection);
    return collection;
  }

  /** Gives a collection other indexes or options. */
  replace(unit: Unit, collection: Collection): void {
    unit.claim(CATALOG, collectionKey(collection.namespace));
    unit.claimCollection(collection.id);
    this.#write(unit, collection);
  }

  /** Removes the entry; the documents and keys are removed later, in the background. */
  drop(unit: Unit, collection: Collection): void {
    const key = collectionKey(collection.namespace);
    unit.claim(CATALOG, key);
    unit.claimCollection(collection.id);
    unit.write(CATALOG, key, null);
    unit.write(CATALOG, ttlKey(key), null);
    unit.write(CATALOG, garbageKey('d', collection.id), Buffer.from([1]));
    for (const index of collection.indexes) this.dropIndexKeys(unit, index);
  }

  /** Gives a collection another name; nothing may have that name. */
  rename(unit: Unit, collection: Collection, to: Namespace): Collection {
    const key = collectionKey(collection.namespace);
    unit.claim(CATALOG, key);
    unit.claim(CATALOG, collectionKey(to));
    unit.claimCollection(collection.id);
    unit.write(CATALOG, key, null);
    unit.write(CATALOG, ttlKey(key), null);
    const renamed = { ...collection, namespace: to };
    this.#write(unit, renamed);
    return renamed;
  }

  dropIndexKeys(unit: Unit, index: Index): void {
    unit.write(CATALOG, garbageKey('i', index.id), Buffer.from([1]));
    const prefix = markPrefix(index.id);
    for (const { key } of unit.reader.range(
      CATALOG,
      { lower: prefix, upper: prefixEnd(prefix) },
      false,
      300,
    )) {
      unit.write(CATALOG, key, null);
    }
  }

  /** Marks an index (a part with an array, or TRUNCATED) or a collection (TRUNCATED). Other units may see it before the commit, which is harmless. */
  mark(unit: Unit, { id, marks }: Index | Collection, mark: number): void {
    const key = markPrefix(id) + String.fromCharCode(mark);
    // In memory it may be the mark of a unit that was dropped: only what is stored outlives this process.
    if (marks.has(mark) && unit.reader.get(CATALOG, key) !== undefined) return;
    marks.add(mark);
    this.#marks.set(id, marks);
    unit.write(CATALOG, key, Buffer.from([1]));
  }

  *collections(unit: Unit, db: string): Generator<Collection> {
    const prefix = databaseKeyPrefix(db);
    const range = { lower: prefix, upper: prefixEnd(prefix) };
    for (const { key } of unit.reader.range(CATALOG, range, false, Infinity)) {
      const collection = this.find(unit, namespaceOfKey(key));
      if (collection !== undefined) yield collection;
    }
  }

  databases(unit: Unit): string[] {
    const names: string[] = [];
    let lower = 'c';
    for (;;) {
      const [entry] = unit.reader.range(CATALOG, { lower, upper: 'd' }, false, 1);
      if (entry === undefined) return names;
      const { db } = namespaceOfKey(entry.key);
      names.push(db);
      lower = prefixEnd(databaseKeyPrefix(db));
    }
  }

  /** Before a commit: what the catalogue adds to writes that change it; and nothing changed stays cached. */
  beforeCommit(writes: Layer): void {
    if (writes.isEmpty(CATALOG)) return;
    for (const key of writes.entries(CATALOG).keys()) {
      this.#cache.delete(key);
    }
    writes.set(CATALOG, META_KEY, encodeMeta(this.#nextId));
  }

  clearCache(): void {
    this.#cache.clear();
  }

  #write(unit: Unit, collection: Collection): void {
    const key = collectionKey(collection.namespace);
    const expires = collection.indexes.some((index) => index.expireAfterSeconds !== undefined);
    unit.write(CATALOG, key, encodeCollection(collection));
    unit.write(CATALOG, ttlKey(key), expires ? Buffer.from([1]) : null);
  }

  #cached(namespace: Namespace, key: Key): Collection | undefined {
    const cached = this.#cache.get(key);
    if (cached !== undefined) return cached;
    const bytes = this.#reader.get(CATALOG, key);
    if (bytes === undefined) return undefined;
    const collection = this.#load(namespace, bytes);
    if (this.#cache.size >= CACHE_SIZE) this.#cache.delete(this.#cache.keys().next().value as Key);
    this.#cache.set(key, collection);
    return collection;
  }

  #load(namespace: Namespace, bytes: Buffer): Collection {
    return decodeCollection(namespace, bytes, (id) => this.#marksOf(id));
  }

  #marksOf(id: number): Set<number> {
    const known = this.#marks.get(id);
    if (known !== undefined) return known;
    const prefix = markPrefix(id);
    const range = { lower: prefix, upper: prefixEnd(prefix) };
    const keys = this.#reader
      .range(CATALOG, range, false, 256)
      .map(({ key }) => key.charCodeAt(prefix.length));
    const marks = new Set(keys);
    if (marks.size > 0) this.#marks.set(id, marks);
    return marks;
  }
}
