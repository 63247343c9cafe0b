import { fullName, namespace } from '../catalog/namespace.js';
import { prepareQuery, type Query, storedDocuments } from '../plan/query.js';
import { decodePlain, type Document, encode } from '../query/documents.js';
import { CommandError, failedToParse } from '../query/errors.js';
import { type LeadingMatch } from '../query/leading-match.js';
import { compilePipeline } from '../query/pipeline.js';
import type { Source } from '../cursors.js';
import { countArgument, isDocument, letArgument } from './arguments.js';
import { type Aggregation, prepareAggregation } from './aggregation.js';
import type { Call, Command } from './command.js';
import { countDocuments } from './count.js';
import { explainAggregation } from './explain.js';
import { firstReply, querySource } from './find.js';
import { isChangeStream, openChangeStream } from '../streams/watch.js';

function aggregate(call: Call): Document | Buffer {
  const { args, db } = call;
  if (isChangeStream(args)) return openChangeStream(call);
  if (args.explain === true) return explainAggregation(call, false);
  if (args.aggregate === 1) {
    throw new CommandError(
      115,
      'CommandNotSupported',
      'aggregation without a collection is not supported by this store',
    );
  }
  if (!isDocument(args.cursor)) {
    throw failedToParse("The 'cursor' option is required, except for aggregate with the explain argument");
  }
  const ns = fullName(namespace(db, args.aggregate));
  const batchSize = countArgument(args.cursor, 'batchSize');
  return firstReply(call, aggregationSource(call, prepareAggregation(call, args.aggregate)), ns, {
    batchSize,
  });
}

function aggregationSource(call: Call, { leading, query }: Aggregation): Source {
  const variables = letArgument(call.args);
  const pipeline = compilePipeline(leading.rest, variables === undefined ? {} : { variables });
  if (leading.count !== undefined)
    return { documents: counted(leading.count, query), resume: () => undefined };
  if (leading.rest.length === 0) {
    return query === undefined
      ? { documents: [][Symbol.iterator](), resume: () => undefined }
      : querySource(query);
  }
  // Several collections are read as they are now, so the whole answer is made now.
  const input = query === undefined ? [] : decoded(query);
  const results = [
    ...pipeline.run(input, { resolve: (name, filter) => resolveCollection(call, name, filter) }),
  ];
  return { documents: encoded(results), resume: () => undefined };
}

function* counted(
  { id, field }: NonNullable<LeadingMatch['count']>,
  query: Query | undefined,
): Generator<Buffer> {
  const n = query === undefined ? 0 : countDocuments(query);
  if (n > 0) yield encode({ _id: id, [field]: n });
}

function* decoded(query: Query): Generator<Document> {
  for (const { raw } of storedDocuments(query)) yield decodePlain(raw);
}

function* encoded(documents: Iterable<Document>): Generator<Buffer> {
  for (const document of documents) yield encode(document);
}

function* resolveCollection(
  { engine, unit, db, deadline }: Call,
  name: string,
  filter: Document = {},
): Generator<Document> {
  const collection = engine.catalog.find(unit, namespace(db, name));
  if (collection !== undefined) yield* decoded(prepareQuery(unit.reader, collection, { filter }, deadline));
}

export const aggregateCommands: Readonly<Record<string, Command>> = {
  aggregate: {
    fields: [
      'pipeline',
      'cursor',
      'hint',
      'let',
      'collation',
      'allowDiskUse',
      'bypassDocumentValidation',
      'explain',
      'exchange',
      'needsMerge',
      'fromMongos',
    ],
    inTransaction: true,
    run: aggregate,
  },
};
