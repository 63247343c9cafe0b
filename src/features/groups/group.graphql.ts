import { builder } from '../../graphql/builder.js';
import { connectionComplexity } from '../../graphql/complexity.js';
import { connectionType, graphArgs, pageArgs } from '../../graphql/connection-type.js';
import { connectionOf, pageRequest, relation } from '../../graphql/connections.js';
import { loaded } from '../../graphql/loaded.js';
import { Node, orNull, registerNode } from '../../graphql/node.js';
import { Account } from '../accounts/account.graphql.js';
import { groupFilterInput } from './group.input.js';

export const Group = builder.loadableObjectRef('Group', {
  load: async (ids: string[], ctx) => loaded(await ctx.services.groups.getMany(ctx, ids), 'The group'),
});
Group.implement({
  description: 'Holds accounts and groups. Whoever belongs to a group belongs to the groups that hold it.',
  interfaces: [Node],
  fields: (t) => ({
    name: t.exposeString('name', { description: 'Unique in its realm.' }),
    description: t.exposeString('description', { nullable: true, description: 'What it is for.' }),
    version: t.exposeInt('version', {
      description: 'Raised by every change; compared with `expectedVersion`.',
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was created.' }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime', description: 'When it was last changed.' }),
  }),
});
registerNode('Group', (ctx, id) => Group.getDataloader(ctx).load(id));

const GroupConnection = connectionType(Group, 'Group', 'groups');

const groupsOfAccount = relation(
  (ctx, ids, page) => ctx.services.groups.groupsOfAccounts(ctx, ids, page),
  (ctx, id, page) => ctx.services.groups.knownGroupsOfAccount(ctx, id, page),
);

const allGroupsOfAccount = relation((ctx, ids, page) =>
  ctx.services.groups.allGroupsOfAccounts(ctx, ids, page),
);
const groupsOfGroup = relation((ctx, ids, page) => ctx.services.groups.groupsOfGroups(ctx, ids, page, false));
const allGroupsOfGroup = relation((ctx, ids, page) =>
  ctx.services.groups.groupsOfGroups(ctx, ids, page, true),
);

builder.objectField(Account, 'groups', (t) =>
  t.field({
    type: GroupConnection,
    description: 'The groups to which the account belongs.',
    args: graphArgs,
    complexity: connectionComplexity,
    resolve: (account, args, ctx) =>
      (args.transitive ? allGroupsOfAccount : groupsOfAccount)(ctx, account.id, args),
  }),
);
builder.objectField(Group, 'groups', (t) =>
  t.field({
    type: GroupConnection,
    description: 'The groups to which the group belongs.',
    args: graphArgs,
    complexity: connectionComplexity,
    resolve: (group, args, ctx) => (args.transitive ? allGroupsOfGroup : groupsOfGroup)(ctx, group.id, args),
  }),
);

const GroupFilter = builder.inputType('GroupFilter', {
  description: 'Which groups a list holds.',
  fields: (t) => ({
    namePrefix: t.string({ required: false, description: 'Names that start with this.' }),
  }),
});

builder.queryFields((t) => ({
  group: t.field({
    type: Group,
    nullable: true,
    description: 'A group by id; null if there is none, or none that the caller may see.',
    args: { id: t.arg.id({ description: 'The id of the group.' }) },
    resolve: (_root, { id }, ctx) => orNull(Group.getDataloader(ctx).load(id)),
  }),
  groups: t.field({
    type: GroupConnection,
    description: 'The groups of the realm, by name.',
    args: {
      filter: t.arg({
        type: GroupFilter,
        required: false,
        description: 'Which groups; all if left out.',
        validate: { schema: groupFilterInput },
      }),
      ...pageArgs,
    },
    complexity: connectionComplexity,
    resolve: async (_root, { filter, ...args }, ctx) => {
      const page = pageRequest(args);
      return connectionOf(await ctx.services.groups.list(ctx, filter ?? {}, page), page.after);
    },
  }),
}));
