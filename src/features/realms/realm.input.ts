import { z } from 'zod';
import { text } from '../../kernel/text.js';
import { isRealmSlug } from '../../realms/realm.js';
import { realmSettingsSchema, type RealmSettings } from '../../realms/realm-settings.js';

/** A change of settings: what is left out, or null where null is not a setting, stays as it is. */
export type SettingsPatch<T = RealmSettings> = T extends readonly unknown[]
  ? T
  : T extends object
    ? { readonly [K in keyof T]?: SettingsPatch<T[K]> | null | undefined }
    : T;

const slug = z.string().check((ctx) => {
  if (isRealmSlug(ctx.value)) return;
  ctx.issues.push({
    code: 'custom',
    message:
      'must be 1 to 32 lower-case letters, digits and hyphens, beginning with a letter and not ending with a hyphen',
    input: ctx.value,
  });
});

const realmName = text({ max: 128 });

/** The settings' shape with every member optional, and no defaults. */
function patchShape(schema: z.ZodType): z.ZodType {
  const inner = withoutDefault(schema);
  if (!(inner instanceof z.ZodObject)) return inner.nullish();
  const members: Readonly<Record<string, z.ZodType>> = inner.shape;
  return z
    .strictObject(
      Object.fromEntries(Object.entries(members).map(([key, member]) => [key, patchShape(member)])),
    )
    .nullish();
}

function withoutDefault(schema: z.ZodType): z.ZodType {
  if (!(schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault)) return schema;
  const inner: unknown = schema.unwrap();
  return inner as z.ZodType;
}

/** Derived, so that a setting is written down once; the type cannot follow, hence the cast. */
export const realmSettingsPatch = patchShape(realmSettingsSchema) as z.ZodType<
  SettingsPatch | null | undefined
>;

export const createRealmInput = z.strictObject({ slug, name: realmName, settings: realmSettingsPatch });
export type CreateRealmInput = z.infer<typeof createRealmInput>;

export const updateRealmInput = z.strictObject({
  slug,
  name: realmName.nullish(),
  settings: realmSettingsPatch,
  /** The version that the change was made for; without it the change is applied to whatever is there. */
  expectedVersion: z.int().min(1).nullish(),
});
export type UpdateRealmInput = z.infer<typeof updateRealmInput>;

export const deleteRealmInput = z.strictObject({
  slug,
  /** The slug once more. */
  confirm: text({ max: 64 }),
});
export type DeleteRealmInput = z.infer<typeof deleteRealmInput>;
