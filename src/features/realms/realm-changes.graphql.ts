import { builder } from '../../graphql/builder.js';
import { errorType } from '../../graphql/errors.js';
import { NotFoundError, VersionConflictError } from '../../kernel/errors.js';
import { ConfirmationMismatchError, RealmProtectedError, RealmSlugTakenError } from './realm.errors.js';
import { Realm } from './realm.graphql.js';
import { createRealmInput, deleteRealmInput, updateRealmInput } from './realm.input.js';
import { RealmSettingsInput } from './realm-settings.graphql.js';

errorType(RealmSlugTakenError, 'RealmSlugTakenError', 'Another realm has that slug.');
builder.objectField(RealmSlugTakenError, 'slug', (t) => t.exposeString('slug', { description: 'The slug.' }));
errorType(ConfirmationMismatchError, 'ConfirmationMismatchError', '`confirm` does not repeat the slug.');
errorType(RealmProtectedError, 'RealmProtectedError', 'The realm `system` cannot be deleted.');

const SLUG = '1 to 32 lower-case letters, digits and hyphens, beginning with a letter.';

const CreateRealmInput = builder.inputType('CreateRealmInput', {
  description: 'A new realm.',
  fields: (t) => ({
    slug: t.string({ description: `What X-Realm and paths name it by: ${SLUG} It never changes.` }),
    name: t.string({ description: 'What people call it, up to 128 characters.' }),
    settings: t.field({
      type: RealmSettingsInput,
      required: false,
      description: 'Settings other than the defaults.',
    }),
  }),
});

const UpdateRealmInput = builder.inputType('UpdateRealmInput', {
  description: 'A change of a realm. What is left out stays as it is.',
  fields: (t) => ({
    slug: t.string({ description: 'The realm.' }),
    name: t.string({ required: false, description: 'The new name.' }),
    settings: t.field({ type: RealmSettingsInput, required: false, description: 'Settings to change.' }),
    expectedVersion: t.int({ required: false, description: 'Change it only if this is its version.' }),
  }),
});

const DeleteRealmInput = builder.inputType('DeleteRealmInput', {
  description: 'Which realm to delete.',
  fields: (t) => ({
    slug: t.string({ description: 'The realm.' }),
    confirm: t.string({ description: 'The slug once more: everything in the realm will be gone.' }),
  }),
});

builder.mutationFields((t) => ({
  createRealm: t.field({
    type: Realm,
    description: 'Creates a realm. Only in the realm `system`.',
    args: {
      input: t.arg({
        type: CreateRealmInput,
        description: 'The realm.',
        validate: { schema: createRealmInput },
      }),
    },
    errors: { types: [RealmSlugTakenError] },
    resolve: (_root, { input }, ctx) =>
      ctx.services.realms.create(ctx, { ...input, settings: input.settings }),
  }),
  updateRealm: t.field({
    type: Realm,
    description: 'Changes name and settings of a realm. Only in the realm `system`.',
    args: {
      input: t.arg({
        type: UpdateRealmInput,
        description: 'The change.',
        validate: { schema: updateRealmInput },
      }),
    },
    errors: { types: [NotFoundError, VersionConflictError] },
    resolve: (_root, { input }, ctx) =>
      ctx.services.realms.update(ctx, { ...input, settings: input.settings }),
  }),
  deleteRealm: t.field({
    type: Realm,
    description: 'Deletes a realm with everything in it. Answers it as it was. Only in the realm `system`.',
    args: {
      input: t.arg({
        type: DeleteRealmInput,
        description: 'Which one.',
        validate: { schema: deleteRealmInput },
      }),
    },
    errors: { types: [NotFoundError, ConfirmationMismatchError, RealmProtectedError] },
    resolve: async (_root, { input }, ctx) => {
      const realm = await ctx.services.realms.get(ctx, input.slug);
      await ctx.services.realms.delete(ctx, input);
      return realm;
    },
  }),
}));
