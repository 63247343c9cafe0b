import type { Document } from './documents.js';
import { invalidOptions } from './errors.js';
import type { CompiledPipeline } from './pipeline.js';
import { compilePipeline, isStageOfMongoDB } from './pipeline.js';
import type { UpdateContext } from './update.js';

const allowed = new Set(['$addFields', '$set', '$project', '$unset', '$replaceRoot', '$replaceWith']);

/** Compiles an update pipeline: stages that make one document of one. Throws 72 (InvalidOptions) for others. */
export function compileUpdatePipeline(
  stages: readonly Document[],
  variables: Document | undefined,
): (document: Document, context: UpdateContext) => Document {
  const compile = (now: Date): CompiledPipeline => compilePipeline(stages, { variables, now });
  for (const stage of stages) {
    const refused = Object.keys(stage).find((name) => isStageOfMongoDB(name) && !allowed.has(name));
    if (refused !== undefined) throw invalidOptions(`${refused} is not allowed to be used within an update`);
  }
  let compiled = { now: new Date(), pipeline: compile(new Date()) };
  return (document, { now }) => {
    if (compiled.now !== now) compiled = { now, pipeline: compile(now) };
    const [result] = compiled.pipeline.run([document], { resolve: () => [] });
    return result ?? document;
  };
}
