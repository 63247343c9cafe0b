import type { ClientSession } from 'mongoose';
import type { Clock } from '../../kernel/clock.js';
import { NotFoundError, type DomainError } from '../../kernel/errors.js';
import { newId } from '../../kernel/ids.js';
import type { Page, PageRequest } from '../../kernel/page.js';
import type { RequestContext } from '../../realms/request-context.js';
import type { RealmHandle } from '../../realms/realm.js';
import { authorize, isAllowed } from '../authorization/authorize.js';
import type { Grants, Passing } from '../authorization/grant.js';
import { endOfMembership, membershipOf, otherName } from '../authorization/passing.js';
import { ancestorsOf, pathTo, type Ancestors } from '../edges/ancestors.js';
import { idOf, nodeRef, type NodeRef } from '../edges/edge.js';
import { rememberDeletion } from '../edges/deletions.js';
import { addLinks, linkedSubjects, removeLinks } from '../edges/links.js';
import { createPageCache } from '../edges/page-cache.js';
import { joinPage, neighbourIds, neighbourPages, type NeighbourPage } from '../edges/neighbours.js';
import type { TransitiveReads } from '../edges/transitive.js';
import { sweepDeleted } from '../policies/sweep-policies.js';
import type { AdministratorGuard } from '../roles/administrators.js';
import { groupActions } from './group.actions.js';
import { GroupCycleError } from './group.errors.js';
import type {
  ChangeGroupMembersInput,
  CreateGroupInput,
  DeleteGroupInput,
  GroupFilterInput,
  UpdateGroupInput,
} from './group.input.js';
import type { Group, MemberChange } from './group.js';
import { groupOf, groupStore } from './group.store.js';
import { subjectKinds, type ExistingAccounts } from './subjects.js';

export interface GroupService {
  create(ctx: RequestContext, input: CreateGroupInput): Promise<Group>;
  update(ctx: RequestContext, input: UpdateGroupInput): Promise<Group>;
  /** Answers the group as it was. */
  delete(ctx: RequestContext, input: DeleteGroupInput): Promise<Group>;
  /** Up to 1,000 accounts and groups; one answer for each, in the order of the input. */
  addMembers(ctx: RequestContext, input: ChangeGroupMembersInput): Promise<GroupMembersChange>;
  removeMembers(ctx: RequestContext, input: ChangeGroupMembersInput): Promise<GroupMembersChange>;
  /** In the order of `ids`; undefined for what is not there, or not the caller's to see. */
  getMany(ctx: RequestContext, ids: readonly string[]): Promise<(Group | undefined)[]>;
  list(ctx: RequestContext, filter: GroupFilterInput, page: PageRequest): Promise<Page<Group>>;
  /** The groups to which each account belongs directly, in the order of `accountIds`: at most two commands for all. */
  groupsOfAccounts(
    ctx: RequestContext,
    accountIds: readonly string[],
    page: PageRequest,
  ): Promise<Page<Group>[]>;
  /** The same for one account, at once, where it is known without asking the store. */
  knownGroupsOfAccount(ctx: RequestContext, accountId: string, page: PageRequest): Page<Group> | undefined;
  /** The same with the groups that hold those, at any height. */
  allGroupsOfAccounts(
    ctx: RequestContext,
    accountIds: readonly string[],
    page: PageRequest,
  ): Promise<Page<Group>[]>;
  /** The groups to which each group belongs, directly or, if `transitive`, at any height. */
  groupsOfGroups(
    ctx: RequestContext,
    groupIds: readonly string[],
    page: PageRequest,
    transitive: boolean,
  ): Promise<Page<Group>[]>;
  /** The members of each group and of the groups in it, at any depth. */
  allMembersOfGroups(
    ctx: RequestContext,
    groupIds: readonly string[],
    page: PageRequest,
  ): Promise<Page<NodeRef>[]>;
  /** The direct members of each group as nodes (accounts, then groups), in the order of `groupIds`. */
  membersOfGroups(
    ctx: RequestContext,
    groupIds: readonly string[],
    page: PageRequest,
  ): Promise<Page<NodeRef>[]>;
}

/** What a bulk change of members did. */
export interface GroupMembersChange {
  readonly group: Group;
  readonly results: readonly MemberChange[];
}

export interface GroupServiceDependencies {
  readonly clock: Clock;
  readonly existingAccounts: ExistingAccounts;
  readonly administratorGuard: AdministratorGuard;
  readonly grants: Grants;
  readonly transitive: TransitiveReads;
}

