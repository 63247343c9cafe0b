import { builder } from '../../graphql/builder.js';
import { connectionComplexity } from '../../graphql/complexity.js';
import { connectionType, graphArgs, pageArgs } from '../../graphql/connection-type.js';
import { connectionOf, pageRequest, relation } from '../../graphql/connections.js';
import { loaded } from '../../graphql/loaded.js';
import { Node, orNull, registerNode } from '../../graphql/node.js';
import { Account } from '../accounts/account.graphql.js';
import { Group } from '../groups/group.graphql.js';
import { loadSubjects, SubjectConnection } from '../groups/subject.graphql.js';
import { roleFilterInput } from './role.input.js';

export const Role = builder.loadableObjectRef('Role', {
  load: async (ids: string[], ctx) => loaded(await ctx.services.roles.getMany(ctx, ids), 'The role'),
});
Role.implement({
  description:
    'What is assigned to accounts and groups. Whoever holds a role holds the roles that it includes.',
  interfaces: [Node],
  fields: (t) => ({
    name: t.exposeString('name', { description: 'Unique in its realm.' }),
    description: t.exposeString('description', { nullable: true, description: 'What it is for.' }),
    builtIn: t.exposeBoolean('builtIn', {
      description: 'True for a role that Reeve made: it can be assigned, but not changed.',
    }),
    version: t.exposeInt('version', {
      description: 'Raised by every change; compared with `expectedVersion`.',
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was created.' }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime', description: 'When it was last changed.' }),
    assignees: t.field({
      type: SubjectConnection,
      description: 'The accounts and groups to which the role is assigned; accounts come first.',
      args: graphArgs,
      complexity: connectionComplexity,
      resolve: (role, args, ctx) =>
        (args.transitive ? allAssigneesOfRole : assigneesOfRole)(ctx, role.id, args),
    }),
  }),
});
registerNode('Role', (ctx, id) => Role.getDataloader(ctx).load(id));

const RoleConnection = connectionType(Role, 'Role', 'roles');

const assigneesOfRole = relation(async (ctx, ids, page) =>
  loadSubjects(ctx, await ctx.services.roles.assigneesOfRoles(ctx, ids, page)),
);
const allAssigneesOfRole = relation(async (ctx, ids, page) =>
  loadSubjects(ctx, await ctx.services.roles.allAssigneesOfRoles(ctx, ids, page)),
);
const allRolesOf = (kind: 'account' | 'group' | 'role') =>
  relation((ctx, ids, page) => ctx.services.roles.allRolesOf(ctx, kind, ids, page));
const allRolesOfAccount = allRolesOf('account');
const allRolesOfGroup = allRolesOf('group');
const allIncludedRoles = allRolesOf('role');
const includedRoles = relation((ctx, ids, page) => ctx.services.roles.includedRoles(ctx, ids, page));
const rolesOfAccount = relation(
  (ctx, ids, page) => ctx.services.roles.rolesOfAccounts(ctx, ids, page),
  (ctx, id, page) => ctx.services.roles.knownRolesOfAccount(ctx, id, page),
);
const rolesOfGroup = relation((ctx, ids, page) => ctx.services.roles.rolesOfGroups(ctx, ids, page));

builder.objectField(Role, 'includes', (t) =>
  t.field({
    type: RoleConnection,
    description: 'The roles that the role includes.',
    args: graphArgs,
    complexity: connectionComplexity,
    resolve: (role, args, ctx) => (args.transitive ? allIncludedRoles : includedRoles)(ctx, role.id, args),
  }),
);
builder.objectField(Account, 'roles', (t) =>
  t.field({
    type: RoleConnection,
    description: 'The roles that the account has.',
    args: graphArgs,
    complexity: connectionComplexity,
    resolve: (account, args, ctx) =>
      (args.transitive ? allRolesOfAccount : rolesOfAccount)(ctx, account.id, args),
  }),
);
builder.objectField(Group, 'roles', (t) =>
  t.field({
    type: RoleConnection,
    description: 'The roles that the group has.',
    args: graphArgs,
    complexity: connectionComplexity,
    resolve: (group, args, ctx) => (args.transitive ? allRolesOfGroup : rolesOfGroup)(ctx, group.id, args),
  }),
);

const RoleFilter = builder.inputType('RoleFilter', {
  description: 'Which roles a list holds.',
  fields: (t) => ({
    namePrefix: t.string({ required: false, description: 'Names that start with this.' }),
  }),
});

builder.queryFields((t) => ({
  role: t.field({
    type: Role,
    nullable: true,
    description: 'A role by id; null if there is none, or none that the caller may see.',
    args: { id: t.arg.id({ description: 'The id of the role.' }) },
    resolve: (_root, { id }, ctx) => orNull(Role.getDataloader(ctx).load(id)),
  }),
  roles: t.field({
    type: RoleConnection,
    description: 'The roles of the realm, by name.',
    args: {
      filter: t.arg({
        type: RoleFilter,
        required: false,
        description: 'Which roles; all if left out.',
        validate: { schema: roleFilterInput },
      }),
      ...pageArgs,
    },
    complexity: connectionComplexity,
    resolve: async (_root, { filter, ...args }, ctx) => {
      const page = pageRequest(args);
      return connectionOf(await ctx.services.roles.list(ctx, filter ?? {}, page), page.after);
    },
  }),
}));
