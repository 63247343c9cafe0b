import type { PolicyIssue as PolicyIssueShape, PolicyKind as PolicyKindName } from '../../decision/public.js';
import { builder } from '../../graphql/builder.js';
import { connectionComplexity } from '../../graphql/complexity.js';
import { connectionType, pageArgs } from '../../graphql/connection-type.js';
import { connectionOf, pageRequest } from '../../graphql/connections.js';
import { loaded } from '../../graphql/loaded.js';
import { Node, orNull, registerNode } from '../../graphql/node.js';
import { InvalidInputError, NotFoundError } from '../../kernel/errors.js';
import { diffDocuments } from './policy-diff.js';
import { warningsOf } from './policy-document.js';
import { policyFilterInput, validatePolicyInput } from './policy.input.js';
import {
  defaultVersionOf,
  versionOf,
  type Policy as PolicyShape,
  type PolicyScope as PolicyScopeName,
  type PolicyVersion as PolicyVersionShape,
} from './policy.js';

const PolicyScope = builder.enumType('PolicyScope', {
  description: 'Where a policy stands.',
  values: {
    MANAGED: { value: 'managed', description: 'Attached to accounts, groups and roles.' },
    INLINE: { value: 'inline', description: 'Belongs to one account, group or role.' },
    RESOURCE: { value: 'resource', description: 'Belongs to one resource.' },
    TRUST: { value: 'trust', description: 'Says who may assume one role.' },
    GUARDRAIL: { value: 'guardrail', description: 'Bounds the realm; in `system`, every other realm.' },
  } satisfies Record<string, { value: PolicyScopeName; description: string }>,
});

const PolicyKind = builder.enumType('PolicyKind', {
  description: 'Where a document is to stand; each place has rules of its own.',
  values: {
    IDENTITY: { value: 'identity', description: 'A managed or inline policy.' },
    RESOURCE: { value: 'resource', description: 'The policy of a resource: it names principals.' },
    TRUST: { value: 'trust', description: 'The trust policy of a role: it names principals.' },
    BOUNDARY: { value: 'boundary', description: 'A managed policy that bounds an account or role.' },
    SESSION: { value: 'session', description: 'The policy of one role session.' },
    GUARDRAIL: { value: 'guardrail', description: 'A guardrail over a realm.' },
  } satisfies Record<string, { value: PolicyKindName; description: string }>,
});

export const PolicyIssue = builder.objectRef<PolicyIssueShape>('PolicyIssue');
PolicyIssue.implement({
  description: 'One thing in a policy document that is wrong, or legal and probably a mistake.',
  fields: (t) => ({
    pointer: t.exposeString('pointer', {
      description: 'Where, as a JSON pointer: `/Statement/0/Condition/StringEquals`. Empty: all of it.',
    }),
    code: t.exposeString('code', { description: 'Stable and for programs: `unknown-operator`.' }),
    message: t.exposeString('message', { description: 'For people.' }),
  }),
});

/** A version with what it is a version of. */
interface VersionOfPolicy extends PolicyVersionShape {
  readonly policy: PolicyShape;
}

