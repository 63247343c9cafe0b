import { Double } from 'bson';
import { checkDatabaseName, fullName, namespace } from '../catalog/namespace.js';
import { type Collection, ID_INDEX_NAME } from '../catalog/collection.js';
import { compareValues } from '../query/bson-order.js';
import { compileFilter } from '../query/filter.js';
import { type Document, encode } from '../query/documents.js';
import { invalidOptions, namespaceExists } from '../query/errors.js';
import { type Key, prefixEnd } from '../storage/keys.js';
import { DOCUMENTS } from '../storage/layer.js';
import { booleanArgument, countArgument, documentArgument, refuse, refuseCollation } from './arguments.js';
import type { ReplyDocument } from '../wire/reply-document.js';
import type { Call, Command } from './command.js';
import { collectionOptions, KEPT_OPTIONS } from './collection-options.js';
import { firstReply } from './find.js';
import { isView } from './pipeline-input.js';

const UNSUPPORTED_OPTIONS = [
  'capped',
  'size',
  'max',
  'timeseries',
  'expireAfterSeconds',
  'clusteredIndex',
  'changeStreamPreAndPostImages',
  'encryptedFields',
  'storageEngine',
  'indexOptionDefaults',
  'idIndex',
  'flags',
];

function create(call: Call): Document {
  const { engine, unit, args, db } = call;
  refuse('create', args, UNSUPPORTED_OPTIONS);
  refuseCollation('create', args);
  if (!booleanArgument(args, 'autoIndexId', true)) throw invalidOptions('autoIndexId:false is not allowed');
  const ns = namespace(db, args.create);
  if (engine.catalog.find(unit, ns) !== undefined) {
    throw namespaceExists(`Collection ${fullName(ns)} already exists.`);
  }
  engine.catalog.create(unit, ns, collectionOptions(args, {}));
  return {};
}

function drop({ engine, unit, args, db }: Call): Document {
  const ns = namespace(db, args.drop);
  const collection = engine.catalog.find(unit, ns);
  if (collection === undefined) return {};
  engine.catalog.drop(unit, collection);
  if (!isView(collection)) unit.changes.push({ kind: 'drop', collection });
  return { ns: fullName(ns), nIndexesWas: collection.indexes.length + 1 };
}

function dropDatabase({ engine, unit, db }: Call): Document {
  checkDatabaseName(db);
  const collections = [...engine.catalog.collections(unit, db)];
  for (const collection of collections) {
    engine.catalog.drop(unit, collection);
    if (!isView(collection)) unit.changes.push({ kind: 'drop', collection });
  }
  if (collections.length > 0) unit.changes.push({ kind: 'dropDatabase', db });
  return collections.length === 0 ? {} : { dropped: db };
}

function listCollections(call: Call): ReplyDocument {
  const { engine, unit, args, db } = call;
  checkDatabaseName(db);
  const nameOnly = booleanArgument(args, 'nameOnly', false);
  const filter = compileFilter(documentArgument(args, 'filter') ?? {});
  const listed = [...engine.catalog.collections(unit, db)]
    .map((collection) => ({ whole: description(collection), name: collection.namespace.collection }))
    .filter(({ whole }) => filter.test(whole))
    .map(({ whole, name }) => encode(nameOnly ? { name, type: whole.type } : whole));
  const batchSize = countArgument(documentArgument(args, 'cursor') ?? {}, 'batchSize');
  const source = { documents: listed[Symbol.iterator](), resume: () => undefined };
  return firstReply(call, source, `${db}.$cmd.listCollections`, { batchSize });
}

function description(collection: Collection): Document {
  const { namespace: ns, uuid, options } = collection;
  if (isView(collection)) return { name: ns.collection, type: 'view', options, info: { readOnly: true } };
  return {
    name: ns.collection,
    type: 'collection',
    options,
    info: { readOnly: false, uuid },
    idIndex: { v: 2, key: { _id: 1 }, name: ID_INDEX_NAME },
  };
}

function listDatabases({ engine, unit, args }: Call): Document {
  const nameOnly = booleanArgument(args, 'nameOnly', false);
  const filter = compileFilter(documentArgument(args, 'filter') ?? {});
  const databases: Document[] = engine.catalog
    .databases(unit)
    .map((name) => ({ name, sizeOnDisk: new Double(0), empty: false }))
    .filter((database) => filter.test(database))
    .sort((a, b) => compareValues(a.name, b.name))
    .map((database) => (nameOnly ? { name: database.name } : database));
  return nameOnly ? { databases } : { databases, totalSize: new Double(0), totalSizeMb: new Double(0) };
}

function collStats({ engine, unit, args, db }: Call): Document {
  const ns = namespace(db, args.collStats);
  const collection = engine.catalog.find(unit, ns);
  const nindexes = collection === undefined ? 0 : collection.indexes.length + 1;
  return {
    ns: fullName(ns),
    count: collection === undefined ? 0 : documentCount(unit, collection.prefix),
    nindexes,
  };
}

function dbStats({ engine, unit, db }: Call): Document {
  const collections = [...engine.catalog.collections(unit, db)];
  const objects = collections.reduce((sum, { prefix }) => sum + documentCount(unit, prefix), 0);
  const indexes = collections.reduce((sum, collection) => sum + collection.indexes.length + 1, 0);
  return { db, collections: collections.length, views: 0, objects, indexes };
}

function documentCount({ reader }: Call['unit'], prefix: Key): number {
  return reader.count(DOCUMENTS, { lower: prefix, upper: prefixEnd(prefix) });
}

export const collectionCommands: Readonly<Record<string, Command>> = {
  create: {
    fields: ['autoIndexId', 'collation', ...KEPT_OPTIONS, ...UNSUPPORTED_OPTIONS],
    inTransaction: true,
    run: create,
  },
  drop: { fields: [], run: drop },
  dropDatabase: { fields: [], run: dropDatabase },
  listCollections: {
    fields: ['filter', 'nameOnly', 'cursor', 'authorizedCollections'],
    run: listCollections,
  },
  listDatabases: {
    fields: ['filter', 'nameOnly', 'authorizedDatabases'],
    adminOnly: true,
    run: listDatabases,
  },
  collStats: { fields: ['scale'], run: collStats },
  dbStats: { fields: ['scale', 'freeStorage'], run: dbStats },
};
