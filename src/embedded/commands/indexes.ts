import { type Collection, ID_INDEX_NAME, type Index, newIndex } from '../catalog/collection.js';
import { fullName, namespace } from '../catalog/namespace.js';
import { checkedIndexSpec, isIdIndex } from '../catalog/index-spec.js';
import { compareValues } from '../query/bson-order.js';
import { decodePlain, type Document, encode } from '../query/documents.js';
import {
  CommandError,
  indexKeySpecsConflict,
  indexNotFound,
  indexOptionsConflict,
  invalidOptions,
  namespaceNotFound,
} from '../query/errors.js';
import { indexDocument } from '../records/documents.js';
import { prefixEnd } from '../storage/keys.js';
import { DOCUMENTS } from '../storage/layer.js';
import { countArgument, documentArgument, documentsArgument, isDocument } from './arguments.js';
import type { ReplyDocument } from '../wire/reply-document.js';
import type { Call, Command } from './command.js';
import { firstReply } from './find.js';
import { refuseView } from './out.js';
import { targetOf } from './write-statements.js';

const BUILD_CHUNK = 1_000;

function createIndexes(call: Call): Document {
  const { engine, unit, args } = call;
  const specs = documentsArgument(args, 'indexes').map(checkedIndexSpec);
  if (specs.length === 0) throw new CommandError(2, 'BadValue', 'Must specify at least one index to create');
  const target = targetOf(call, args.createIndexes);
  const createdCollectionAutomatically = target.find() === undefined;
  let collection = target.make();
  const numIndexesBefore = collection.indexes.length + 1;
  for (const spec of specs) {
    if (isIdIndex(spec.key as Document) || existing(collection, spec) !== undefined) continue;
    refuseInTransaction(call, collection);
    if (collection.indexes.length >= 63)
      throw new CommandError(67, 'CannotCreateIndex', 'add index fails, too many indexes');
    const index = newIndex(engine.catalog.newId(), spec);
    collection = { ...collection, indexes: [...collection.indexes, index] };
    buildIndex(call, collection, index);
  }
  const numIndexesAfter = collection.indexes.length + 1;
  if (numIndexesAfter !== numIndexesBefore) engine.catalog.replace(unit, collection);
  const note = numIndexesAfter === numIndexesBefore ? { note: 'all indexes already exist' } : {};
  return { numIndexesBefore, numIndexesAfter, createdCollectionAutomatically, ...note };
}

/** A transaction may index what it made itself: to others' collections they write meanwhile, without the index. */
function refuseInTransaction({ unit, engine }: Call, collection: Collection): void {
  if (unit.transaction === undefined || !engine.catalog.isCommitted(unit, collection.namespace)) return;
  throw new CommandError(
    263,
    'OperationNotSupportedInTransaction',
    `Cannot create new indexes on existing collection ${fullName(collection.namespace)} in a multi-document transaction.`,
  );
}

/** The same index, if there is one already. Throws 85 or 86 if it is the same by name or key only. */
function existing(collection: Collection, spec: Document): Index | undefined {
  const same = collection.indexes.find(({ spec: other }) => other.name === spec.name);
  if (same !== undefined) {
    if (compareValues(same.spec, spec) === 0 && samePattern(same.spec, spec)) return same;
    const message = `An existing index has the same name as the requested index. When index names are not specified, they are auto generated and can cause conflicts. Please refer to our documentation. Requested index: ${JSON.stringify(spec)}, existing index: ${JSON.stringify(same.spec)}`;
    throw samePattern(same.spec, spec) ? indexOptionsConflict(message) : indexKeySpecsConflict(message);
  }
  const sameKey = collection.indexes.find(
    ({ spec: other }) => samePattern(other, spec) && samePartial(other, spec),
  );
  if (sameKey !== undefined) {
    throw indexOptionsConflict(`Index already exists with a different name: ${sameKey.name}`);
  }
  return undefined;
}

function samePattern(a: Document, b: Document): boolean {
  return compareValues(a.key, b.key) === 0;
}

function samePartial(a: Document, b: Document): boolean {
  return compareValues(a.partialFilterExpression ?? null, b.partialFilterExpression ?? null) === 0;
}

/** Lists every document in a new index. */
export function buildIndex({ engine, unit }: Call, collection: Collection, index: Index): void {
  unit.claimCollection(collection.id);
  let lower = collection.prefix;
  const upper = prefixEnd(collection.prefix);
  for (;;) {
    const chunk = unit.reader.range(DOCUMENTS, { lower, upper }, false, BUILD_CHUNK);
    for (const { key, value } of chunk) {
      indexDocument(engine.catalog, unit, collection, index, key, decodePlain(value));
    }
    const last = chunk.at(-1);
    if (last === undefined || chunk.length < BUILD_CHUNK) return;
    lower = `${last.key}\0`;
  }
}

function listIndexes(call: Call): ReplyDocument {
  const { engine, unit, args, db } = call;
  const ns = namespace(db, args.listIndexes);
  const collection = engine.catalog.find(unit, ns);
  refuseView(collection, ns);
  if (collection === undefined) throw namespaceNotFound(`ns does not exist: ${fullName(ns)}`);
  const specs = [
    { v: 2, key: { _id: 1 }, name: ID_INDEX_NAME },
    ...collection.indexes.map(({ spec }) => spec),
  ];
  const documents = specs.map((spec) => encode(spec))[Symbol.iterator]();
  const cursor = documentArgument(args, 'cursor') ?? {};
  const batchSize = countArgument(cursor, 'batchSize');
  return firstReply(call, { documents, resume: () => undefined }, `${db}.${ns.collection}`, { batchSize });
}

function dropIndexes(call: Call): Document {
  const { engine, unit, args, db } = call;
  const collection = engine.catalog.get(unit, namespace(db, args.dropIndexes ?? args.deleteIndexes));
  const nIndexesWas = collection.indexes.length + 1;
  const dropped = new Set(indexesToDrop(collection, args.index));
  for (const index of dropped) engine.catalog.dropIndexKeys(unit, index);
  engine.catalog.replace(unit, {
    ...collection,
    indexes: collection.indexes.filter((index) => !dropped.has(index)),
  });
  return { nIndexesWas };
}

function indexesToDrop({ indexes }: Collection, which: unknown): readonly Index[] {
  if (which === '*') return indexes;
  const wanted = Array.isArray(which) ? which : [which];
  return wanted.map((one: unknown) => {
    if (one === ID_INDEX_NAME || (isDocument(one) && isIdIndex(one)))
      throw invalidOptions('cannot drop _id index');
    const found = indexes.find(
      ({ name, spec }) => name === one || (isDocument(one) && compareValues(spec.key, one) === 0),
    );
    if (found !== undefined) return found;
    const shown =
      typeof one === 'string'
        ? `index not found with name [${one}]`
        : `can't find index with key: ${JSON.stringify(one)}`;
    throw indexNotFound(shown);
  });
}

export const indexCommands: Readonly<Record<string, Command>> = {
  createIndexes: { fields: ['indexes', 'commitQuorum'], inTransaction: true, run: createIndexes },
  listIndexes: { fields: ['cursor'], run: listIndexes },
  dropIndexes: { fields: ['index'], run: dropIndexes },
  deleteIndexes: { fields: ['index'], run: dropIndexes },
};
