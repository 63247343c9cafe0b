import { builder } from '../../graphql/builder.js';
import { errorType } from '../../graphql/errors.js';
import { NotFoundError, VersionConflictError } from '../../kernel/errors.js';
import {
  BuiltInPolicyError,
  DefaultVersionError,
  InvalidPolicyError,
  PolicyAttachedError,
  PolicyLimitError,
  PolicyNameTakenError,
} from './policy.errors.js';
import { Policy, PolicyIssue } from './policy.graphql.js';
import {
  createPolicyInput,
  createPolicyVersionInput,
  deletePolicyInput,
  policyVersionInput,
  updatePolicyInput,
} from './policy.input.js';

errorType(InvalidPolicyError, 'InvalidPolicyError', 'The document may not be stored. Nothing was changed.');
builder.objectField(InvalidPolicyError, 'issues', (t) =>
  t.expose('issues', {
    type: [PolicyIssue],
    description: 'Everything that is wrong with it, each with its place.',
  }),
);
errorType(PolicyNameTakenError, 'PolicyNameTakenError', 'Another policy has that name.');
errorType(
  BuiltInPolicyError,
  'BuiltInPolicyError',
  'A policy that Reeve made can be attached, but not changed.',
);
errorType(PolicyAttachedError, 'PolicyAttachedError', 'A policy that something has cannot be deleted.');
errorType(DefaultVersionError, 'DefaultVersionError', 'The default version cannot be deleted.');
errorType(PolicyLimitError, 'PolicyLimitError', 'There are as many as there may be.');
builder.objectField(PolicyLimitError, 'setting', (t) =>
  t.exposeString('setting', {
    description: 'The setting of the realm that says so: `policies.maxAttached`.',
  }),
);
builder.objectField(PolicyLimitError, 'limit', (t) =>
  t.exposeInt('limit', { description: 'How many there may be.' }),
);

const CreatePolicyInput = builder.inputType('CreatePolicyInput', {
  description: 'A new managed policy.',
  fields: (t) => ({
    name: t.string({ description: 'Unique in its realm, up to 128 characters.' }),
    description: t.string({ required: false, description: 'What it is for, up to 1000 characters.' }),
    document: t.field({ type: 'PolicyDocument', description: 'Its first version.' }),
  }),
});

const UpdatePolicyInput = builder.inputType('UpdatePolicyInput', {
  description: 'A change of a policy. What is left out stays as it is; its document changes by versions.',
  fields: (t) => ({
    id: t.id({ description: 'The policy.' }),
    name: t.string({ required: false, description: 'The new name.' }),
    description: t.string({ required: false, description: 'The new description; null removes it.' }),
    expectedVersion: t.int({ required: false, description: 'Change it only if this is its version.' }),
  }),
});

export const CreatePolicyVersionInput = builder.inputType('CreatePolicyVersionInput', {
  description: 'A new version of a managed policy.',
  fields: (t) => ({
    policyId: t.id({ description: 'The policy.' }),
    document: t.field({ type: 'PolicyDocument', description: 'The document.' }),
    setAsDefault: t.boolean({ defaultValue: false, description: 'Whether it counts from now on.' }),
    expectedVersion: t.int({
      required: false,
      description: 'Do it only if this is the version of the policy (not of its document).',
    }),
  }),
});

const versionInput = (name: string, description: string) =>
  builder.inputType(name, {
    description,
    fields: (t) => ({
      policyId: t.id({ description: 'The policy.' }),
      number: t.int({ description: 'The number of the version.' }),
    }),
  });
export const SetDefaultPolicyVersionInput = versionInput(
  'SetDefaultPolicyVersionInput',
  'Which version is to count.',
);
const DeletePolicyVersionInput = versionInput('DeletePolicyVersionInput', 'Which version to delete.');

const DeletePolicyInput = builder.inputType('DeletePolicyInput', {
  description: 'Which policy to delete.',
  fields: (t) => ({ id: t.id({ description: 'The policy.' }) }),
});

builder.mutationFields((t) => ({
  createPolicy: t.field({
    type: Policy,
    description: 'Creates a managed policy that nobody has yet.',
    args: {
      input: t.arg({
        type: CreatePolicyInput,
        description: 'The policy.',
        validate: { schema: createPolicyInput },
      }),
    },
    errors: { types: [InvalidPolicyError, PolicyNameTakenError, PolicyLimitError] },
    resolve: (_root, { input }, ctx) => ctx.services.policies.create(ctx, input),
  }),
  updatePolicy: t.field({
    type: Policy,
    description: 'Changes name and description of a managed policy.',
    args: {
      input: t.arg({
        type: UpdatePolicyInput,
        description: 'The change.',
        validate: { schema: updatePolicyInput },
      }),
    },
    errors: { types: [NotFoundError, VersionConflictError, PolicyNameTakenError, BuiltInPolicyError] },
    resolve: (_root, { input }, ctx) => ctx.services.policies.update(ctx, input),
  }),
  createPolicyVersion: t.field({
    type: Policy,
    description:
      'Adds a version to a managed policy, which has at most five. As the default of a policy that somebody has, it needs `iam:Grant` on all policies (`policy/*`), or to hold all that it gives.',
    args: {
      input: t.arg({
        type: CreatePolicyVersionInput,
        description: 'The version.',
        validate: { schema: createPolicyVersionInput },
      }),
    },
    errors: {
      types: [NotFoundError, VersionConflictError, InvalidPolicyError, BuiltInPolicyError, PolicyLimitError],
    },
    resolve: (_root, { input }, ctx) => ctx.services.policies.createVersion(ctx, input),
  }),
  setDefaultPolicyVersion: t.field({
    type: Policy,
    description:
      'Chooses the version that counts; an older one rolls the policy back. For a policy that somebody has, it needs `iam:Grant` on all policies (`policy/*`), or to hold all that it gives.',
    args: {
      input: t.arg({
        type: SetDefaultPolicyVersionInput,
        description: 'Which one.',
        validate: { schema: policyVersionInput },
      }),
    },
    errors: { types: [NotFoundError, InvalidPolicyError, BuiltInPolicyError] },
    resolve: (_root, { input }, ctx) => ctx.services.policies.setDefaultVersion(ctx, input),
  }),
  deletePolicyVersion: t.field({
    type: Policy,
    description: 'Deletes a version that is not the default.',
    args: {
      input: t.arg({
        type: DeletePolicyVersionInput,
        description: 'Which one.',
        validate: { schema: policyVersionInput },
      }),
    },
    errors: { types: [NotFoundError, DefaultVersionError, BuiltInPolicyError] },
    resolve: (_root, { input }, ctx) => ctx.services.policies.deleteVersion(ctx, input),
  }),
  deletePolicy: t.field({
    type: Policy,
    description: 'Deletes a managed policy that nothing has. Answers it as it was.',
    args: {
      input: t.arg({
        type: DeletePolicyInput,
        description: 'Which one.',
        validate: { schema: deletePolicyInput },
      }),
    },
    errors: { types: [NotFoundError, PolicyAttachedError, BuiltInPolicyError] },
    resolve: (_root, { input }, ctx) => ctx.services.policies.delete(ctx, input),
  }),
}));
