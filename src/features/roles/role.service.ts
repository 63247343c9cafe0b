import type { ClientSession } from 'mongoose';
import type { Clock } from '../../kernel/clock.js';
import { NotFoundError } from '../../kernel/errors.js';
import { newId } from '../../kernel/ids.js';
import type { Page, PageRequest } from '../../kernel/page.js';
import type { RealmHandle } from '../../realms/realm.js';
import type { RequestContext } from '../../realms/request-context.js';
import { authorize, isAllowed } from '../authorization/authorize.js';
import type { Grants, Passing } from '../authorization/grant.js';
import { endOfMembership, membershipOf, otherName } from '../authorization/passing.js';
import { ancestorsOf, pathTo } from '../edges/ancestors.js';
import { idOf, nodeRef, type NodeRef } from '../edges/edge.js';
import { rememberDeletion } from '../edges/deletions.js';
import { addLinks, removeLinks } from '../edges/links.js';
import type { NamedNodeRecord } from '../edges/named-nodes.js';
import { createPageCache } from '../edges/page-cache.js';
import { joinPage, neighbourIds, neighbourPages, type NeighbourPage } from '../edges/neighbours.js';
import type { TransitiveReads } from '../edges/transitive.js';
import { subjectKinds, type ExistingAccounts } from '../groups/subjects.js';
import { sweepDeleted } from '../policies/sweep-policies.js';
import type { AdministratorGuard } from './administrators.js';
import { roleActions } from './role.actions.js';
import { BuiltInRoleError, RoleCycleError } from './role.errors.js';
import type {
  AssignRoleInput,
  CreateRoleInput,
  DeleteRoleInput,
  IncludeRoleInput,
  RoleFilterInput,
  UpdateRoleInput,
} from './role.input.js';
import type { Role } from './role.js';
import { roleOf, roleStore } from './role.store.js';

export interface RoleService {
  create(ctx: RequestContext, input: CreateRoleInput): Promise<Role>;
  update(ctx: RequestContext, input: UpdateRoleInput): Promise<Role>;
  /** Answers the role as it was. */
  delete(ctx: RequestContext, input: DeleteRoleInput): Promise<Role>;
  /** Repeating it changes nothing. */
  assign(ctx: RequestContext, input: AssignRoleInput): Promise<Role>;
  unassign(ctx: RequestContext, input: AssignRoleInput): Promise<Role>;
  /** Whoever holds the role then holds the included one too. */
  include(ctx: RequestContext, input: IncludeRoleInput): Promise<Role>;
  exclude(ctx: RequestContext, input: IncludeRoleInput): Promise<Role>;
  /** In the order of `ids`; undefined for what is not there, or not the caller's to see. */
  getMany(ctx: RequestContext, ids: readonly string[]): Promise<(Role | undefined)[]>;
  list(ctx: RequestContext, filter: RoleFilterInput, page: PageRequest): Promise<Page<Role>>;
  /** The roles assigned to each account directly, in the order of `accountIds`: at most two commands for all. */
  rolesOfAccounts(
    ctx: RequestContext,
    accountIds: readonly string[],
    page: PageRequest,
  ): Promise<Page<Role>[]>;
  /** The same for one account, at once, where it is known without asking the store. */
  knownRolesOfAccount(ctx: RequestContext, accountId: string, page: PageRequest): Page<Role> | undefined;
  /** The roles that each account, group or role has, directly or through groups and roles. */
  allRolesOf(
    ctx: RequestContext,
    kind: 'account' | 'group' | 'role',
    ids: readonly string[],
    page: PageRequest,
  ): Promise<Page<Role>[]>;
  /** The accounts and groups that have each role, directly or through groups and roles. */
  allAssigneesOfRoles(
    ctx: RequestContext,
    roleIds: readonly string[],
    page: PageRequest,
  ): Promise<Page<NodeRef>[]>;
  /** The roles assigned to each group directly. */
  rolesOfGroups(ctx: RequestContext, groupIds: readonly string[], page: PageRequest): Promise<Page<Role>[]>;
  /** The roles that each role includes directly. */
  includedRoles(ctx: RequestContext, roleIds: readonly string[], page: PageRequest): Promise<Page<Role>[]>;
  /** The accounts and groups to which each role is assigned directly, as nodes. */
  assigneesOfRoles(
    ctx: RequestContext,
    roleIds: readonly string[],
    page: PageRequest,
  ): Promise<Page<NodeRef>[]>;
}

export interface RoleServiceDependencies {
  readonly clock: Clock;
  readonly existingAccounts: ExistingAccounts;
  readonly administratorGuard: AdministratorGuard;
  readonly grants: Grants;
  readonly transitive: TransitiveReads;
}