export function createGroupService(deps: GroupServiceDependencies): GroupService {
  const { clock, existingAccounts, administratorGuard, grants, transitive: reads } = deps;
  const groupPages = createPageCache<Group>();

  /** Why the caller may not do to any of the members what passes this on; undefined if he may, or there are none. */
  async function refusalOf(
    ctx: RequestContext,
    members: readonly NodeRef[],
    passing: Passing,
    session: ClientSession,
  ): Promise<DomainError | undefined> {
    return members.length === 0 ? undefined : (await grants.within(ctx, session)).refusal(passing);
  }

  return {
    async create(ctx, { name, description }) {
      authorize(ctx, groupActions.create, { kind: 'group', id: '*' });
      const now = clock.now();
      const record = {
        _id: newId(),
        name: name.normalize('NFC'),
        ...(typeof description === 'string' && { description }),
        version: 1,
        createdAt: now,
        updatedAt: now,
      };
      await ctx.realm.transaction(
        ['revision'],
        (session) => groupStore.insert(ctx.realm, record, session),
        [],
      );
      return groupOf(record);
    },

    async update(ctx, { id, name, description, expectedVersion }) {
      authorize(ctx, groupActions.update, { kind: 'group', id });
      const change = {
        name: name?.normalize('NFC'),
        description,
        expectedVersion: expectedVersion ?? undefined,
      };
      const { result } = await ctx.realm.transaction(
        ['revision'],
        async (session) => {
          const { name: before } = await existingGroup(ctx.realm, id, session);
          if (change.name !== undefined && change.name !== before) {
            await (await grants.within(ctx, session)).require(otherName);
          }
          return groupStore.update(ctx.realm, id, change, clock.now(), session);
        },
        [nodeRef('group', id)],
      );
      return groupOf(result);
    },

    async delete(ctx, { id }) {
      authorize(ctx, groupActions.delete, { kind: 'group', id });
      const { result } = await ctx.realm.transaction(
        ['revision'],
        async (session) => {
          await existingGroup(ctx.realm, id, session);
          await (await grants.within(ctx, session)).require(endOfMembership(nodeRef('group', id)));
          const deleted = await groupStore.delete(ctx.realm, id, session);
          await rememberDeletion(ctx.realm, nodeRef('group', id), clock.now(), session);
          await administratorGuard(ctx.realm, session);
          return deleted;
        },
        [nodeRef('group', id)],
      );
      await sweepDeleted(ctx.realm);
      return groupOf(result);
    },

    async addMembers(ctx, { groupId, memberIds }) {
      authorize(ctx, groupActions.addMembers, { kind: 'group', id: groupId });
      const { realm } = ctx;
      const { result } = await realm.transaction(
        ['revision'],
        async (session) => {
          const group = await existingGroup(realm, groupId, session);
          const object = nodeRef('group', groupId);
          const kinds = await subjectKinds(realm, memberIds, existingAccounts, session);
          const groupAncestors = await ancestorsOf(realm, object, 'member', session);
          const errors = new Map<string, DomainError>();
          const candidates: NodeRef[] = [];
          for (const id of new Set(memberIds)) {
            const kind = kinds.get(id);
            const subject = kind && nodeRef(kind, id);
            if (subject === undefined) errors.set(id, new NotFoundError('The account or group'));
            else if (groupAncestors.has(subject)) {
              errors.set(id, await cycleError(realm, subject, groupAncestors, session));
            } else candidates.push(subject);
          }
          const set = { subjects: candidates, relation: 'member', object } as const;
          const linked = await linkedSubjects(realm, set, session);
          const subjects = candidates.filter((subject) => !linked.has(subject));
          const refused = await refusalOf(ctx, subjects, membershipOf(object), session);
          if (refused !== undefined) {
            for (const subject of subjects) errors.set(idOf(subject), refused);
            return { group, results: answers(memberIds, new Set(), errors) };
          }
          const added = await addLinks(realm, { ...set, subjects }, clock.now(), session);
          return { group, results: answers(memberIds, added, errors) };
        },
        membersTouched(memberIds),
      );
      return result;
    },

    async removeMembers(ctx, { groupId, memberIds }) {
      authorize(ctx, groupActions.removeMembers, { kind: 'group', id: groupId });
      const { realm } = ctx;
      const { result } = await realm.transaction(
        ['revision'],
        async (session) => {
          const group = await existingGroup(realm, groupId, session);
          const object = nodeRef('group', groupId);
          const set = { subjects: membersTouched(memberIds), relation: 'member', object } as const;
          const subjects = [...(await linkedSubjects(realm, set, session))];
          const refused = await refusalOf(ctx, subjects, endOfMembership(object), session);
          if (refused !== undefined) {
            const errors = new Map(subjects.map((subject) => [idOf(subject), refused]));
            return { group, results: answers(memberIds, new Set(), errors) };
          }
          const removed = await removeLinks(realm, { ...set, subjects }, session);
          await administratorGuard(realm, session);
          return { group, results: answers(memberIds, removed, new Map()) };
        },
        membersTouched(memberIds),
      );
      return result;
    },

    async getMany(ctx, ids) {
      const visible = ids.filter((id) => isAllowed(ctx, groupActions.read, { kind: 'group', id }));
      const groups = await groupsById(ctx.realm, visible);
      return ids.map((id) => groups.get(id));
    },

    async list(ctx, { namePrefix }, page) {
      authorize(ctx, groupActions.list, { kind: 'group', id: '*' });
      const found = await groupStore.page(ctx.realm, namePrefix?.normalize('NFC'), page);
      return { ...found, items: found.items.map(groupOf) };
    },

    async groupsOfAccounts(ctx, accountIds, page) {
      const { realm } = ctx;
      for (const id of accountIds) authorizeListForAccount(ctx, id);
      return groupPages.pages(realm, accountIds, page, async (ids) => {
        const refs = ids.map((id) => nodeRef('account', id));
        const query = { near: 'subject', refs, relation: 'member', kind: 'group', page } as const;
        return groupPagesOf(realm, await neighbourPages(realm, query));
      });
    },

    knownGroupsOfAccount(ctx, accountId, page) {
      authorizeListForAccount(ctx, accountId);
      return groupPages.known(ctx.realm, accountId, page);
    },

    async allGroupsOfAccounts(ctx, accountIds, page) {
      for (const id of accountIds) authorizeListForAccount(ctx, id);
      const refs = accountIds.map((id) => nodeRef('account', id));
      return groupPagesOf(ctx.realm, await reads.above(ctx.realm, refs, 'group', page));
    },

    async groupsOfGroups(ctx, groupIds, page, transitive) {
      const { realm } = ctx;
      for (const id of groupIds) authorize(ctx, groupActions.listForGroup, { kind: 'group', id });
      const refs = groupIds.map((id) => nodeRef('group', id));
      const query = { near: 'subject', refs, relation: 'member', kind: 'group', page } as const;
      const pages = transitive
        ? await reads.above(realm, refs, 'group', page)
        : await neighbourPages(realm, query);
      return groupPagesOf(realm, pages);
    },

    async allMembersOfGroups(ctx, groupIds, page) {
      for (const id of groupIds) authorize(ctx, groupActions.listMembers, { kind: 'group', id });
      return reads.below(
        ctx.realm,
        groupIds.map((id) => nodeRef('group', id)),
        page,
      );
    },

    async membersOfGroups(ctx, groupIds, page) {
      for (const id of groupIds) authorize(ctx, groupActions.listMembers, { kind: 'group', id });
      const refs = groupIds.map((id) => nodeRef('group', id));
      const pages = await neighbourPages(ctx.realm, { near: 'object', refs, relation: 'member', page });
      return pages.map(({ neighbours, hasNextPage }) => ({
        items: neighbours,
        cursors: neighbours,
        hasNextPage,
      }));
    },
  };
}

