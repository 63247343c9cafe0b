import { z } from 'zod';
import { InvalidInputError } from '../../kernel/errors.js';
import { realmSettingsSchema } from '../../realms/realm-settings.js';
import type { SettingsPatch } from './realm.input.js';

type Document = Readonly<Record<string, unknown>>;

/**
 * The settings to store after a change: what was set before, and what the change sets. Defaults are not stored, so
 * that a realm follows them.
 *
 * @throws InvalidInputError if the result is not a valid document
 */
export function mergeSettings(stored: Document, patch: SettingsPatch | null | undefined): Document {
  const merged = merge(realmSettingsSchema, stored, patch ?? {});
  const checked = realmSettingsSchema.safeParse(merged);
  if (checked.success) return merged;
  throw new InvalidInputError(
    checked.error.issues.map((issue) => ({
      path: ['settings', ...issue.path.map((part) => (typeof part === 'symbol' ? String(part) : part))],
      message: issue.message,
    })),
  );
}

function merge(schema: z.ZodType, stored: Document, patch: Document): Document {
  const members = membersOf(schema);
  const result: Record<string, unknown> = { ...stored };
  for (const [key, value] of Object.entries(patch)) {
    const member = members[key];
    if (value === undefined || (value === null && member?.safeParse(null).success !== true)) continue;
    result[key] = member && isDocument(value) ? merge(member, documentOf(result[key]), value) : value;
  }
  return result;
}

/** The members of an object shape, which may stand behind a default. */
function membersOf(schema: z.ZodType): Readonly<Record<string, z.ZodType>> {
  const inner = schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault ? schema.unwrap() : schema;
  return inner instanceof z.ZodObject ? inner.shape : {};
}

function isDocument(value: unknown): value is Document {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function documentOf(value: unknown): Document {
  return isDocument(value) ? value : {};
}
