import { builder } from '../../graphql/builder.js';
import { errorType } from '../../graphql/errors.js';
import { NotFoundError, VersionConflictError } from '../../kernel/errors.js';
import {
  BuiltInRoleError,
  LastAdministratorError,
  RoleCycleError,
  RoleNameTakenError,
} from './role.errors.js';
import { Role } from './role.graphql.js';
import {
  assignRoleInput,
  createRoleInput,
  deleteRoleInput,
  includeRoleInput,
  updateRoleInput,
} from './role.input.js';

errorType(RoleNameTakenError, 'RoleNameTakenError', 'Another role of the realm has that name.');
errorType(BuiltInRoleError, 'BuiltInRoleError', 'A role that Reeve made can be assigned, but not changed.');
errorType(
  LastAdministratorError,
  'LastAdministratorError',
  'The change would leave the realm `system` without an active administrator.',
);
errorType(RoleCycleError, 'RoleCycleError', 'A role would include itself.');
builder.objectField(RoleCycleError, 'path', (t) =>
  t.exposeStringList('cycle', { description: 'The names of the roles on the way that would be closed.' }),
);

const CreateRoleInput = builder.inputType('CreateRoleInput', {
  description: 'A new role.',
  fields: (t) => ({
    name: t.string({ description: 'Unique in its realm, up to 128 characters.' }),
    description: t.string({ required: false, description: 'What it is for, up to 1000 characters.' }),
  }),
});

const UpdateRoleInput = builder.inputType('UpdateRoleInput', {
  description: 'A change of a role. What is left out stays as it is.',
  fields: (t) => ({
    id: t.id({ description: 'The role.' }),
    name: t.string({ required: false, description: 'The new name.' }),
    description: t.string({ required: false, description: 'The new description; null removes it.' }),
    expectedVersion: t.int({ required: false, description: 'Change it only if this is its version.' }),
  }),
});

const DeleteRoleInput = builder.inputType('DeleteRoleInput', {
  description: 'Which role to delete.',
  fields: (t) => ({ id: t.id({ description: 'The role.' }) }),
});

const assignment = (name: string, description: string) =>
  builder.inputType(name, {
    description,
    fields: (t) => ({
      roleId: t.id({ description: 'The role.' }),
      subjectId: t.id({ description: 'An account or a group.' }),
    }),
  });
const AssignRoleInput = assignment('AssignRoleInput', 'Which role to assign to whom.');
const UnassignRoleInput = assignment('UnassignRoleInput', 'Which role to take from whom.');

const inclusion = (name: string, description: string) =>
  builder.inputType(name, {
    description,
    fields: (t) => ({
      roleId: t.id({ description: 'The role that includes.' }),
      includedRoleId: t.id({ description: 'The role that is included.' }),
    }),
  });
const IncludeRoleInput = inclusion('IncludeRoleInput', 'Which role is to include which.');
const ExcludeRoleInput = inclusion('ExcludeRoleInput', 'Which role is to include which no longer.');

builder.mutationFields((t) => ({
  createRole: t.field({
    type: Role,
    description: 'Creates a role that nobody holds.',
    args: {
      input: t.arg({
        type: CreateRoleInput,
        description: 'The role.',
        validate: { schema: createRoleInput },
      }),
    },
    errors: { types: [RoleNameTakenError] },
    resolve: (_root, { input }, ctx) => ctx.services.roles.create(ctx, input),
  }),
  updateRole: t.field({
    type: Role,
    description: 'Changes name and description of a role.',
    args: {
      input: t.arg({
        type: UpdateRoleInput,
        description: 'The change.',
        validate: { schema: updateRoleInput },
      }),
    },
    errors: { types: [NotFoundError, VersionConflictError, RoleNameTakenError, BuiltInRoleError] },
    resolve: (_root, { input }, ctx) =>
      ctx.services.roles.update(ctx, { ...input, name: input.name ?? undefined }),
  }),
  deleteRole: t.field({
    type: Role,
    description: 'Deletes a role; nobody holds it any more. Answers it as it was.',
    args: {
      input: t.arg({
        type: DeleteRoleInput,
        description: 'Which one.',
        validate: { schema: deleteRoleInput },
      }),
    },
    errors: { types: [NotFoundError, BuiltInRoleError, LastAdministratorError] },
    resolve: (_root, { input }, ctx) => ctx.services.roles.delete(ctx, input),
  }),
  assignRole: t.field({
    type: Role,
    description:
      'Assigns a role to an account or a group. Repeating it changes nothing. Needs `iam:Grant` on the role, or to hold all that it gives.',
    args: {
      input: t.arg({
        type: AssignRoleInput,
        description: 'What to whom.',
        validate: { schema: assignRoleInput },
      }),
    },
    errors: { types: [NotFoundError] },
    resolve: (_root, { input }, ctx) => ctx.services.roles.assign(ctx, input),
  }),
  unassignRole: t.field({
    type: Role,
    description:
      'Takes a role from an account or a group. Where the role denies something, the caller must hold that.',
    args: {
      input: t.arg({
        type: UnassignRoleInput,
        description: 'What from whom.',
        validate: { schema: assignRoleInput },
      }),
    },
    errors: { types: [NotFoundError, LastAdministratorError] },
    resolve: (_root, { input }, ctx) => ctx.services.roles.unassign(ctx, input),
  }),
  includeRole: t.field({
    type: Role,
    description:
      'Makes a role include another: whoever holds it then holds the other, too. Needs `iam:Grant` on the other, or to hold all that it gives.',
    args: {
      input: t.arg({
        type: IncludeRoleInput,
        description: 'Which roles.',
        validate: { schema: includeRoleInput },
      }),
    },
    errors: { types: [NotFoundError, RoleCycleError] },
    resolve: (_root, { input }, ctx) => ctx.services.roles.include(ctx, input),
  }),
  excludeRole: t.field({
    type: Role,
    description: 'Makes a role include another no longer.',
    args: {
      input: t.arg({
        type: ExcludeRoleInput,
        description: 'Which roles.',
        validate: { schema: includeRoleInput },
      }),
    },
    errors: { types: [NotFoundError, LastAdministratorError] },
    resolve: (_root, { input }, ctx) => ctx.services.roles.exclude(ctx, input),
  }),
}));
