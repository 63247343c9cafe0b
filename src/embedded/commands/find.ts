import type { Catalog } from '../catalog/catalog.js';
import { fullName, namespace } from '../catalog/namespace.js';
import { CursorReply, type Source } from '../cursors.js';
import { lostIndex } from '../plan/lost-index.js';
import { pointRead } from '../plan/point-read.js';
import { prepareQuery, checkQuery, type Query, type QuerySpec, resultDocuments } from '../plan/query.js';
import {
  booleanArgument,
  countArgument,
  documentArgument,
  hintArgument,
  letArgument,
  refuse,
  refuseCollation,
} from './arguments.js';
import type { Call, Command } from './command.js';
import { isView, viewDocuments } from './pipeline-input.js';
import { type Document, encode } from '../query/documents.js';
import { queryPlanKilled } from '../query/errors.js';
import type { ReplyDocument } from '../wire/reply-document.js';

const UNSUPPORTED = ['tailable', 'awaitData', 'oplogReplay', 'returnKey', 'showRecordId', 'min', 'max'];

/** The query of a `find`. A negative limit means one batch only, as drivers of old say it. */
export function findSpec({ name, args }: Pick<Call, 'name' | 'args'>): QuerySpec {
  refuse(name, args, UNSUPPORTED);
  refuseCollation(name, args);
  return {
    filter: documentArgument(args, 'filter') ?? {},
    sort: documentArgument(args, 'sort'),
    projection: documentArgument(args, 'projection'),
    skip: countArgument(args, 'skip'),
    limit: countArgument(args, 'limit'),
    hint: hintArgument(args.hint),
    variables: letArgument(args),
  };
}

function find(call: Call): ReplyDocument {
  const { engine, unit, args, db, deadline } = call;
  const ns = namespace(db, args.find);
  const spec = findSpec(call);
  const collection = engine.catalog.find(unit, ns);
  const batchSize = countArgument(args, 'batchSize');
  if (collection === undefined) {
    checkQuery(spec);
    return new CursorReply('firstBatch', fullName(ns), 0).done(0n);
  }
  if (isView(collection)) {
    const found = encodedAll(viewDocuments(call, collection, findStages(spec), spec.variables));
    return firstReply(call, { documents: found, resume: () => undefined }, fullName(ns), { batchSize });
  }
  const singleBatch = booleanArgument(args, 'singleBatch', false);
  const neverTimesOut = booleanArgument(args, 'noCursorTimeout', false);
  const options = { batchSize, singleBatch, neverTimesOut };
  // An empty first batch leaves what is found to be read when it is asked for.
  const found = batchSize === 0 ? undefined : pointRead(unit.reader, collection, spec);
  const source =
    found === undefined
      ? querySource(prepareQuery(unit.reader, collection, spec, deadline), engine.catalog)
      : { documents: found[Symbol.iterator](), resume: () => undefined };
  return firstReply(call, source, fullName(ns), options);
}

/** A find as a pipeline, for views. */
function findStages({ filter, sort, skip = 0, limit = 0, projection = {} }: QuerySpec): Document[] {
  const stages: Document[] = [{ $match: filter }];
  if (sort !== undefined && Object.keys(sort).length > 0) stages.push({ $sort: sort });
  if (skip > 0) stages.push({ $skip: skip });
  if (limit > 0) stages.push({ $limit: limit });
  if (Object.keys(projection).length > 0) stages.push({ $project: projection });
  return stages;
}

function encodedAll(documents: Iterable<Document>): Iterator<Buffer> {
  return [...documents].map((document) => encode(document))[Symbol.iterator]();
}

/** Lets a cursor go on with a query from where it is, unless its collection or index is dropped or renamed. */
export function querySource(query: Query, catalog: Catalog): Source {
  const { execution, plan } = query;
  return {
    documents: resultDocuments(query),
    resume: (unit, deadline) => {
      const { namespace: name, id } = execution.collection;
      const now = catalog.find(unit, name);
      const lost = now?.id === id ? lostIndex(plan, now) : fullName(name);
      if (lost !== undefined) throw queryPlanKilled(`${lost} was dropped or renamed`);
      execution.reader = unit.reader;
      execution.epoch++;
      execution.deadline = deadline;
    },
  };
}

export interface FirstBatchOptions {
  readonly batchSize: number | undefined;
  readonly singleBatch?: boolean;
  readonly neverTimesOut?: boolean;
}

/** Answers the first batch, and keeps a cursor if more is to come. */
export function firstReply(
  { engine, unit, session }: Call,
  source: Source,
  namespace: string,
  options: FirstBatchOptions,
): ReplyDocument {
  const { batchSize, singleBatch = false, neverTimesOut = false } = options;
  const reply = new CursorReply('firstBatch', namespace, batchSize);
  const batch = reply.take(source.documents);
  let id = 0n;
  if (!batch.exhausted && !singleBatch) {
    const transactionNumber = unit.transaction?.number;
    const cursor = { namespace, source, session, transactionNumber, pending: batch.pending, neverTimesOut };
    id = engine.cursors.add(cursor, Date.now());
  }
  return reply.done(id);
}

export const FIND_FIELDS: readonly string[] = [
  'filter',
  'sort',
  'projection',
  'hint',
  'skip',
  'limit',
  'batchSize',
  'singleBatch',
  'let',
  'collation',
  'noCursorTimeout',
  'allowDiskUse',
  'allowPartialResults',
  ...UNSUPPORTED,
];

export const findCommands: Readonly<Record<string, Command>> = {
  find: { fields: FIND_FIELDS, inTransaction: true, run: find },
};
