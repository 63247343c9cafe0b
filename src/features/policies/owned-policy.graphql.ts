import { builder } from '../../graphql/builder.js';
import { connectionComplexity } from '../../graphql/complexity.js';
import { pageArgs } from '../../graphql/connection-type.js';
import { connectionOf, pageRequest } from '../../graphql/connections.js';
import { NotFoundError, VersionConflictError } from '../../kernel/errors.js';
import { BuiltInRoleError } from '../roles/role.errors.js';
import { InvalidPolicyError, PolicyLimitError, PolicyNameTakenError } from './policy.errors.js';
import { Policy, PolicyConnection } from './policy.graphql.js';
import {
  attachPolicyInput,
  createGuardrailInput,
  deleteGuardrailInput,
  deleteInlinePolicyInput,
  putInlinePolicyInput,
  removePermissionsBoundaryInput,
  removeResourcePolicyInput,
  removeTrustPolicyInput,
  resourceName,
  setResourcePolicyInput,
  setTrustPolicyInput,
  updateGuardrailInput,
} from './policy.input.js';

const target = 'An account, a group or a role.';
const bounded = 'An account or a role.';

const attachment = (name: string, description: string, whom: string) =>
  builder.inputType(name, {
    description,
    fields: (t) => ({
      policyId: t.id({ description: 'A managed policy.' }),
      targetId: t.id({ description: whom }),
    }),
  });
export const AttachPolicyInput = attachment('AttachPolicyInput', 'Which policy to attach to what.', target);
export const DetachPolicyInput = attachment('DetachPolicyInput', 'Which policy to detach from what.', target);
export const SetPermissionsBoundaryInput = attachment(
  'SetPermissionsBoundaryInput',
  'Which policy is to bound whom.',
  bounded,
);

export const RemovePermissionsBoundaryInput = builder.inputType('RemovePermissionsBoundaryInput', {
  description: 'Whose boundary to remove.',
  fields: (t) => ({ targetId: t.id({ description: bounded }) }),
});

export const PutInlinePolicyInput = builder.inputType('PutInlinePolicyInput', {
  description: 'An inline policy.',
  fields: (t) => ({
    targetId: t.id({ description: target }),
    name: t.string({ description: 'Unique among its inline policies.' }),
    document: t.field({ type: 'PolicyDocument', description: 'The document.' }),
  }),
});

export const DeleteInlinePolicyInput = builder.inputType('DeleteInlinePolicyInput', {
  description: 'Which inline policy to delete.',
  fields: (t) => ({
    targetId: t.id({ description: target }),
    name: t.string({ description: 'The name of the policy.' }),
  }),
});

const SetTrustPolicyInput = builder.inputType('SetTrustPolicyInput', {
  description: 'Who may assume a role.',
  fields: (t) => ({
    roleId: t.id({ description: 'The role.' }),
    document: t.field({ type: 'PolicyDocument', description: 'Names principals.' }),
  }),
});

const RemoveTrustPolicyInput = builder.inputType('RemoveTrustPolicyInput', {
  description: 'Which role nobody is to assume any more.',
  fields: (t) => ({ roleId: t.id({ description: 'The role.' }) }),
});

export const SetResourcePolicyInput = builder.inputType('SetResourcePolicyInput', {
  description: 'The policy of a resource.',
  fields: (t) => ({
    resource: t.string({
      description:
        'The name of the resource, as questions name it; not one of the things of Reeve itself (`rn:REALM:iam:...`).',
    }),
    document: t.field({ type: 'PolicyDocument', description: 'Names principals; Resource may be left out.' }),
  }),
});

export const RemoveResourcePolicyInput = builder.inputType('RemoveResourcePolicyInput', {
  description: 'Which resource is to have no policy.',
  fields: (t) => ({ resource: t.string({ description: 'The name of the resource.' }) }),
});

export const CreateGuardrailInput = builder.inputType('CreateGuardrailInput', {
  description: 'A new guardrail.',
  fields: (t) => ({
    name: t.string({ description: 'Unique among the guardrails of the realm.' }),
    description: t.string({ required: false, description: 'What it is for.' }),
    document: t.field({ type: 'PolicyDocument', description: 'What remains allowed, and what is denied.' }),
  }),
});

