import { z } from 'zod';
import { builder } from '../../graphql/builder.js';
import { pageArgs } from '../../graphql/connection-type.js';
import { pageRequest, type Connection } from '../../graphql/connections.js';
import { orNull } from '../../graphql/node.js';
import { inputError } from '../../kernel/input-error.js';
import { DEFAULT_PAGE_SIZE } from '../../kernel/page.js';
import { Account } from '../accounts/account.graphql.js';
import { AddGroupMembersInput, RemoveGroupMembersInput } from '../groups/group-members.graphql.js';
import {
  AttachPolicyInput,
  CreateGuardrailInput,
  DeleteGuardrailInput,
  DeleteInlinePolicyInput,
  DetachPolicyInput,
  PutInlinePolicyInput,
  RemovePermissionsBoundaryInput,
  RemoveResourcePolicyInput,
  SetPermissionsBoundaryInput,
  SetResourcePolicyInput,
  UpdateGuardrailInput,
} from '../policies/owned-policy.graphql.js';
import {
  CreatePolicyVersionInput,
  SetDefaultPolicyVersionInput,
} from '../policies/policy-changes.graphql.js';
import { InvalidPolicyError } from '../policies/policy.errors.js';
import {
  AssignRoleInput,
  ExcludeRoleInput,
  IncludeRoleInput,
  UnassignRoleInput,
} from '../roles/role-changes.graphql.js';
import type { AccessChange as AccessChangeShape } from './compare.js';
import { cursorOf } from './position.js';
import {
  draftInput,
  MAX_CHANGES,
  MAX_COMPARED_ACTIONS,
  MAX_COMPARED_RESOURCES,
  whatIfInputOf,
} from './simulation.input.js';
import type { WhatIfPage } from './what-if.js';

const DraftChange = builder.inputType('DraftChangeInput', {
  description:
    'One change of a draft: exactly one of these, each with the input of the mutation of its name.',
  isOneOf: true,
  fields: (t) => ({
    createPolicyVersion: t.field({
      type: CreatePolicyVersionInput,
      required: false,
      description: 'A new document of a managed policy; it makes a difference with `setAsDefault: true`.',
    }),
    setDefaultPolicyVersion: t.field({
      type: SetDefaultPolicyVersionInput,
      required: false,
      description: 'Another version of a managed policy counts.',
    }),
    putInlinePolicy: t.field({
      type: PutInlinePolicyInput,
      required: false,
      description: 'An inline policy; also how to try a policy that is not there yet.',
    }),
    deleteInlinePolicy: t.field({
      type: DeleteInlinePolicyInput,
      required: false,
      description: 'An inline policy is no more.',
    }),
    setResourcePolicy: t.field({
      type: SetResourcePolicyInput,
      required: false,
      description: 'The policy of a resource.',
    }),
    removeResourcePolicy: t.field({
      type: RemoveResourcePolicyInput,
      required: false,
      description: 'A resource has no policy of its own any more.',
    }),
    createGuardrail: t.field({
      type: CreateGuardrailInput,
      required: false,
      description: 'One more guardrail over the realm.',
    }),
    updateGuardrail: t.field({
      type: UpdateGuardrailInput,
      required: false,
      description: 'Another document of a guardrail.',
    }),
    deleteGuardrail: t.field({
      type: DeleteGuardrailInput,
      required: false,
      description: 'A guardrail is no more.',
    }),
    setPermissionsBoundary: t.field({
      type: SetPermissionsBoundaryInput,
      required: false,
      description: 'A policy bounds an account or role.',
    }),
    removePermissionsBoundary: t.field({
      type: RemovePermissionsBoundaryInput,
      required: false,
      description: 'Nothing bounds an account or role any more.',
    }),
    attachPolicy: t.field({
      type: AttachPolicyInput,
      required: false,
      description: 'An account, group or role has a policy.',
    }),
    detachPolicy: t.field({ type: DetachPolicyInput, required: false, description: 'It has it no more.' }),
    addGroupMembers: t.field({
      type: AddGroupMembersInput,
      required: false,
      description: 'A group has more members.',
    }),
    removeGroupMembers: t.field({
      type: RemoveGroupMembersInput,
      required: false,
      description: 'A group has fewer members.',
    }),
    assignRole: t.field({
      type: AssignRoleInput,
      required: false,
      description: 'An account or group holds a role.',
    }),
    unassignRole: t.field({ type: UnassignRoleInput, required: false, description: 'It holds it no more.' }),
    includeRole: t.field({
      type: IncludeRoleInput,
      required: false,
      description: 'A role includes another.',
    }),
    excludeRole: t.field({ type: ExcludeRoleInput, required: false, description: 'It includes it no more.' }),
  }),
});