export function createRoleService(deps: RoleServiceDependencies): RoleService {
  const { clock, existingAccounts, administratorGuard, grants, transitive } = deps;
  const rolePages = createPageCache<Role>();

  /** One edge from an account or group to a role: the way of `assign` and `unassign`. */
  async function changeAssignment(
    ctx: RequestContext,
    { roleId, subjectId }: AssignRoleInput,
    passing: (role: NodeRef) => Passing,
    change: (set: AssignmentSet, session: ClientSession) => Promise<unknown>,
  ): Promise<Role> {
    const { realm } = ctx;
    const { result } = await realm.transaction(
      ['revision'],
      async (session) => {
        const role = await existingRole(realm, roleId, session);
        const kind = (await subjectKinds(realm, [subjectId], existingAccounts, session)).get(subjectId);
        if (kind === undefined) throw new NotFoundError('The account or group');
        const subjects = [nodeRef(kind, subjectId)];
        const object = nodeRef('role', roleId);
        await (await grants.within(ctx, session)).require(passing(object));
        await change({ subjects, relation: 'assigned', object }, session);
        return role;
      },
      [nodeRef('account', subjectId), nodeRef('group', subjectId)],
    );
    return roleOf(result);
  }

  async function rolesOf(
    realm: RealmHandle,
    refs: readonly NodeRef[],
    relation: 'assigned' | 'includes',
    page: PageRequest,
  ): Promise<Page<Role>[]> {
    const query = { near: 'subject', refs, relation, kind: 'role', page } as const;
    return rolePagesOf(realm, await neighbourPages(realm, query));
  }

  return {
    async create(ctx, { name, description }) {
      authorize(ctx, roleActions.create, { kind: 'role', id: '*' });
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
        (session) => roleStore.insert(ctx.realm, record, session),
        [],
      );
      return roleOf(record);
    },

    async update(ctx, { id, name, description, expectedVersion }) {
      authorize(ctx, roleActions.update, { kind: 'role', id });
      const change = {
        name: name?.normalize('NFC'),
        description,
        expectedVersion: expectedVersion ?? undefined,
      };
      const { result } = await ctx.realm.transaction(
        ['revision'],
        async (session) => {
          const { name: before } = await ownRole(ctx.realm, id, session);
          if (change.name !== undefined && change.name !== before) {
            await (await grants.within(ctx, session)).require(otherName);
          }
          return roleStore.update(ctx.realm, id, change, clock.now(), session);
        },
        [nodeRef('role', id)],
      );
      return roleOf(result);
    },

    async delete(ctx, { id }) {
      authorize(ctx, roleActions.delete, { kind: 'role', id });
      const { result } = await ctx.realm.transaction(
        ['revision'],
        async (session) => {
          await ownRole(ctx.realm, id, session);
          await (await grants.within(ctx, session)).require(endOfMembership(nodeRef('role', id)));
          const deleted = await roleStore.delete(ctx.realm, id, session);
          await rememberDeletion(ctx.realm, nodeRef('role', id), clock.now(), session);
          await administratorGuard(ctx.realm, session);
          return deleted;
        },
        [nodeRef('role', id)],
      );
      await sweepDeleted(ctx.realm);
      return roleOf(result);
    },

    async assign(ctx, input) {
      authorize(ctx, roleActions.assign, { kind: 'role', id: input.roleId });
      return changeAssignment(ctx, input, membershipOf, (set, session) =>
        addLinks(ctx.realm, set, clock.now(), session),
      );
    },

    async unassign(ctx, input) {
      authorize(ctx, roleActions.unassign, { kind: 'role', id: input.roleId });
      return changeAssignment(ctx, input, endOfMembership, async (set, session) => {
        await removeLinks(ctx.realm, set, session);
        await administratorGuard(ctx.realm, session);
      });
    },

    async include(ctx, { roleId, includedRoleId }) {
      authorize(ctx, roleActions.include, { kind: 'role', id: roleId });
      const { realm } = ctx;
      const { result } = await realm.transaction(
        ['revision'],
        async (session) => {
          const role = await existingRole(realm, roleId, session);
          await existingRole(realm, includedRoleId, session);
          const [subject, object] = [nodeRef('role', roleId), nodeRef('role', includedRoleId)];
          const ancestors = await ancestorsOf(realm, object, 'includes', session);
          if (ancestors.has(subject)) {
            const ids = [subject, ...pathTo(subject, ancestors)].map(idOf);
            const roles = await rolesById(realm, ids, session);
            throw new RoleCycleError(ids.map((id) => roles.get(id)?.name ?? id));
          }
          await (await grants.within(ctx, session)).require(membershipOf(object));
          await addLinks(realm, { subjects: [subject], relation: 'includes', object }, clock.now(), session);
          return role;
        },
        [nodeRef('role', roleId)],
      );
      return roleOf(result);
    },

    async exclude(ctx, { roleId, includedRoleId }) {
      authorize(ctx, roleActions.include, { kind: 'role', id: roleId });
      const { realm } = ctx;
      const { result } = await realm.transaction(
        ['revision'],
        async (session) => {
          const role = await existingRole(realm, roleId, session);
          const subjects = [nodeRef('role', roleId)];
          const object = nodeRef('role', includedRoleId);
          await (await grants.within(ctx, session)).require(endOfMembership(object));
          const set = { subjects, relation: 'includes', object } as const;
          await removeLinks(realm, set, session);
          await administratorGuard(realm, session);
          return role;
        },
        [nodeRef('role', roleId)],
      );
      return roleOf(result);
    },

    async getMany(ctx, ids) {
      const visible = ids.filter((id) => isAllowed(ctx, roleActions.read, { kind: 'role', id }));
      const roles = await rolesById(ctx.realm, visible);
      return ids.map((id) => roles.get(id));
    },

    async list(ctx, { namePrefix }, page) {
      authorize(ctx, roleActions.list, { kind: 'role', id: '*' });
      const found = await roleStore.page(ctx.realm, namePrefix?.normalize('NFC'), page);
      return { ...found, items: found.items.map(roleOf) };
    },

    async rolesOfAccounts(ctx, accountIds, page) {
      const { realm } = ctx;
      for (const id of accountIds) authorizeListForAccount(ctx, id);
      return rolePages.pages(realm, accountIds, page, (ids) => {
        const refs = ids.map((id) => nodeRef('account', id));
        return rolesOf(realm, refs, 'assigned', page);
      });
    },

    knownRolesOfAccount(ctx, accountId, page) {
      authorizeListForAccount(ctx, accountId);
      return rolePages.known(ctx.realm, accountId, page);
    },

    async allRolesOf(ctx, kind, ids, page) {
      for (const id of ids) {
        authorize(ctx, LIST_ACTIONS[kind], { kind, id, ...(kind === 'account' && { ownerAccountId: id }) });
      }
      const refs = ids.map((id) => nodeRef(kind, id));
      return rolePagesOf(ctx.realm, await transitive.above(ctx.realm, refs, 'role', page));
    },

    async allAssigneesOfRoles(ctx, roleIds, page) {
      for (const id of roleIds) authorize(ctx, roleActions.listAssignees, { kind: 'role', id });
      return transitive.below(
        ctx.realm,
        roleIds.map((id) => nodeRef('role', id)),
        page,
      );
    },

    async rolesOfGroups(ctx, groupIds, page) {
      for (const id of groupIds) authorize(ctx, roleActions.listForGroup, { kind: 'group', id });
      const refs = groupIds.map((id) => nodeRef('group', id));
      return rolesOf(ctx.realm, refs, 'assigned', page);
    },

    async includedRoles(ctx, roleIds, page) {
      for (const id of roleIds) authorize(ctx, roleActions.listIncluded, { kind: 'role', id });
      const refs = roleIds.map((id) => nodeRef('role', id));
      return rolesOf(ctx.realm, refs, 'includes', page);
    },

    async assigneesOfRoles(ctx, roleIds, page) {
      for (const id of roleIds) authorize(ctx, roleActions.listAssignees, { kind: 'role', id });
      const refs = roleIds.map((id) => nodeRef('role', id));
      const pages = await neighbourPages(ctx.realm, { near: 'object', refs, relation: 'assigned', page });
      return pages.map(({ neighbours, hasNextPage }) => ({
        items: neighbours,
        cursors: neighbours,
        hasNextPage,
      }));
    },
  };
}

