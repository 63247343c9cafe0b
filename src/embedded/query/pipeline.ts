import type { Document } from './documents.js';

export interface PipelineContext {
  /** The typed documents of another collection of the database, those that match `filter` (all without one). */
  readonly resolve: (collection: string, filter?: Document) => Iterable<Document>;
}

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

/** Compiles stages. Throws CommandError 40324 for an unknown stage, 168 for an unknown expression, and so on. */
export function compilePipeline(
  _stages: readonly Document[],
  _options: PipelineOptions = {},
): CompiledPipeline {
  throw new Error('not yet');
}

/** The part of a pipeline that indexes can serve, and what is left to run over the documents found. */
export interface LeadingMatch {
  readonly filter: Document;
  readonly sort: Document | undefined;
  readonly skip: number;
  readonly limit: number | undefined;
  readonly rest: readonly Document[];
  /** Set if the whole pipeline only counts, as countDocuments sends it: answer `{_id, [field]: count}`. */
  readonly count: { readonly id: unknown; readonly field: string } | undefined;
}

/** Splits $match, $sort, $skip, $limit off the front (in that order, each at most once; $match stages are joined). */
export function leadingMatch(_stages: readonly Document[]): LeadingMatch {
  throw new Error('not yet');
}
