import { Readable } from 'node:stream';
import { RunnerError } from './errors.mjs';

/** Options of an operation, with its session looked up; `names` are the arguments that are no options. */
function split(args, names, entities) {
  const { session, ...rest } = args;
  const options = Object.fromEntries(Object.entries(rest).filter(([name]) => !names.includes(name)));
  if (session !== undefined) options.session = entities.get(session);
  return options;
}

/** A method that takes these arguments in this order, then options. */
const call =
  (method, ...names) =>
  (object, args, entities) =>
    object[method](...names.map((name) => args[name]), split(args, names, entities));

const cursor =
  (method, ...names) =>
  (object, args, entities) =>
    object[method](...names.map((name) => args[name]), split(args, names, entities)).toArray();

const findAndModify =
  (method, ...names) =>
  (object, args, entities) => {
    const options = split(args, names, entities);
    if (options.returnDocument !== undefined) options.returnDocument = options.returnDocument.toLowerCase();
    return object[method](...names.map((name) => args[name]), options);
  };

/** Without this option the driver makes an ObjectId in the place of an `_id` that is null. */
const keepsNullId = (documents) =>
  documents.some((document) => document?._id === null) ? { forceServerObjectId: true } : {};

const bulkWrite = (object, args, entities) =>
  object.bulkWrite(args.requests, {
    ...split(args, ['requests'], entities),
    ...keepsNullId(args.requests.map(({ insertOne }) => insertOne?.document)),
  });

/** Sends a cursor's first command at once, as the format wants it. */
async function started(newCursor) {
  await newCursor.cursorInit();
  return newCursor;
}

const collection = {
  aggregate: cursor('aggregate', 'pipeline'),
  bulkWrite,
  count: call('count', 'filter'),
  countDocuments: call('countDocuments', 'filter'),
  createIndex: (object, args, entities) => object.createIndex(args.keys, split(args, ['keys'], entities)),
  deleteMany: call('deleteMany', 'filter'),
  deleteOne: call('deleteOne', 'filter'),
  distinct: call('distinct', 'fieldName', 'filter'),
  dropIndex: call('dropIndex', 'name'),
  estimatedDocumentCount: call('estimatedDocumentCount'),
  find: cursor('find', 'filter'),
  findOne: call('findOne', 'filter'),
  findOneAndDelete: findAndModify('findOneAndDelete', 'filter'),
  findOneAndReplace: findAndModify('findOneAndReplace', 'filter', 'replacement'),
  findOneAndUpdate: findAndModify('findOneAndUpdate', 'filter', 'update'),
  insertMany: (object, args, entities) =>
    object.insertMany(args.documents, {
      ...split(args, ['documents'], entities),
      ...keepsNullId(args.documents),
    }),
  insertOne: (object, args, entities) =>
    object.insertOne(args.document, {
      ...split(args, ['document'], entities),
      ...keepsNullId([args.document]),
    }),
  listIndexes: cursor('listIndexes'),
  listIndexNames: async (object, args, entities) =>
    (await cursor('listIndexes')(object, args, entities)).map(({ name }) => name),
  rename: (object, args, entities) => object.rename(args.to, split(args, ['to'], entities)),
  replaceOne: call('replaceOne', 'filter', 'replacement'),
  updateMany: call('updateMany', 'filter', 'update'),
  updateOne: call('updateOne', 'filter', 'update'),
  createFindCursor: (object, args, entities) =>
    started(object.find(args.filter, split(args, ['filter'], entities))),
  createChangeStream: async (object, args, entities) => {
    const stream = object.watch(args.pipeline, split(args, ['pipeline'], entities));
    await started(stream.cursor);
    return stream;
  },
};

const database = {
  aggregate: cursor('aggregate', 'pipeline'),
  createCollection: (object, args, entities) =>
    object.createCollection(args.collection, split(args, ['collection'], entities)),
  dropCollection: (object, args, entities) =>
    // a collection that is not there is no error for drivers
    object.dropCollection(args.collection, split(args, ['collection'], entities)).catch((error) => {
      if (error.code !== 26) throw error;
    }),
  listCollections: cursor('listCollections', 'filter'),
  listCollectionObjects: cursor('listCollections', 'filter'),
  listCollectionNames: async (object, args, entities) =>
    (
      await object
        .listCollections(args.filter, { ...split(args, ['filter'], entities), nameOnly: true })
        .toArray()
    ).map(({ name }) => name),
  modifyCollection: (object, { collection: name, ...rest }) => object.command({ collMod: name, ...rest }),
  runCommand: (object, args, entities) =>
    object.command(args.command, split(args, ['command', 'commandName'], entities)),
  runCursorCommand: (object, args, entities) =>
    object.runCursorCommand(args.command, split(args, ['command', 'commandName'], entities)).toArray(),
  createCommandCursor: (object, args, entities) =>
    started(object.runCursorCommand(args.command, split(args, ['command', 'commandName'], entities))),
  createChangeStream: collection.createChangeStream,
};

const client = {
  listDatabases: async (object, args, entities) =>
    (
      await object
        .db('admin')
        .admin()
        .listDatabases(split(args, [], entities))
    ).databases,
  listDatabaseNames: async (object, args, entities) =>
    (await client.listDatabases(object, args, entities)).map(({ name }) => name),
  listDatabaseObjects: (object, args, entities) => client.listDatabases(object, args, entities),
  createChangeStream: collection.createChangeStream,
};

const session = {
  startTransaction: (object, args) => object.startTransaction(args),
  commitTransaction: (object, args) => object.commitTransaction(args),
  abortTransaction: (object, args) => object.abortTransaction(args),
  endSession: (object) => object.endSession(),
  withTransaction: (object, { callback, ...options }, entities, runner) =>
    object.withTransaction(async () => {
      for (const operation of callback) await runner.operation(operation, true);
    }, options),
};

const bucket = {
  download: (object, { id }) => bytes(object.openDownloadStream(id)),
  downloadByName: (object, { filename, ...options }) =>
    bytes(object.openDownloadStreamByName(filename, options)),
  upload: async (object, { filename, source, ...options }) => {
    const stream = object.openUploadStream(filename, options);
    await new Promise((resolve, reject) => {
      Readable.from([Buffer.from(source.$$hexBytes, 'hex')])
        .pipe(stream)
        .on('finish', resolve)
        .on('error', reject);
    });
    return stream.id;
  },
  delete: (object, { id }) => object.delete(id),
};

async function bytes(stream) {
  const chunks = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

const cursors = {
  iterateUntilDocumentOrError: (object) => object.next(),
  iterateOnce: (object) => object.tryNext(),
  close: (object) => object.close(),
};

const byKind = {
  Collection: collection,
  Db: database,
  MongoClient: client,
  ClientSession: session,
  GridFSBucket: bucket,
};

/** Runs an operation on its object and answers its result. */
export function execute(operation, object, entities, runner) {
  const table = byKind[object.constructor.name] ?? cursors;
  const run = table[operation.name] ?? (operation.name === 'close' ? cursors.close : undefined);
  if (run === undefined)
    throw new RunnerError(
      `the operation ${operation.name} on ${object.constructor.name} is not known to the runner`,
    );
  return run(object, operation.arguments ?? {}, entities, runner);
}