/** What a change of members touches; an id that is of neither kind does no harm. */
function membersTouched(memberIds: readonly string[]): NodeRef[] {
  return memberIds.flatMap((id) => [nodeRef('account', id), nodeRef('group', id)]);
}

function authorizeListForAccount(ctx: RequestContext, id: string): void {
  authorize(ctx, groupActions.listForAccount, { kind: 'account', id, ownerAccountId: id });
}

async function groupPagesOf(realm: RealmHandle, pages: readonly NeighbourPage[]): Promise<Page<Group>[]> {
  const groups = await groupsById(realm, neighbourIds(pages));
  return pages.map((found) => joinPage(found, groups));
}

async function groupsById(realm: RealmHandle, ids: readonly string[]): Promise<Map<string, Group>> {
  if (ids.length === 0) return new Map();
  return new Map((await groupStore.findMany(realm, ids)).map((record) => [record._id, groupOf(record)]));
}

async function existingGroup(realm: RealmHandle, id: string, session: ClientSession): Promise<Group> {
  const [record] = await groupStore.findMany(realm, [id], session);
  if (record === undefined) throw new NotFoundError('The group');
  return groupOf(record);
}

/** The error that names the way from the group up to the would-be member, and back. */
async function cycleError(
  realm: RealmHandle,
  member: NodeRef,
  ancestors: Ancestors,
  session: ClientSession,
): Promise<GroupCycleError> {
  const ids = [member, ...pathTo(member, ancestors)].map(idOf);
  const records = await groupStore.findMany(realm, [...new Set(ids)], session);
  const names = new Map(records.map((record) => [record._id, record.name]));
  return new GroupCycleError(ids.map((id) => names.get(id) ?? id));
}

/** In the order of `memberIds`; whoever is named twice is changed once. */
function answers(
  memberIds: readonly string[],
  changed: ReadonlySet<NodeRef>,
  errors: ReadonlyMap<string, DomainError>,
): MemberChange[] {
  const changedIds = new Set([...changed].map(idOf));
  return memberIds.map((memberId) => {
    const error = errors.get(memberId);
    return { memberId, changed: changedIds.delete(memberId), ...(error && { error }) };
  });
}