export const UpdateGuardrailInput = builder.inputType('UpdateGuardrailInput', {
  description: 'A change of a guardrail. What is left out stays as it is.',
  fields: (t) => ({
    id: t.id({ description: 'The guardrail.' }),
    name: t.string({ required: false, description: 'The new name.' }),
    description: t.string({ required: false, description: 'The new description; null removes it.' }),
    document: t.field({ type: 'PolicyDocument', required: false, description: 'The new document.' }),
    expectedVersion: t.int({ required: false, description: 'Change it only if this is its version.' }),
  }),
});

export const DeleteGuardrailInput = builder.inputType('DeleteGuardrailInput', {
  description: 'Which guardrail to delete.',
  fields: (t) => ({ id: t.id({ description: 'The guardrail.' }) }),
});

builder.queryFields((t) => ({
  resourcePolicy: t.field({
    type: Policy,
    nullable: true,
    description: 'The policy of a resource; null if it has none.',
    args: {
      resource: t.arg.string({
        description: 'The name of the resource.',
        validate: { schema: resourceName },
      }),
    },
    resolve: async (_root, { resource }, ctx) =>
      (await ctx.services.ownedPolicies.resourcePolicy(ctx, resource)) ?? null,
  }),
  guardrails: t.field({
    type: PolicyConnection,
    description: 'The guardrails of the realm, by name; in `system`, those of every other realm.',
    args: pageArgs,
    complexity: connectionComplexity,
    resolve: async (_root, args, ctx) => {
      const page = pageRequest(args);
      return connectionOf(await ctx.services.guardrails.list(ctx, page), page.after);
    },
  }),
}));

