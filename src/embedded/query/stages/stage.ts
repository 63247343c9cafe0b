import type { Document } from '../documents.js';

/** What a running pipeline gets from the store. */
export interface PipelineContext {
  /** The typed documents of another collection of the database, those that match `filter` (all without one). */
  readonly resolve: (collection: string, filter?: Document) => Iterable<Document>;
}

/** A compiled stage: documents in, documents out, one at a time where that is possible. */
export type Stage = (input: Iterable<Document>, context: PipelineContext) => Iterable<Document>;

/** What stages are compiled with. */
export interface StageCompiler {
  readonly now: Date;
  readonly variables: Document;
  /** Compiles a pipeline inside a stage, with these variables; the collections that it reads count as this one's. */
  compilePipeline(stages: unknown, variables: Document): Stage;
  /** Notes that the pipeline reads a collection. */
  reads(collection: string): void;
}

export type StageFactory = (spec: unknown, compiler: StageCompiler) => Stage;

/** A stage that looks at one document at a time. */
export function mapping(apply: (document: Document) => Document): Stage {
  return function* (input) {
    for (const document of input) yield apply(document);
  };
}