const DraftInput = builder.inputType('DraftInput', {
  description: 'Changes that are not made, and what is to be compared.',
  fields: (t) => ({
    changes: t.field({ type: [DraftChange], description: `In their order; at most ${MAX_CHANGES}.` }),
    actions: t.stringList({
      required: false,
      description: `The actions to compare, at most ${MAX_COMPARED_ACTIONS}. If left out: those that the old and new documents of the draft name without a wildcard, and for their wildcards those that Reeve and the first 200 managed policies of the realm name; \`comparedActions\` tells which they were.`,
    }),
    resources: t.stringList({
      required: false,
      description: `The resources to compare, at most ${MAX_COMPARED_RESOURCES}. If left out: the registered ones, and those whose policy the draft changes.`,
    }),
    context: t.field({
      type: 'Attributes',
      required: false,
      description: 'Context keys and their values, before and after. Needs `iam:SupplyContext`.',
    }),
  }),
});

const AccessChange = builder.objectRef<AccessChangeShape>('AccessChange');
AccessChange.implement({
  description: 'What one account would gain and lose on one resource.',
  fields: (t) => ({
    principalId: t.exposeID('principalId', { description: 'The account.' }),
    account: t.field({
      type: Account,
      nullable: true,
      description: 'The account itself; null if the caller may not see it.',
      resolve: ({ principalId }, _args, ctx) => orNull(Account.getDataloader(ctx).load(principalId)),
    }),
    resource: t.exposeString('resource', { description: 'The name of the resource.' }),
    gained: t.exposeStringList('gained', { description: 'Actions that would be allowed and are not.' }),
    lost: t.exposeStringList('lost', { description: 'Actions that are allowed and would not be.' }),
  }),
});

interface Changes extends Connection<AccessChangeShape> {
  readonly page: WhatIfPage;
}

const AccessChangeConnection = builder.connectionObject(
  {
    type: AccessChange,
    name: 'AccessChangeConnection',
    description:
      'A page of what a draft would change, by account and resource. A page may be short or even empty and still have a next one: see `cut`.',
    fields: (t) => ({
      cut: t.boolean({
        description:
          'True if this page stopped because it had looked at enough, not because it was full: go on behind `pageInfo.endCursor`.',
        resolve: (connection) => pageOf(connection).cut,
      }),
      comparedActions: t.stringList({
        description: 'The actions that were compared; of all others nothing is said.',
        resolve: (connection) => [...pageOf(connection).compared.actions],
      }),
      comparedActionsCut: t.boolean({
        description: 'True if there were more than are compared at once: name the actions that you mean.',
        resolve: (connection) => pageOf(connection).compared.cut,
      }),
      uncomparedPatterns: t.stringList({
        description:
          'Patterns of actions in the documents of the draft that no compared action fits: name the actions that you mean by them.',
        resolve: (connection) => [...pageOf(connection).compared.uncompared],
      }),
      reachesEverybody: t.boolean({
        description:
          'True if every account of the realm is looked at: guardrails and policies of resources speak about all.',
        resolve: (connection) => pageOf(connection).everybody,
      }),
      revision: t.int({
        description: 'The revision of the realm over which the draft was laid. Pages may differ in it.',
        resolve: (connection) => pageOf(connection).revision,
      }),
    }),
  },
  { name: 'AccessChangeEdge', description: 'One of the changes of a page, and where it stands.' },
);

function pageOf(connection: object): WhatIfPage {
  return (connection as Changes).page;
}

builder.queryField('whatIf', (t) =>
  t.field({
    type: AccessChangeConnection,
    description:
      'Who would gain and lose what, if the draft were made; nothing is stored. Accounts are compared, not role sessions. Whether the caller may make the changes is not asked. Needs `iam:SimulateChange` on all accounts.',
    args: {
      draft: t.arg({ type: DraftInput, description: 'The draft.' }),
      ...pageArgs,
    },
    errors: { types: [InvalidPolicyError] },
    // A page may decide 20,000 times: few of them in one operation.
    complexity: ({ first }) => ({ field: 10_000, multiplier: first ?? DEFAULT_PAGE_SIZE }),
    resolve: async (_root, { draft, ...args }, ctx) => {
      const asked = pageRequest(args);
      const parsed = z.strictObject({ draft: draftInput }).safeParse({ draft });
      if (!parsed.success) throw inputError(parsed.error);
      const input = whatIfInputOf(parsed.data.draft);
      return changesOf(await ctx.services.simulation.whatIf(ctx, input, asked), asked.after);
    },
  }),
);

/** A page goes on behind what was looked at last, which need not be what was found last. */
function changesOf(page: WhatIfPage, after: string | undefined): Changes {
  const edges = page.changes.map((node) => ({ cursor: cursorOf(node), node }));
  return {
    page,
    edges,
    pageInfo: {
      hasNextPage: page.end !== undefined,
      hasPreviousPage: after !== undefined,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: page.end === undefined ? (edges.at(-1)?.cursor ?? null) : cursorOf(page.end),
    },
  };
}
