import { builder } from '../../graphql/builder.js';
import { connectionComplexity } from '../../graphql/complexity.js';
import { connectionType, pageArgs } from '../../graphql/connection-type.js';
import { relation } from '../../graphql/connections.js';
import type { GraphQLContext } from '../../graphql/context.js';
import { loadedOnce } from '../../graphql/loaded-once.js';
import { orNull } from '../../graphql/node.js';
import type { Page } from '../../kernel/page.js';
import type { Account as AccountShape } from '../accounts/account.js';
import { Account } from '../accounts/account.graphql.js';
import { idOf, kindOf, type NodeRef } from '../edges/edge.js';
import type { Group as GroupShape } from '../groups/group.js';
import { Group } from '../groups/group.graphql.js';
import type { Role as RoleShape } from '../roles/role.js';
import { Role } from '../roles/role.graphql.js';
import type { HolderKind } from './holders.js';
import { Policy, PolicyConnection } from './policy.graphql.js';

type HolderShape = AccountShape | GroupShape | RoleShape;

const PolicyHolder = builder.unionType('PolicyHolder', {
  description: 'What can have policies.',
  types: [Account, Group, Role],
  resolveType: (value) => {
    if (typeof value !== 'object') return Group;
    return 'kind' in value ? Account : 'builtIn' in value ? Role : Group;
  },
});
const PolicyHolderConnection = connectionType(PolicyHolder, 'PolicyHolder', 'accounts, groups and roles');

const policiesOf = (kind: HolderKind) =>
  relation((ctx, ids, page) => ctx.services.attachments.policiesOf(ctx, kind, ids, page));
const policiesOfAccount = policiesOf('account');
const policiesOfGroup = policiesOf('group');
const policiesOfRole = policiesOf('role');

const attached = (what: string): string =>
  `The policies attached to the ${what} directly, its inline policies too.`;

builder.objectField(Account, 'policies', (t) =>
  t.field({
    type: PolicyConnection,
    description: attached('account'),
    args: pageArgs,
    complexity: connectionComplexity,
    resolve: (account, args, ctx) => policiesOfAccount(ctx, account.id, args),
  }),
);
builder.objectField(Group, 'policies', (t) =>
  t.field({
    type: PolicyConnection,
    description: attached('group'),
    args: pageArgs,
    complexity: connectionComplexity,
    resolve: (group, args, ctx) => policiesOfGroup(ctx, group.id, args),
  }),
);
builder.objectField(Role, 'policies', (t) =>
  t.field({
    type: PolicyConnection,
    description: attached('role'),
    args: pageArgs,
    complexity: connectionComplexity,
    resolve: (role, args, ctx) => policiesOfRole(ctx, role.id, args),
  }),
);

const boundaryOfAccount = loadedOnce((ctx, ids) =>
  ctx.services.attachments.boundariesOf(ctx, 'account', ids),
);
const boundaryOfRole = loadedOnce((ctx, ids) => ctx.services.attachments.boundariesOf(ctx, 'role', ids));
const trustOfRole = loadedOnce((ctx, ids) => ctx.services.ownedPolicies.trustOf(ctx, ids));

builder.objectField(Account, 'permissionsBoundary', (t) =>
  t.field({
    type: Policy,
    nullable: true,
    description: 'The policy beyond which nothing allows the account anything; null if it has none.',
    resolve: (account, _args, ctx) => boundaryOfAccount(ctx, account.id),
  }),
);
builder.objectFields(Role, (t) => ({
  permissionsBoundary: t.field({
    type: Policy,
    nullable: true,
    description: 'The policy beyond which the role gives nothing; null if it has none.',
    resolve: (role, _args, ctx) => boundaryOfRole(ctx, role.id),
  }),
  trustPolicy: t.field({
    type: Policy,
    nullable: true,
    description: 'Says who may assume the role; null if nobody may.',
    resolve: (role, _args, ctx) => trustOfRole(ctx, role.id),
  }),
}));

const holdersOfPolicy = relation(async (ctx, ids, page) =>
  loadHolders(ctx, await ctx.services.attachments.holdersOf(ctx, ids, page)),
);
builder.objectField(Policy, 'attachments', (t) =>
  t.field({
    type: PolicyHolderConnection,
    description: 'The accounts, groups and roles to which the policy is attached directly.',
    args: pageArgs,
    complexity: connectionComplexity,
    resolve: (policy, args, ctx) => holdersOfPolicy(ctx, policy.id, args),
  }),
);

/** Pages of holders from pages of their names: one load for each kind. What the caller may not see is left out. */
async function loadHolders(
  ctx: GraphQLContext,
  pages: readonly Page<NodeRef>[],
): Promise<Page<HolderShape>[]> {
  return Promise.all(
    pages.map(async ({ items: refs, hasNextPage }) => {
      const holders = await Promise.all(refs.map((ref) => loadHolder(ctx, ref)));
      const items: HolderShape[] = [];
      const cursors: string[] = [];
      holders.forEach((holder, index) => {
        const ref = refs[index];
        if (holder === null || ref === undefined) return;
        items.push(holder);
        cursors.push(ref);
      });
      return { items, cursors, hasNextPage };
    }),
  );
}

function loadHolder(ctx: GraphQLContext, ref: NodeRef): Promise<HolderShape | null> {
  const id = idOf(ref);
  if (kindOf(ref) === 'account') return orNull(Account.getDataloader(ctx).load(id));
  if (kindOf(ref) === 'group') return orNull(Group.getDataloader(ctx).load(id));
  return orNull(Role.getDataloader(ctx).load(id));
}
