import { builder } from '../../graphql/builder.js';
import { connectionComplexity } from '../../graphql/complexity.js';
import { pageArgs } from '../../graphql/connection-type.js';
import { relation } from '../../graphql/connections.js';
import { asValue, ErrorInterface, errorType } from '../../graphql/errors.js';
import { NotFoundError } from '../../kernel/errors.js';
import { LastAdministratorError } from '../roles/role.errors.js';
import { GroupCycleError } from './group.errors.js';
import { Group } from './group.graphql.js';
import { changeGroupMembersInput, MAX_BULK_MEMBERS } from './group.input.js';
import type { MemberChange as MemberChangeShape } from './group.js';
import type { GroupMembersChange as GroupMembersChangeShape } from './group.service.js';
import { loadSubjects, SubjectConnection } from './subject.graphql.js';

const membersOfGroup = relation(async (ctx, ids, page) =>
  loadSubjects(ctx, await ctx.services.groups.membersOfGroups(ctx, ids, page)),
);

builder.objectField(Group, 'members', (t) =>
  t.field({
    type: SubjectConnection,
    description: 'The accounts and groups that belong to the group directly; accounts come first.',
    args: pageArgs,
    complexity: connectionComplexity,
    resolve: (group, args, ctx) => membersOfGroup(ctx, group.id, args),
  }),
);

errorType(GroupCycleError, 'GroupCycleError', 'A group would belong to itself.');
builder.objectField(GroupCycleError, 'path', (t) =>
  t.exposeStringList('cycle', { description: 'The names of the groups on the way that would be closed.' }),
);

const MemberChange = builder.objectRef<MemberChangeShape>('MemberChange');
MemberChange.implement({
  description: 'What became of one member.',
  fields: (t) => ({
    memberId: t.exposeID('memberId', { description: 'The account or group, as the input named it.' }),
    changed: t.exposeBoolean('changed', {
      description: 'False if it was so already, or if `error` says why not.',
    }),
    error: t.field({
      type: ErrorInterface,
      nullable: true,
      description: 'Why it was not done.',
      resolve: ({ error }) => error && asValue(error),
    }),
  }),
});

const GroupMembersChange = builder.objectRef<GroupMembersChangeShape>('GroupMembersChange');
GroupMembersChange.implement({
  description: 'What a change of members did.',
  fields: (t) => ({
    group: t.expose('group', { type: Group, description: 'The group.' }),
    results: t.expose('results', {
      type: [MemberChange],
      description: 'One answer for each member, in the order of the input.',
    }),
  }),
});

const members = { memberIds: `Accounts and groups, at most ${MAX_BULK_MEMBERS}.` };

const AddGroupMembersInput = builder.inputType('AddGroupMembersInput', {
  description: 'Whom to add to which group.',
  fields: (t) => ({
    groupId: t.id({ description: 'The group.' }),
    memberIds: t.idList({ description: members.memberIds }),
  }),
});

const RemoveGroupMembersInput = builder.inputType('RemoveGroupMembersInput', {
  description: 'Whom to remove from which group.',
  fields: (t) => ({
    groupId: t.id({ description: 'The group.' }),
    memberIds: t.idList({ description: members.memberIds }),
  }),
});

builder.mutationFields((t) => ({
  addGroupMembers: t.field({
    type: GroupMembersChange,
    description:
      'Adds accounts and groups to a group. Members that cannot be added do not hinder the others. Needs `iam:Grant` on the group, or to hold all that it gives.',
    args: {
      input: t.arg({
        type: AddGroupMembersInput,
        description: 'Whom to add.',
        validate: { schema: changeGroupMembersInput },
      }),
    },
    errors: { types: [NotFoundError] },
    resolve: (_root, { input }, ctx) => ctx.services.groups.addMembers(ctx, input),
  }),
  removeGroupMembers: t.field({
    type: GroupMembersChange,
    description:
      'Removes accounts and groups from a group. Where the group denies something, the caller must hold that.',
    args: {
      input: t.arg({
        type: RemoveGroupMembersInput,
        description: 'Whom to remove.',
        validate: { schema: changeGroupMembersInput },
      }),
    },
    errors: { types: [NotFoundError, LastAdministratorError] },
    resolve: (_root, { input }, ctx) => ctx.services.groups.removeMembers(ctx, input),
  }),
}));
