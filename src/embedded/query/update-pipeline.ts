import type { Document } from './documents.js';
import { invalidOptions } from './errors.js';
import { compilePipeline } from './pipeline.js';
import type { UpdateContext } from './update.js';

const allowed = new Set(['$addFields', '$set', '$project', '$unset', '$replaceRoot', '$replaceWith']);

/** Compiles an update pipeline: stages that make one document of one. Throws 72 (InvalidOptions) for others. */
export function compileUpdatePipeline(
  stages: readonly Document[],
  variables: Document | undefined,
): (document: Document, context: UpdateContext) => Document {
  for (const stage of stages) {
    const [name] = Object.keys(stage);
    if (name !== undefined && !allowed.has(name)) {
      throw invalidOptions(`${name} is not allowed to be used within an update`);
    }
  }
  return (document, { now }) => {
    const pipeline = compilePipeline(stages, { variables, now });
    const [result] = pipeline.run([document], { resolve: () => [] });
    return result ?? document;
  };
}
