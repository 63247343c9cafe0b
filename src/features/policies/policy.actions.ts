import type { ActionDefinition } from '../authorization/authorize.js';

export const policyActions = {
  create: { name: 'iam:CreatePolicy', description: 'Create a managed policy.', self: false },
  read: { name: 'iam:GetPolicy', description: 'Read a policy and its versions.', self: false },
  list: { name: 'iam:ListPolicies', description: 'List policies.', self: false },
  validate: {
    name: 'iam:ValidatePolicy',
    description: 'Have a policy document checked; nothing is stored.',
    self: false,
  },
  update: {
    name: 'iam:UpdatePolicy',
    description: 'Change the name and description of a policy.',
    self: false,
  },
  createVersion: {
    name: 'iam:CreatePolicyVersion',
    description: 'Add a version to a policy, also as its default.',
    self: false,
  },
  setDefaultVersion: {
    name: 'iam:SetDefaultPolicyVersion',
    description: 'Choose the version of a policy that counts.',
    self: false,
  },
  deleteVersion: {
    name: 'iam:DeletePolicyVersion',
    description: 'Delete a version of a policy.',
    self: false,
  },
  delete: { name: 'iam:DeletePolicy', description: 'Delete a managed policy.', self: false },
  listAttachments: {
    name: 'iam:ListPolicyAttachments',
    description: 'List the accounts, groups and roles that have a policy.',
    self: false,
  },
  attach: {
    name: 'iam:AttachPolicy',
    description: 'Attach a policy to an account, group or role.',
    self: false,
  },
  detach: {
    name: 'iam:DetachPolicy',
    description: 'Detach a policy from an account, group or role.',
    self: false,
  },
  listForAccount: {
    name: 'iam:ListPoliciesForAccount',
    description: 'List the policies and the boundary of an account.',
    self: true,
  },
  listForGroup: {
    name: 'iam:ListPoliciesForGroup',
    description: 'List the policies of a group.',
    self: false,
  },
  listForRole: {
    name: 'iam:ListPoliciesForRole',
    description: 'List the policies, the boundary and the trust policy of a role.',
    self: false,
  },
  putInline: {
    name: 'iam:PutInlinePolicy',
    description: 'Write an inline policy of an account, group or role.',
    self: false,
  },
  deleteInline: {
    name: 'iam:DeleteInlinePolicy',
    description: 'Delete an inline policy of an account, group or role.',
    self: false,
  },
  setBoundary: {
    name: 'iam:SetPermissionsBoundary',
    description: 'Set the permissions boundary of an account or role.',
    self: false,
  },
  removeBoundary: {
    name: 'iam:RemovePermissionsBoundary',
    description: 'Remove the permissions boundary of an account or role.',
    self: false,
  },
  setTrust: {
    name: 'iam:SetTrustPolicy',
    description: 'Say who may assume a role.',
    self: false,
  },
  removeTrust: {
    name: 'iam:RemoveTrustPolicy',
    description: 'Remove the trust policy of a role: nobody may assume it.',
    self: false,
  },
  getResource: {
    name: 'iam:GetResourcePolicy',
    description: 'Read the policy of a resource.',
    self: false,
  },
  setResource: {
    name: 'iam:SetResourcePolicy',
    description: 'Write the policy of a resource.',
    self: false,
  },
  removeResource: {
    name: 'iam:RemoveResourcePolicy',
    description: 'Remove the policy of a resource.',
    self: false,
  },
  createGuardrail: {
    name: 'iam:CreateGuardrail',
    description: 'Set a guardrail over the realm; in `system`, over every other realm.',
    self: false,
  },
  updateGuardrail: { name: 'iam:UpdateGuardrail', description: 'Change a guardrail.', self: false },
  deleteGuardrail: { name: 'iam:DeleteGuardrail', description: 'Delete a guardrail.', self: false },
  listGuardrails: {
    name: 'iam:ListGuardrails',
    description: 'List the guardrails of the realm.',
    self: false,
  },
} as const satisfies Record<string, ActionDefinition>;
