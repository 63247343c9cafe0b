import { z } from 'zod';
import { InvalidInputError } from '../../kernel/errors.js';
import { text } from '../../kernel/text.js';
import type { AccountAttributes } from './account.js';

/** Bytes of the attributes of one account, written as JSON in UTF-8. */
export const ATTRIBUTES_MAX_BYTES = 16_384;
export const ATTRIBUTES_MAX_KEYS = 64;
const KEY = /^[A-Za-z][A-Za-z0-9_:-]{0,63}$/;

const KEY_RULE = 'must start with a letter, and have at most 64 letters, digits, "_", ":" or "-"';

/** Starts with a letter, so it is never `__proto__`; has no `.` or `$`, which mean something to the store. */
export const attributeKey = z.string().regex(KEY, KEY_RULE);

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

/** What Zod says of a key that breaks its rule does not say the rule. */
const keyError = {
  error: (issue: { readonly code?: string }) => (issue.code === 'invalid_key' ? KEY_RULE : undefined),
};

/** All attributes of an account. */
export const attributesShape = z.record(attributeKey, attributeValue, keyError).refine(withinLimits, LIMITS);

/** A change of attributes: what is named is set, null removes, what is not named stays. */
export const attributesPatchShape = z
  .record(attributeKey, attributeValue.nullable(), keyError)
  .refine(withinLimits, LIMITS);

/** Bytes of attributes, written as JSON in UTF-8. */
function attributesSize(attributes: object): number {
  return Buffer.byteLength(JSON.stringify(attributes));
}

/**
 * Attributes as they are stored. Shapes drop a key `__proto__` without a word where their result is used, and let it pass
 * where it is not: here it is refused.
 *
 * @throws InvalidInputError if a key is none, if two differ only in case (conditions could not tell them apart), or if
 *   all together are too much
 */
export function storableAttributes(attributes: AccountAttributes): AccountAttributes {
  const badKey = Object.keys(attributes).find((key) => !KEY.test(key));
  if (badKey !== undefined)
    throw new InvalidInputError([{ path: ['attributes', badKey], message: KEY_RULE }]);
  refuseAlike(Object.keys(attributes));
  if (!withinLimits(attributes)) throw new InvalidInputError([{ path: ['attributes'], message: LIMITS }]);
  return attributes;
}

function refuseAlike(keys: readonly string[]): void {
  const known = new Map<string, string>();
  for (const key of keys) {
    const alike = known.get(key.toLowerCase());
    if (alike !== undefined) {
      const message = `differs only in case from "${alike}"; case does not tell keys apart`;
      throw new InvalidInputError([{ path: ['attributes', key], message }]);
    }
    known.set(key.toLowerCase(), key);
  }
}
