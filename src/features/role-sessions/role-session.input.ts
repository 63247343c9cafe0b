import { z } from 'zod';
import { idText } from '../../kernel/id-text.js';
import { text } from '../../kernel/text.js';
import { MAX_SECONDS, MAX_TAGS, MIN_SECONDS } from './role-session.js';

/** AWS's characters of tags. */
const TAG = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;
const TAG_RULE = 'may hold letters, digits, spaces and _.:/=+-@';

const tag = z.strictObject({
  key: text({ max: 128 })
    .regex(TAG, TAG_RULE)
    .refine((key) => !/^(?:aws|reeve):/i.test(key), 'must not begin with aws: or reeve:'),
  value: text({ min: 0, max: 256 }).regex(TAG, TAG_RULE),
});

export const assumeRoleInput = z.strictObject({
  roleId: idText,
  sessionName: z
    .string()
    .regex(/^[\w+=,.@-]{2,64}$/, 'must have 2 to 64 letters, digits or characters of _+=,.@-'),
  durationSeconds: z.int().min(MIN_SECONDS).max(MAX_SECONDS).nullish(),
  /** The document, or its JSON text. */
  policy: z.union([z.string(), z.record(z.string(), z.unknown())]).nullish(),
  externalId: z
    .string()
    .regex(/^[\w+=,.@:/-]{2,1224}$/, 'must have 2 to 1224 letters, digits or characters of _+=,.@:/-')
    .nullish(),
  tags: z
    .array(tag)
    .max(MAX_TAGS)
    .refine(
      (tags) => new Set(tags.map(({ key }) => key.toLowerCase())).size === tags.length,
      'must not hold a key twice; case does not tell keys apart',
    )
    .nullish(),
});
export type AssumeRoleInput = z.infer<typeof assumeRoleInput>;

export const revokeRoleSessionsInput = z.strictObject({ roleId: idText });
export type RevokeRoleSessionsInput = z.infer<typeof revokeRoleSessionsInput>;
