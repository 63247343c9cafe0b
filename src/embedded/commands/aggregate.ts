import { fullName, namespace } from '../catalog/namespace.js';
import type { Query } from '../plan/query.js';
import { decodePlain, type Document, encode } from '../query/documents.js';
import { failedToParse } from '../query/errors.js';
import { type LeadingMatch } from '../query/leading-match.js';
import { compilePipeline } from '../query/pipeline.js';
import type { Source } from '../cursors.js';
import { checkFields, countArgument, documentsArgument, isDocument, letArgument } from './arguments.js';
import { type Aggregation, prepareAggregation } from './aggregation.js';
import type { Answer, Call, Command } from './command.js';
import { countDocuments } from './count.js';
import { databaseAggregation } from './database-aggregate.js';
import { explainAggregation } from './explain.js';
import { firstReply, querySource } from './find.js';
import { splitOutput, writeOutput } from './output-stages.js';
import { decoded, pipelineContext } from './pipeline-input.js';
import { isChangeStream, openChangeStream } from '../streams/watch.js';

function aggregate(call: Call): Answer {
  const { args, db } = call;
  if (isChangeStream(args)) return openChangeStream(call);
  const { stages, output } = splitOutput(documentsArgument(args, 'pipeline'));
  if (args.explain === true) return explainAggregation(call, false);
  if (!isDocument(args.cursor)) {
    throw failedToParse("The 'cursor' option is required, except for aggregate with the explain argument");
  }
  checkFields('aggregate.cursor', args.cursor, ['batchSize']);
  const batchSize = countArgument(args.cursor, 'batchSize');
  const ns = args.aggregate === 1 ? `${db}.$cmd.aggregate` : fullName(namespace(db, args.aggregate));
  const source =
    args.aggregate === 1
      ? materialised(databaseAggregation(call, stages))
      : aggregationSource(call, prepareAggregation(call, args.aggregate, stages));
  if (output === undefined) return firstReply(call, source, ns, { batchSize });
  writeOutput(call, output, decodedDocuments(source));
  return { cursor: { firstBatch: [], id: 0n, ns } };
}

function aggregationSource(call: Call, { leading, query }: Aggregation): Source {
  const variables = letArgument(call.args);
  const pipeline = compilePipeline(leading.rest, variables === undefined ? {} : { variables });
  if (leading.count !== undefined)
    return { documents: counted(leading.count, query), resume: () => undefined };
  if (leading.rest.length === 0) {
    return query === undefined
      ? { documents: [][Symbol.iterator](), resume: () => undefined }
      : querySource(query, call.engine.catalog);
  }
  return materialised(pipeline.run(query === undefined ? [] : decoded(query), pipelineContext(call)));
}

/** Several collections are read as they are now, so the whole answer is made now. */
function materialised(results: Iterable<Document>): Source {
  return { documents: encoded([...results]), resume: () => undefined };
}

function* counted(
  { id, field }: NonNullable<LeadingMatch['count']>,
  query: Query | undefined,
): Generator<Buffer> {
  const n = query === undefined ? 0 : countDocuments(query);
  if (n > 0) yield encode({ _id: id, [field]: n });
}

function* encoded(documents: Iterable<Document>): Generator<Buffer> {
  for (const document of documents) yield encode(document);
}

function* decodedDocuments({ documents }: Source): Generator<Document> {
  for (let next = documents.next(); next.done !== true; next = documents.next())
    yield decodePlain(next.value);
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