interface AssignmentSet {
  readonly subjects: readonly NodeRef[];
  readonly relation: 'assigned';
  readonly object: NodeRef;
}

const LIST_ACTIONS = {
  account: roleActions.listForAccount,
  group: roleActions.listForGroup,
  role: roleActions.listIncluded,
} as const;

async function rolePagesOf(realm: RealmHandle, pages: readonly NeighbourPage[]): Promise<Page<Role>[]> {
  const roles = await rolesById(realm, neighbourIds(pages));
  return pages.map((found) => joinPage(found, roles));
}

function authorizeListForAccount(ctx: RequestContext, id: string): void {
  authorize(ctx, roleActions.listForAccount, { kind: 'account', id, ownerAccountId: id });
}

async function rolesById(
  realm: RealmHandle,
  ids: readonly string[],
  session?: ClientSession,
): Promise<Map<string, Role>> {
  if (ids.length === 0) return new Map();
  const records = await roleStore.findMany(realm, [...new Set(ids)], session);
  return new Map(records.map((record) => [record._id, roleOf(record)]));
}

async function existingRole(
  realm: RealmHandle,
  id: string,
  session: ClientSession,
): Promise<NamedNodeRecord> {
  const [record] = await roleStore.findMany(realm, [id], session);
  if (record === undefined) throw new NotFoundError('The role');
  return record;
}

/** A role that people made, and so may change. */
async function ownRole(realm: RealmHandle, id: string, session: ClientSession): Promise<NamedNodeRecord> {
  const role = await existingRole(realm, id, session);
  if (role.builtIn === true) throw new BuiltInRoleError();
  return role;
}
