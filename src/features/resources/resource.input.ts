import { z } from 'zod';
import { idText } from '../../kernel/id-text.js';
import { text } from '../../kernel/text.js';
import { RESOURCE_TYPE } from './resource-name.js';

export const MAX_BULK_RESOURCES = 1000;
export const RESOURCE_TYPE_MAX = 128;
export const RESOURCE_ID_MAX = 512;
const MAX_TAGS = 50;

export const resourceType = text({ max: RESOURCE_TYPE_MAX }).regex(
  RESOURCE_TYPE,
  'must be letters, digits, "_" and "-", or two such parts with a "/" between them',
);
export const resourceId = text({ max: RESOURCE_ID_MAX });
/** Realm, type and id, and what is between them. */
const resourceName = text({ max: 32 + RESOURCE_TYPE_MAX + RESOURCE_ID_MAX + 8 });

/** Keys of a policy's context do not regard case, so two that differ in nothing else would be one. */
function differ(tags: object): boolean {
  const keys = Object.keys(tags).map((key) => key.toLowerCase());
  return new Set(keys).size === keys.length;
}

/** AWS's bounds of tags. */
const resourceTags = z
  .record(text({ max: 128 }), text({ min: 0, max: 256 }))
  .refine((tags) => Object.keys(tags).length <= MAX_TAGS, `must be at most ${MAX_TAGS}`)
  .refine(differ, 'must have keys that differ in more than case');

/** One resource of a registration. */
export const registeredResource = z.strictObject({
  type: resourceType,
  id: resourceId,
  tags: resourceTags.nullish(),
  owner: idText.nullish(),
});

export const registerResourcesInput = z.strictObject({
  resources: z.array(z.unknown()).min(1).max(MAX_BULK_RESOURCES),
});

export const deregisterResourcesInput = z.strictObject({
  names: z.array(resourceName).min(1).max(MAX_BULK_RESOURCES),
});
export type DeregisterResourcesInput = z.infer<typeof deregisterResourcesInput>;

export const resourceFilterInput = z.strictObject({
  type: resourceType.nullish(),
  namePrefix: resourceName.nullish(),
});
export type ResourceFilterInput = z.infer<typeof resourceFilterInput>;
