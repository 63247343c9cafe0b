import { invalidNamespace } from '../query/errors.js';
import type { Key } from '../storage/keys.js';

/** Database names are at most 63 bytes, whole namespaces at most 255. */
const DATABASE_BYTES = 63;
const NAMESPACE_BYTES = 255;

export interface Namespace {
  readonly db: string;
  readonly collection: string;
}

/** Names that were found good, with a NUL between, which none has in it; every command has one to be checked. */
const known = new Map<string, Namespace>();
const MOST_KNOWN = 10_000;

/** Throws 73 InvalidNamespace for names that MongoDB refuses. */
export function namespace(db: string, collection: unknown): Namespace {
  const names = typeof collection === 'string' ? `${db}\0${collection}` : '';
  const found = known.get(names);
  if (found !== undefined) return found;
  const checked = checkedNamespace(db, collection);
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(names, checked);
  return checked;
}

function checkedNamespace(db: string, collection: unknown): Namespace {
  checkDatabaseName(db);
  if (typeof collection !== 'string') {
    throw invalidNamespace(
      `collection name has invalid type ${collection === null ? 'null' : typeof collection}`,
    );
  }
  const bad =
    collection === '' || collection.includes('\0') || collection.includes('$') || collection.startsWith('.');
  if (bad || Buffer.byteLength(`${db}.${collection}`) > NAMESPACE_BYTES) {
    throw invalidNamespace(`Invalid namespace specified '${db}.${collection}'`);
  }
  return { db, collection };
}

export function checkDatabaseName(db: string): void {
  if (db === '' || /[\0/\\ ."$]/.test(db) || Buffer.byteLength(db) > DATABASE_BYTES) {
    throw invalidNamespace(`Invalid database name: '${db}'`);
  }
}

export function fullName({ db, collection }: Namespace): string {
  return `${db}.${collection}`;
}

const utf8Key = (text: string): Key => Buffer.from(text, 'utf8').toString('latin1');
const textOf = (key: Key): string => Buffer.from(key, 'latin1').toString('utf8');

const keys = new WeakMap<Namespace, Key>();

/** The catalogue's key of a collection. */
export function collectionKey(namespace: Namespace): Key {
  let key = keys.get(namespace);
  if (key === undefined) {
    key = `c${utf8Key(namespace.db)}\0${utf8Key(namespace.collection)}`;
    keys.set(namespace, key);
  }
  return key;
}

/** The prefix of the catalogue's keys of a database's collections. */
export function databaseKeyPrefix(db: string): Key {
  return `c${utf8Key(db)}\0`;
}

export function namespaceOfKey(key: Key): Namespace {
  const split = key.indexOf('\0');
  return { db: textOf(key.slice(1, split)), collection: textOf(key.slice(split + 1)) };
}