builder.mutationFields((t) => ({
  attachPolicy: t.field({
    type: Policy,
    description:
      'Attaches a managed policy. Repeating it changes nothing. Needs `iam:Grant` on the policy, or to hold all that it gives.',
    args: {
      input: t.arg({
        type: AttachPolicyInput,
        description: 'What to whom.',
        validate: { schema: attachPolicyInput },
      }),
    },
    errors: { types: [NotFoundError, BuiltInRoleError, PolicyLimitError] },
    resolve: (_root, { input }, ctx) => ctx.services.attachments.attach(ctx, input),
  }),
  detachPolicy: t.field({
    type: Policy,
    description: 'Detaches a managed policy.',
    args: {
      input: t.arg({
        type: DetachPolicyInput,
        description: 'What from whom.',
        validate: { schema: attachPolicyInput },
      }),
    },
    errors: { types: [NotFoundError, BuiltInRoleError] },
    resolve: (_root, { input }, ctx) => ctx.services.attachments.detach(ctx, input),
  }),
  setPermissionsBoundary: t.field({
    type: Policy,
    description:
      'Bounds an account or role by a managed policy, in place of what bounded it before; that needs `iam:Grant` on the policy, or to hold all that it allows.',
    args: {
      input: t.arg({
        type: SetPermissionsBoundaryInput,
        description: 'What bounds whom.',
        validate: { schema: attachPolicyInput },
      }),
    },
    errors: { types: [NotFoundError, BuiltInRoleError] },
    resolve: (_root, { input }, ctx) => ctx.services.attachments.setBoundary(ctx, input),
  }),
  removePermissionsBoundary: t.field({
    type: Policy,
    description:
      'Removes the boundary of an account or role. Answers the policy that it was. Needs `iam:Grant` on all policies (`policy/*`).',
    args: {
      input: t.arg({
        type: RemovePermissionsBoundaryInput,
        description: 'Whose.',
        validate: { schema: removePermissionsBoundaryInput },
      }),
    },
    errors: { types: [NotFoundError, BuiltInRoleError] },
    resolve: (_root, { input }, ctx) => ctx.services.attachments.removeBoundary(ctx, input),
  }),
  putInlinePolicy: t.field({
    type: Policy,
    description:
      'Writes an inline policy, in place of the one of that name. Needs `iam:Grant` on all policies (`policy/*`), or to hold all that it gives and the old one denied.',
    args: {
      input: t.arg({
        type: PutInlinePolicyInput,
        description: 'The policy.',
        validate: { schema: putInlinePolicyInput },
      }),
    },
    errors: { types: [NotFoundError, InvalidPolicyError, BuiltInRoleError, PolicyLimitError] },
    resolve: (_root, { input }, ctx) => ctx.services.ownedPolicies.putInline(ctx, input),
  }),
  deleteInlinePolicy: t.field({
    type: Policy,
    description: 'Deletes an inline policy. Answers it as it was.',
    args: {
      input: t.arg({
        type: DeleteInlinePolicyInput,
        description: 'Which one.',
        validate: { schema: deleteInlinePolicyInput },
      }),
    },
    errors: { types: [NotFoundError, BuiltInRoleError] },
    resolve: (_root, { input }, ctx) => ctx.services.ownedPolicies.deleteInline(ctx, input),
  }),
  setTrustPolicy: t.field({
    type: Policy,
    description: 'Says who may assume a role, in place of what was said before.',
    args: {
      input: t.arg({
        type: SetTrustPolicyInput,
        description: 'Who.',
        validate: { schema: setTrustPolicyInput },
      }),
    },
    errors: { types: [NotFoundError, InvalidPolicyError, BuiltInRoleError] },
    resolve: (_root, { input }, ctx) => ctx.services.ownedPolicies.setTrust(ctx, input),
  }),
  removeTrustPolicy: t.field({
    type: Policy,
    description: 'Removes the trust policy of a role: nobody may assume it. Answers it as it was.',
    args: {
      input: t.arg({
        type: RemoveTrustPolicyInput,
        description: 'Which role.',
        validate: { schema: removeTrustPolicyInput },
      }),
    },
    errors: { types: [NotFoundError] },
    resolve: (_root, { input }, ctx) => ctx.services.ownedPolicies.removeTrust(ctx, input),
  }),
  setResourcePolicy: t.field({
    type: Policy,
    description:
      'Writes the policy of a resource, in place of the one that it had. Needs `iam:Grant` on all policies (`policy/*`), or to hold all that it gives there.',
    args: {
      input: t.arg({
        type: SetResourcePolicyInput,
        description: 'The policy.',
        validate: { schema: setResourcePolicyInput },
      }),
    },
    errors: { types: [InvalidPolicyError, PolicyLimitError] },
    resolve: (_root, { input }, ctx) => ctx.services.ownedPolicies.setResource(ctx, input),
  }),
  removeResourcePolicy: t.field({
    type: Policy,
    description: 'Removes the policy of a resource. Answers it as it was.',
    args: {
      input: t.arg({
        type: RemoveResourcePolicyInput,
        description: 'Which resource.',
        validate: { schema: removeResourcePolicyInput },
      }),
    },
    errors: { types: [NotFoundError] },
    resolve: (_root, { input }, ctx) => ctx.services.ownedPolicies.removeResource(ctx, input),
  }),
  createGuardrail: t.field({
    type: Policy,
    description: 'Bounds everybody in the realm; in `system`, everybody in every other realm.',
    args: {
      input: t.arg({
        type: CreateGuardrailInput,
        description: 'The guardrail.',
        validate: { schema: createGuardrailInput },
      }),
    },
    errors: { types: [InvalidPolicyError, PolicyNameTakenError, PolicyLimitError] },
    resolve: (_root, { input }, ctx) => ctx.services.guardrails.create(ctx, input),
  }),
  updateGuardrail: t.field({
    type: Policy,
    description: 'Changes a guardrail.',
    args: {
      input: t.arg({
        type: UpdateGuardrailInput,
        description: 'The change.',
        validate: { schema: updateGuardrailInput },
      }),
    },
    errors: { types: [NotFoundError, VersionConflictError, InvalidPolicyError, PolicyNameTakenError] },
    resolve: (_root, { input }, ctx) => ctx.services.guardrails.update(ctx, input),
  }),
  deleteGuardrail: t.field({
    type: Policy,
    description: 'Deletes a guardrail. Answers it as it was.',
    args: {
      input: t.arg({
        type: DeleteGuardrailInput,
        description: 'Which one.',
        validate: { schema: deleteGuardrailInput },
      }),
    },
    errors: { types: [NotFoundError] },
    resolve: (_root, { input }, ctx) => ctx.services.guardrails.delete(ctx, input),
  }),
}));
