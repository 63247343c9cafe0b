import { builder } from '../../graphql/builder.js';
import { errorType } from '../../graphql/errors.js';
import { NotFoundError, VersionConflictError } from '../../kernel/errors.js';
import { LastAdministratorError } from '../roles/role.errors.js';
import { GroupNameTakenError } from './group.errors.js';
import { Group } from './group.graphql.js';
import { createGroupInput, deleteGroupInput, updateGroupInput } from './group.input.js';

errorType(GroupNameTakenError, 'GroupNameTakenError', 'Another group of the realm has that name.');

const CreateGroupInput = builder.inputType('CreateGroupInput', {
  description: 'A new group.',
  fields: (t) => ({
    name: t.string({ description: 'Unique in its realm, up to 128 characters.' }),
    description: t.string({ required: false, description: 'What it is for, up to 1000 characters.' }),
  }),
});

const UpdateGroupInput = builder.inputType('UpdateGroupInput', {
  description: 'A change of a group. What is left out stays as it is.',
  fields: (t) => ({
    id: t.id({ description: 'The group.' }),
    name: t.string({ required: false, description: 'The new name.' }),
    description: t.string({ required: false, description: 'The new description; null removes it.' }),
    expectedVersion: t.int({ required: false, description: 'Change it only if this is its version.' }),
  }),
});

const DeleteGroupInput = builder.inputType('DeleteGroupInput', {
  description: 'Which group to delete.',
  fields: (t) => ({ id: t.id({ description: 'The group.' }) }),
});

builder.mutationFields((t) => ({
  createGroup: t.field({
    type: Group,
    description: 'Creates a group without members.',
    args: {
      input: t.arg({
        type: CreateGroupInput,
        description: 'The group.',
        validate: { schema: createGroupInput },
      }),
    },
    errors: { types: [GroupNameTakenError] },
    resolve: (_root, { input }, ctx) => ctx.services.groups.create(ctx, input),
  }),
  updateGroup: t.field({
    type: Group,
    description: 'Changes name and description of a group.',
    args: {
      input: t.arg({
        type: UpdateGroupInput,
        description: 'The change.',
        validate: { schema: updateGroupInput },
      }),
    },
    errors: { types: [NotFoundError, VersionConflictError, GroupNameTakenError] },
    resolve: (_root, { input }, ctx) =>
      ctx.services.groups.update(ctx, { ...input, name: input.name ?? undefined }),
  }),
  deleteGroup: t.field({
    type: Group,
    description: 'Deletes a group; its members stay. Answers the group as it was.',
    args: {
      input: t.arg({
        type: DeleteGroupInput,
        description: 'Which one.',
        validate: { schema: deleteGroupInput },
      }),
    },
    errors: { types: [NotFoundError, LastAdministratorError] },
    resolve: (_root, { input }, ctx) => ctx.services.groups.delete(ctx, input),
  }),
}));
