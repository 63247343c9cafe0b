import { z } from 'zod';
import { idText } from '../../kernel/id-text.js';
import { text } from '../../kernel/text.js';

export const MAX_BATCH = 100;
/** Bounds of what a caller says of the circumstances of one question, however it is asked. */
export const MAX_CONTEXT_KEYS = 100;
export const MAX_CONTEXT_KEY_LENGTH = 256;
/** As JSON in UTF-8. */
export const MAX_CONTEXT_BYTES = 16_384;

const value = z.union([
  z.string(),
  z.number(),
  z.boolean(),
  z.array(z.union([z.string(), z.number(), z.boolean()])),
]);

/** Context keys and values as a caller gives them. */
export const contextShape = z
  .record(z.string().min(1).max(MAX_CONTEXT_KEY_LENGTH), value)
  .refine(
    (context) =>
      Object.keys(context).length <= MAX_CONTEXT_KEYS &&
      Buffer.byteLength(JSON.stringify(context)) <= MAX_CONTEXT_BYTES,
    `must have at most ${MAX_CONTEXT_KEYS} keys and ${MAX_CONTEXT_BYTES} bytes`,
  );

export const questionInput = z.strictObject({
  principalId: idText.nullish(),
  action: text({ max: 256 }),
  resource: text({ max: 2048 }),
  context: contextShape.nullish(),
  atLeast: z.int().min(0).nullish(),
});
export type QuestionInput = z.infer<typeof questionInput>;

export const batchInput = z.strictObject({
  principalId: idText.nullish(),
  context: contextShape.nullish(),
  atLeast: z.int().min(0).nullish(),
  questions: z
    .array(z.strictObject({ action: text({ max: 256 }), resource: text({ max: 2048 }) }))
    .min(1)
    .max(MAX_BATCH),
});
export type BatchInput = z.infer<typeof batchInput>;