const PolicyVersion = builder.objectRef<VersionOfPolicy>('PolicyVersion');
PolicyVersion.implement({
  description: 'One version of a policy. Versions are made and deleted, never changed.',
  fields: (t) => ({
    number: t.exposeInt('number', { description: 'Counts from 1; no number is used twice.' }),
    document: t.field({
      type: 'PolicyDocument',
      description: 'The document as it was written.',
      resolve: ({ document }): unknown => JSON.parse(document),
    }),
    warnings: t.field({
      type: [PolicyIssue],
      description: 'What in it is legal and probably a mistake.',
      complexity: 10,
      resolve: (version, _args, { realm }) => warningsOf(version, version.policy, realm.settings),
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was written.' }),
    createdBy: t.exposeID('createdBy', {
      nullable: true,
      description: 'The account that wrote it; null where Reeve did.',
    }),
  }),
});

export const Policy = builder.loadableObjectRef('Policy', {
  load: async (ids: string[], ctx) => loaded(await ctx.services.policies.getMany(ctx, ids), 'The policy'),
});
Policy.implement({
  description: "A named document of statements in AWS IAM's JSON grammar, with its versions.",
  interfaces: [Node],
  fields: (t) => ({
    name: t.exposeString('name', { description: 'Unique among the policies of its scope and owner.' }),
    description: t.exposeString('description', { nullable: true, description: 'What it is for.' }),
    scope: t.expose('scope', { type: PolicyScope, description: 'Where it stands.' }),
    owner: t.string({
      nullable: true,
      description:
        'What it belongs to: `group:ID` if inline, `role:ID` if a trust policy, the name of the resource if a resource policy; else null.',
      resolve: ({ owner }) => (owner === '' ? null : owner),
    }),
    builtIn: t.exposeBoolean('builtIn', {
      description: 'True for a policy that Reeve made: it can be attached, but not changed.',
    }),
    document: t.field({
      type: 'PolicyDocument',
      description: 'The document of the default version.',
      resolve: (policy): unknown => JSON.parse(countingVersion(policy).document),
    }),
    warnings: t.field({
      type: [PolicyIssue],
      description: 'What in the default version is legal and probably a mistake.',
      complexity: 10,
      resolve: (policy, _args, { realm }) => warningsOf(countingVersion(policy), policy, realm.settings),
    }),
    defaultVersion: t.field({
      type: PolicyVersion,
      description: 'The version that counts.',
      resolve: (policy) => ({ ...countingVersion(policy), policy }),
    }),
    versions: t.field({
      type: [PolicyVersion],
      description: 'All versions, the newest first; at most five.',
      resolve: (policy) => policy.versions.map((version) => ({ ...version, policy })).reverse(),
    }),
    diff: t.string({
      description:
        'Two versions compared line by line, members in alphabetical order. Lines begin with two spaces, `- ` or `+ `.',
      args: {
        from: t.arg.int({ description: 'The number of one version.' }),
        to: t.arg.int({ required: false, description: 'The other; the default version if left out.' }),
      },
      complexity: 10,
      resolve: (policy, { from, to }) =>
        diffDocuments(
          existingVersion(policy, from).document,
          existingVersion(policy, to ?? policy.defaultVersion).document,
        ),
    }),
    version: t.exposeInt('version', {
      description: 'Raised by every change; compared with `expectedVersion`.',
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was created.' }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime', description: 'When it was last changed.' }),
  }),
});
registerNode('Policy', (ctx, id) => Policy.getDataloader(ctx).load(id));

function countingVersion(policy: PolicyShape): PolicyVersionShape {
  const version = defaultVersionOf(policy);
  if (version === undefined) throw new Error(`Policy ${policy.id} is stored without its default version.`);
  return version;
}

function existingVersion(policy: PolicyShape, number: number): PolicyVersionShape {
  const version = versionOf(policy, number);
  if (version === undefined) throw new NotFoundError(`Version ${number}`);
  return version;
}

export const PolicyConnection = connectionType(Policy, 'Policy', 'policies');

const PolicyFilter = builder.inputType('PolicyFilter', {
  description: 'Which policies a list holds.',
  fields: (t) => ({
    namePrefix: t.string({ required: false, description: 'Names that start with this.' }),
    scope: t.field({
      type: PolicyScope,
      required: false,
      description: 'Where they stand; MANAGED if left out.',
    }),
  }),
});

const ValidatePolicyInput = builder.inputType('ValidatePolicyInput', {
  description: 'A document to check.',
  fields: (t) => ({
    document: t.field({ type: 'PolicyDocument', description: 'The document.' }),
    kind: t.field({ type: PolicyKind, defaultValue: 'identity', description: 'Where it is to stand.' }),
  }),
});

const PolicyExamination = builder.objectRef<{
  readonly errors: readonly PolicyIssueShape[];
  readonly warnings: readonly PolicyIssueShape[];
}>('PolicyExamination');
PolicyExamination.implement({
  description: 'What was found in a document.',
  fields: (t) => ({
    valid: t.boolean({
      description: 'True if it may be stored.',
      resolve: ({ errors }) => errors.length === 0,
    }),
    errors: t.expose('errors', { type: [PolicyIssue], description: 'What keeps it from being stored.' }),
    warnings: t.expose('warnings', {
      type: [PolicyIssue],
      description: 'What is legal and probably a mistake; empty while the shape is wrong.',
    }),
  }),
});

builder.queryFields((t) => ({
  policy: t.field({
    type: Policy,
    nullable: true,
    description:
      'A policy of any scope by id, or a managed one by name; null if there is none, or none that the caller may see.',
    args: {
      id: t.arg.id({ required: false, description: 'The id of the policy.' }),
      name: t.arg.string({ required: false, description: 'The name of a managed policy.' }),
    },
    resolve: async (_root, { id, name }, ctx) => {
      if ((typeof id === 'string') === (typeof name === 'string')) {
        throw new InvalidInputError([{ path: ['id'], message: 'pass either an id or a name' }]);
      }
      if (typeof id === 'string') return orNull(Policy.getDataloader(ctx).load(id));
      return (await ctx.services.policies.findByName(ctx, name ?? '')) ?? null;
    },
  }),
  policies: t.field({
    type: PolicyConnection,
    description: 'The policies of the realm: the managed ones by name, others by owner and name.',
    args: {
      filter: t.arg({
        type: PolicyFilter,
        required: false,
        description: 'Which policies; all managed ones if left out.',
        validate: { schema: policyFilterInput },
      }),
      ...pageArgs,
    },
    complexity: connectionComplexity,
    resolve: async (_root, { filter, ...args }, ctx) => {
      const page = pageRequest(args);
      return connectionOf(await ctx.services.policies.list(ctx, filter ?? {}, page), page.after);
    },
  }),
  validatePolicy: t.field({
    type: PolicyExamination,
    description: 'Checks a document and stores nothing.',
    args: {
      input: t.arg({
        type: ValidatePolicyInput,
        description: 'The document.',
        validate: { schema: validatePolicyInput },
      }),
    },
    resolve: (_root, { input }, ctx) => ctx.services.policies.validate(ctx, input),
  }),
}));
