import { z } from 'zod';
import { text } from '../../kernel/text.js';

/** Bytes of the attributes of one account, written as JSON in UTF-8. */
export const ATTRIBUTES_MAX_BYTES = 16_384;
export const ATTRIBUTES_MAX_KEYS = 64;
const KEY = /^[A-Za-z][A-Za-z0-9_:-]{0,63}$/;

/** Starts with a letter, so it is never `__proto__`; has no `.` or `$`, which mean something to the store. */
export const attributeKey = z
  .string()
  .regex(KEY, 'must start with a letter, and have at most 64 letters, digits, "_", ":" or "-"');

export const attributeValue = z.union(
  [
    text({ min: 0, max: 2048, multiline: true }),
    z.number(),
    z.boolean(),
    z.array(text({ min: 0, max: 512 })).max(100, 'must have at most 100 texts'),
  ],
  {
    error:
      'must be a text (up to 2048 characters), a finite number, a boolean, or a list of up to 100 texts (up to 512 each)',
  },
);

function withinLimits(attributes: object): boolean {
  return (
    Object.keys(attributes).length <= ATTRIBUTES_MAX_KEYS &&
    attributesSize(attributes) <= ATTRIBUTES_MAX_BYTES
  );
}

const LIMITS = `must have at most ${ATTRIBUTES_MAX_KEYS} keys and ${ATTRIBUTES_MAX_BYTES} bytes as JSON`;

/** All attributes of an account. */
export const attributesShape = z.record(attributeKey, attributeValue).refine(withinLimits, LIMITS);

/** A change of attributes: what is named is set, null removes, what is not named stays. */
export const attributesPatchShape = z
  .record(attributeKey, attributeValue.nullable())
  .refine(withinLimits, LIMITS);

/** Bytes of attributes, written as JSON in UTF-8. */
export function attributesSize(attributes: object): number {
  return Buffer.byteLength(JSON.stringify(attributes));
}

/** What is wrong with the attributes as a whole; undefined if nothing is. */
export function attributesProblem(attributes: object): string | undefined {
  return withinLimits(attributes) ? undefined : LIMITS;
}
