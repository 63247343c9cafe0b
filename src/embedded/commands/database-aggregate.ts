import { Binary, UUID } from 'bson';
import { checkDatabaseName } from '../catalog/namespace.js';
import type { Document } from '../query/documents.js';
import { commandNotSupported, invalidNamespace } from '../query/errors.js';
import { compilePipeline } from '../query/pipeline.js';
import { keyBytes } from '../storage/keys.js';
import { NO_USER } from '../streams/entry.js';
import { letArgument, refuse, refuseCollation } from './arguments.js';
import type { Call } from './command.js';
import { pipelineContext } from './pipeline-input.js';

/** Stages that begin a pipeline on a database and that MongoDB alone has. */
const UNSUPPORTED = ['$currentOp', '$listSampledQueries', '$querySettings', '$shardedDataDistribution'];

/** Runs a pipeline that reads no collection: one that begins with $documents or $listLocalSessions. */
export function databaseAggregation(call: Call, stages: readonly Document[]): Iterable<Document> {
  const { args, db, name } = call;
  checkDatabaseName(db);
  refuseCollation(name, args);
  refuse(name, args, ['exchange', 'needsMerge', 'fromMongos', 'explain']);
  const [first = {}, ...rest] = stages;
  const [stage = ''] = Object.keys(first);
  const variables = letArgument(args);
  const options = variables === undefined ? {} : { variables };
  const context = pipelineContext(call);
  if (stage === '$documents') return compilePipeline(stages, options).run([], context);
  if (stage === '$listLocalSessions') return compilePipeline(rest, options).run(localSessions(call), context);
  if (UNSUPPORTED.includes(stage)) throw commandNotSupported(`the stage ${stage} is not supported`);
  throw invalidNamespace(`{aggregate: 1} is not valid for '${stage}'; a collection is required.`);
}

/** The sessions in use; there are no users, so they are everybody's. */
function* localSessions({ engine }: Call): Generator<Document> {
  for (const { key, lastUsed } of engine.sessions.inUse()) {
    yield {
      _id: { id: new UUID(keyBytes(key)), uid: new Binary(NO_USER.buffer) },
      lastUse: new Date(lastUsed),
    };
  }
}
