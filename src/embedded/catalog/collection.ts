import { UUID } from 'bson';
import { decodePlain, type Document, encode } from '../query/documents.js';
import { compileFilter, type Filter } from '../query/filter.js';
import { type Key, uint32Key } from '../storage/keys.js';
import type { Namespace } from './namespace.js';

export type Direction = 1 | -1;

export interface Index {
  readonly id: number;
  readonly prefix: Key;
  readonly name: string;
  readonly paths: readonly string[];
  readonly directions: readonly Direction[];
  readonly unique: boolean;
  /** Takes no new duplicates, so that it can become unique. */
  readonly prepareUnique: boolean;
  readonly sparse: boolean;
  readonly partialFilterExpression: Document | undefined;
  readonly partialFilter: Filter | undefined;
  readonly expireAfterSeconds: number | undefined;
  /** As listIndexes answers it. */
  readonly spec: Document;
  /** The parts through which some document has an array, and maybe TRUNCATED. Only ever grows. */
  readonly marks: Set<number>;
}

export interface Collection {
  readonly namespace: Namespace;
  readonly id: number;
  /** Of the keys of its documents. */
  readonly prefix: Key;
  readonly uuid: UUID;
  readonly options: Document;
  /** What its documents must match; undefined for a view, or where nothing is checked. */
  readonly validator: Filter | undefined;
  /** TRUNCATED, if some `_id` is. */
  readonly marks: Set<number>;
  /** Without the one on `_id`, which is the order of the documents themselves. */
  readonly indexes: readonly Index[];
}

interface CollectionRecord {
  readonly id: number;
  readonly uuid: UUID;
  readonly options: Document;
  readonly indexes: readonly { readonly id: number; readonly spec: Document }[];
}

export const ID_INDEX_NAME = '_id_';

/** The mark of an index with a key so long that only its beginning and a hash are kept: its order is not exact. */
export const TRUNCATED = 255;

export function newIndex(id: number, spec: Document, marks: Set<number> = new Set()): Index {
  const pattern = Object.entries(spec.key as Document);
  const partial = spec.partialFilterExpression as Document | undefined;
  const expireAfterSeconds = spec.expireAfterSeconds;
  return {
    id,
    prefix: uint32Key(id),
    name: spec.name as string,
    paths: pattern.map(([path]) => path),
    directions: pattern.map(([, direction]) => (Number(direction) < 0 ? -1 : 1)),
    unique: spec.unique === true,
    prepareUnique: spec.prepareUnique === true,
    sparse: spec.sparse === true,
    partialFilterExpression: partial,
    partialFilter: partial === undefined ? undefined : compileFilter(partial),
    expireAfterSeconds: expireAfterSeconds === undefined ? undefined : Number(expireAfterSeconds),
    spec,
    marks,
  };
}

export function newCollection(namespace: Namespace, id: number, options: Document): Collection {
  return {
    namespace,
    id,
    prefix: uint32Key(id),
    uuid: new UUID(),
    options,
    validator: validatorOf(options),
    marks: new Set(),
    indexes: [],
  };
}

/** The filter of a collection's options. */
export function validatorOf({ validator, validationLevel }: Document): Filter | undefined {
  if (validator === undefined || validationLevel === 'off') return undefined;
  return compileFilter(validator as Document);
}

export function encodeCollection(collection: Collection): Buffer {
  const { id, uuid, options, indexes } = collection;
  return encode({ id, uuid, options, indexes: indexes.map((index) => ({ id: index.id, spec: index.spec })) });
}

export function decodeCollection(
  namespace: Namespace,
  bytes: Buffer,
  marksOf: (id: number) => Set<number>,
): Collection {
  const record = decodePlain(bytes) as unknown as CollectionRecord;
  const { id, uuid, options } = record;
  const indexes = record.indexes.map((index) => newIndex(index.id, index.spec, marksOf(index.id)));
  const validator = validatorOf(options);
  return { namespace, id, prefix: uint32Key(id), uuid, options, validator, marks: marksOf(id), indexes };
}
