import type { Document } from './documents.js';
import { commandNotSupported, locationError, typeMismatch } from './errors.js';
import { documentStages } from './stages/document-stages.js';
import { groupStages } from './stages/group-stages.js';
import { joinStages } from './stages/join-stages.js';
import type { PipelineContext, Stage, StageCompiler, StageFactory } from './stages/stage.js';
import { streamStages } from './stages/stream-stages.js';
import { isDocument } from './values.js';

export type { PipelineContext } from './stages/stage.js';

export interface CompiledPipeline {
  /** Collections that the stages read besides their input. */
  readonly collections: readonly string[];
  /** Runs over typed documents. */
  run(input: Iterable<Document>, context: PipelineContext): Iterable<Document>;
}

export interface PipelineOptions {
  readonly now?: Date | undefined;
  /** Variables of the command's `let`. */
  readonly variables?: Document | undefined;
}

const stages: ReadonlyMap<string, StageFactory> = new Map(
  [documentStages, groupStages, joinStages, streamStages].flatMap((table) => Object.entries(table)),
);

/** Stages that MongoDB has and this store has not; $out and $merge are the engine's, which takes them off first. */
const unsupported: ReadonlySet<string> = new Set([
  '$changeStream', '$changeStreamSplitLargeEvent', '$collStats', '$currentOp', '$densify', '$fill', '$geoNear',
  '$indexStats', '$listClusterCatalog', '$listLocalSessions', '$listSampledQueries', '$listSearchIndexes', '$listSessions', '$merge', '$out',
  '$planCacheStats', '$querySettings', '$queryStats', '$rankFusion', '$score', '$scoreFusion', '$search', '$searchMeta', '$setWindowFields', '$shardedDataDistribution',
  '$vectorSearch',
]); // prettier-ignore

/** Whether MongoDB has a stage of that name, supported here or not. */
export function isStageOfMongoDB(name: string): boolean {
  return stages.has(name) || unsupported.has(name);
}

/** Compiles stages. Throws CommandError 40324 for an unknown stage, 168 for an unknown expression, and so on. */
export function compilePipeline(
  stages: readonly Document[],
  options: PipelineOptions = {},
): CompiledPipeline {
  const collections = new Set<string>();
  const run = compileStages(stages, options.now ?? new Date(), options.variables ?? {}, collections);
  return { collections: [...collections], run };
}

function compileStages(list: unknown, now: Date, variables: Document, collections: Set<string>): Stage {
  if (!Array.isArray(list)) throw typeMismatch("'pipeline' option must be specified as an array");
  const compiler: StageCompiler = {
    now,
    variables,
    compilePipeline: (inner, innerVariables) => compileStages(inner, now, innerVariables, collections),
    reads: (collection) => collections.add(collection),
  };
  const compiled = list.map((stage: unknown, i) => compileStage(stage, i, compiler));
  return (input, context) => compiled.reduce((documents, stage) => stage(documents, context), input);
}

function compileStage(stage: unknown, position: number, compiler: StageCompiler): Stage {
  if (!isDocument(stage)) throw typeMismatch("Each element of the 'pipeline' array must be an object");
  const [name = '', ...others] = Object.keys(stage);
  if (name === '' || others.length > 0) {
    throw locationError(40323, 'A pipeline stage specification object must contain exactly one field.');
  }
  const factory = stages.get(name);
  if (factory === undefined) {
    if (unsupported.has(name)) throw commandNotSupported(`the stage ${name} is not supported`);
    throw locationError(40324, `Unrecognized pipeline stage name: '${name}'`);
  }
  if (name === '$documents' && position > 0)
    throw locationError(40602, '$documents is only valid as the first stage in a pipeline');
  return factory(stage[name], compiler);
}
