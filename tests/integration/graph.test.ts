import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { mongo } from 'mongoose';
import { insertAccount } from '../../src/features/accounts/account.store.js';
import { activeAccounts, existingAccounts } from '../../src/features/accounts/find-account.js';
import { rememberDeletion } from '../../src/features/edges/deletions.js';
import type { NodeRef } from '../../src/features/edges/edge.js';
import { createGraphModule, type GraphModule } from '../../src/features/edges/graph.module.js';
import { edgeRecords } from '../../src/features/edges/links.js';
import type { Membership } from '../../src/features/edges/membership.js';
import { nodesBelow } from '../../src/features/edges/nodes-below.js';
import { GroupCycleError, GroupNameTakenError } from '../../src/features/groups/group.errors.js';
import { groupStore } from '../../src/features/groups/group.store.js';
import { ensureBuiltIns, grantAdministrator } from '../../src/features/roles/built-in-roles.js';
import {
  BuiltInRoleError,
  LastAdministratorError,
  RoleCycleError,
} from '../../src/features/roles/role.errors.js';
import { createRealmLifecycle } from '../../src/features/realms/realm-lifecycle.js';
import { systemClock } from '../../src/kernel/clock.js';
import { ForbiddenError, NotFoundError, VersionConflictError } from '../../src/kernel/errors.js';
import { newId } from '../../src/kernel/ids.js';
import { connectStore, type StoreConnection } from '../../src/platform/mongo/connect.js';
import { realmCollections } from '../../src/realms/collections.js';
import { openControlDatabase } from '../../src/realms/control-database.js';
import { provisionCollections } from '../../src/realms/provisioning.js';
import type { RealmHandle } from '../../src/realms/realm.js';
import { realmRecords } from '../../src/realms/realm-record.js';
import { createRealmRegistry } from '../../src/realms/registry.js';
import type { RequestContext } from '../../src/realms/request-context.js';
import { accountActorDouble } from '../support/authority-double.js';
import { storeUnderTest, type StoreUnderTest } from '../support/store-under-test.js';
import { noGrantCheck } from '../support/grants-double.js';

/** What one process has of one realm; two of them on one store behave as two processes do. */
interface Process extends GraphModule {
  readonly ctx: RequestContext;
  readonly realm: RealmHandle;
}

let store: StoreUnderTest;
const database = `graph_${randomBytes(4).toString('hex')}`;
const connections: StoreConnection[] = [];
const commands: mongo.CommandStartedEvent[] = [];
let open: (slug: string) => Promise<[Process, Process]>;
let first: Process;
let second: Process;

beforeAll(async () => {
  store = await storeUnderTest();
  const uri = store.uri.replace(/^(mongodb(?:\+srv)?:\/\/[^/?]*)(?:\/[^?]*)?/, `$1/${database}`);
  const registryOf = async (observe?: (client: mongo.MongoClient) => void) => {
    const connection = await connectStore({ uri, defaultDatabase: database, observe });
    connections.push(connection);
    const control = openControlDatabase(connection.connection);
    await provisionCollections(control.connection, [realmRecords]);
    return createRealmRegistry({ control, collections: realmCollections, maxOpenRealms: 100 });
  };
  const registries = [
    await registryOf((client) => client.on('commandStarted', (event) => commands.push(event))),
    await registryOf(),
  ] as const;
  const [registry] = registries;
  const furnish = (): Promise<void> => Promise.resolve();
  const lifecycle = createRealmLifecycle({
    registry,
    collections: realmCollections,
    furnish,
    clock: systemClock,
  });
  const processOn = async (slug: string, index: 0 | 1): Promise<Process> => {
    const { realm } = await registries[index].lease(slug);
    const actor = { kind: 'internal', name: 'test' } as const;
    const ctx = { realm, actor, requestId: 'test', clientAddress: '192.0.2.1' };
    const deps = { clock: systemClock, existingAccounts, activeAccounts, grants: noGrantCheck };
    return { ...createGraphModule(deps), realm, ctx };
  };
  open = async (slug) => {
    await lifecycle.create(slug, slug, {});
    return [await processOn(slug, 0), await processOn(slug, 1)];
  };
});
afterAll(async () => {
  const client = connections[0]?.client;
  const { databases } = (await client?.db().admin().listDatabases({ nameOnly: true })) ?? { databases: [] };
  for (const { name } of databases) if (name.startsWith(database)) await client?.db(name).dropDatabase();
  await Promise.all(connections.map((each) => each.close()));
  await store.close();
});
beforeEach(async () => {
  [first, second] = await open(`r${randomBytes(6).toString('hex')}`);
});

let made = 0;
async function account(realm = first.realm): Promise<string> {
  const _id = newId();
  const now = new Date();
  const email = `user-${++made}@example.com`;
  const state = { kind: 'USER', status: 'ACTIVE', attributes: {}, version: 1 } as const;
  await insertAccount(realm, {
    _id,
    ...state,
    email,
    loginKey: email,
    nameKey: _id,
    createdAt: now,
    updatedAt: now,
  });
  return _id;
}

const group = async (name: string): Promise<string> => (await first.groups.create(first.ctx, { name })).id;
const role = async (name: string): Promise<string> => (await first.roles.create(first.ctx, { name })).id;
const join = (groupId: string, ...memberIds: string[]) =>
  first.groups.addMembers(first.ctx, { groupId, memberIds });
const assign = (roleId: string, subjectId: string) => first.roles.assign(first.ctx, { roleId, subjectId });
const names = ({ groups, roles }: Membership): string[] => [...groups, ...roles].map(({ name }) => name);
const membershipOf = async (accountId: string, at = first): Promise<string[]> =>
  names(await at.memberships.of(at.realm, accountId));
const page = { first: 10 };

describe('groups', () => {
  test('have unique names, whatever form of Unicode they are typed in', async () => {
    await group('caf\u00e9');
    await expect(group('cafe\u0301')).rejects.toThrow(GroupNameTakenError);
    const id = await group('tea');
    await expect(first.groups.update(first.ctx, { id, name: 'caf\u00e9' })).rejects.toThrow(
      GroupNameTakenError,
    );
  });

  test('are changed only at the version that the caller knows', async () => {
    const id = await group('one');
    expect(
      await first.groups.update(first.ctx, { id, description: 'First', expectedVersion: 1 }),
    ).toMatchObject({
      name: 'one',
      description: 'First',
      version: 2,
    });
    const stale = first.groups.update(first.ctx, { id, name: 'uno', expectedVersion: 1 });
    await expect(stale).rejects.toMatchObject({ constructor: VersionConflictError, currentVersion: 2 });
    const cleared = await first.groups.update(first.ctx, { id, description: null });
    expect(cleared).toMatchObject({ name: 'one', version: 3 });
    expect(cleared).not.toHaveProperty('description');
    await expect(first.groups.update(first.ctx, { id: newId(), name: 'x' })).rejects.toThrow(NotFoundError);
  });

  test('answer for each member of a change; whoever is named twice is changed once', async () => {
    const [a, b, unknown] = [await account(), await account(), newId()];
    const id = await group('team');
    await join(id, a);
    const { results } = await join(id, a, b, unknown, b);
    expect(results).toMatchObject([
      { memberId: a, changed: false },
      { memberId: b, changed: true },
      { memberId: unknown, changed: false, error: { code: 'NOT_FOUND' } },
      { memberId: b, changed: false },
    ]);
    const memberIds = [a, unknown, a];
    const removed = await first.groups.removeMembers(first.ctx, { groupId: id, memberIds });
    expect(removed.results.map(({ changed }) => changed)).toEqual([true, false, false]);
    expect(await membershipOf(a)).toEqual([]);
    await expect(join(newId(), a)).rejects.toThrow(NotFoundError);
  });

  test('never belong to themselves, and the refusal names the way', async () => {
    const [a, b, c] = [await group('a'), await group('b'), await group('c')];
    await join(b, a);
    await join(c, b);
    const { results } = await join(a, c, a);
    expect(results.map(({ error }) => error)).toEqual([
      expect.any(GroupCycleError),
      expect.any(GroupCycleError),
    ]);
    expect(results.map(({ error }) => (error as GroupCycleError).cycle)).toEqual([
      ['c', 'a', 'b', 'c'],
      ['a', 'a'],
    ]);
  });

  test('are not closed to a cycle by two writers at once', async () => {
    const [a, b] = [await group('a'), await group('b')];
    const outcomes = await Promise.all([
      first.groups.addMembers(first.ctx, { groupId: a, memberIds: [b] }),
      second.groups.addMembers(second.ctx, { groupId: b, memberIds: [a] }),
    ]);
    expect(outcomes.flatMap(({ results }) => results.filter(({ changed }) => changed))).toHaveLength(1);
  });

  test('take a thousand members in one change', async () => {
    const id = await group('crowd');
    const now = new Date();
    const ids = Array.from({ length: 1000 }, () => newId());
    const accounts = first.realm.connection.db?.collection<{ _id: string }>('accounts');
    await accounts?.insertMany(
      ids.map((_id) => ({ _id, loginKey: _id, nameKey: _id, status: 'ACTIVE', now })),
    );
    const { results } = await join(id, ...ids);
    expect(results.filter(({ changed }) => changed)).toHaveLength(1000);
  });

  test('that are deleted count for nothing at once, and leave no edges', async () => {
    const person = await account();
    const [a, b] = [await group('a'), await group('b')];
    await join(a, person);
    await join(b, a);
    expect(await membershipOf(person)).toEqual(['a', 'b']);
    await first.groups.delete(first.ctx, { id: a });
    expect(await membershipOf(person)).toEqual([]);
    expect(await first.realm.model(edgeRecords).countDocuments()).toBe(0);
    // An edge that a sweep has not reached yet counts for nothing, too.
    const subject: NodeRef = `account:${person}`;
    const edge = {
      _id: newId(),
      subject,
      relation: 'member',
      object: `group:${a}`,
      createdAt: new Date(),
    } as const;
    await first.realm.model(edgeRecords).insertMany([edge]);
    await assign(await role('r'), person);
    expect(await membershipOf(person)).toEqual(['r']);
    const [groups] = await first.groups.groupsOfAccounts(first.ctx, [person], page);
    expect(groups?.items).toEqual([]);
  });

  test('leave nothing behind though their deletion was interrupted: the next one goes on with it', async () => {
    const [left, other] = [await group('left'), await group('other')];
    const { realm } = first;
    await join(left, await account(), other);
    // As a process leaves it that dies right after its transaction.
    await realm.transaction(['revision'], async (session) => {
      await groupStore.delete(realm, left, session);
      await rememberDeletion(realm, `group:${left}`, new Date(), session);
    });
    expect(await realm.model(edgeRecords).countDocuments({ object: `group:${left}` })).toBe(2);
    expect((await first.edges.list(first.ctx, {}, page)).items).toHaveLength(2);
    await first.groups.delete(first.ctx, { id: other });
    expect(await realm.model(edgeRecords).countDocuments({})).toBe(0);
  });

  test('are listed by name, in pages', async () => {
    for (const name of ['b1', 'a2', 'a1', 'b2', 'a3']) await group(name);
    const list = async (namePrefix: string | undefined, after?: string) => {
      const { items, cursors, hasNextPage } = await first.groups.list(
        first.ctx,
        { namePrefix },
        { first: 2, after },
      );
      return { names: items.map(({ name }) => name), last: cursors.at(-1), hasNextPage };
    };
    const one = await list(undefined);
    expect(one).toMatchObject({ names: ['a1', 'a2'], hasNextPage: true });
    const two = await list(undefined, one.last);
    expect(two).toMatchObject({ names: ['a3', 'b1'], hasNextPage: true });
    expect(await list(undefined, two.last)).toMatchObject({ names: ['b2'], hasNextPage: false });
    expect(await list('a', one.last)).toMatchObject({ names: ['a3'], hasNextPage: false });
    await expect(list(undefined, 'no cursor')).rejects.toThrow(/cursor of an earlier page/);
  });
});

describe('roles', () => {
  test('flow through groups, nested groups and inclusion', async () => {
    const person = await account();
    const [team, company] = [await group('team'), await group('company')];
    const [direct, ofCompany, included] = [
      await role('direct'),
      await role('of-company'),
      await role('included'),
    ];
    await join(team, person);
    await join(company, team);
    await assign(direct, person);
    await assign(ofCompany, company);
    await first.roles.include(first.ctx, { roleId: ofCompany, includedRoleId: included });
    expect(await membershipOf(person)).toEqual(['team', 'company', 'direct', 'of-company', 'included']);
    await first.roles.exclude(first.ctx, { roleId: ofCompany, includedRoleId: included });
    await first.roles.unassign(first.ctx, { roleId: direct, subjectId: person });
    expect(await membershipOf(person)).toEqual(['team', 'company', 'of-company']);
  });

  test('never include themselves', async () => {
    const [a, b] = [await role('a'), await role('b')];
    await first.roles.include(first.ctx, { roleId: a, includedRoleId: b });
    const closing = first.roles.include(first.ctx, { roleId: b, includedRoleId: a });
    await expect(closing).rejects.toMatchObject({ constructor: RoleCycleError, cycle: ['b', 'a', 'b'] });
  });

  test('are assigned to what exists, as often as one likes', async () => {
    const person = await account();
    const id = await role('r');
    await assign(id, person);
    await assign(id, person);
    expect(await first.realm.model(edgeRecords).countDocuments()).toBe(1);
    await expect(assign(id, newId())).rejects.toThrow(NotFoundError);
    await expect(assign(newId(), person)).rejects.toThrow(NotFoundError);
  });

  test('that are built in are made once, and neither changed nor deleted', async () => {
    const ids = await Promise.all(
      [first, second, first].map(({ realm }) => ensureBuiltIns(realm, systemClock)),
    );
    expect(new Set(ids).size).toBe(1);
    const id = ids[0] ?? '';
    await expect(first.roles.update(first.ctx, { id, name: 'root' })).rejects.toThrow(BuiltInRoleError);
    await expect(first.roles.delete(first.ctx, { id })).rejects.toThrow(BuiltInRoleError);
    const person = await account();
    await grantAdministrator(first.realm, person, systemClock);
    expect(await first.memberships.of(first.realm, person)).toMatchObject({
      roles: [{ id, name: 'administrator' }],
    });
  });

  test('leave an active administrator in system, also when two are taken at once', async () => {
    const [one, other] = await open('system');
    const accounts = [await account(one.realm), await account(one.realm)];
    for (const id of accounts) await grantAdministrator(one.realm, id, systemClock);
    const roleId = await ensureBuiltIns(one.realm, systemClock);
    const outcomes = await Promise.allSettled(
      [one, other].map(({ roles, ctx }, index) =>
        roles.unassign(ctx, { roleId, subjectId: accounts[index] ?? '' }),
      ),
    );
    const reasons = outcomes.flatMap((outcome) =>
      outcome.status === 'rejected' ? [outcome.reason as unknown] : [],
    );
    expect(reasons).toEqual([expect.any(LastAdministratorError)]);
  });
});

describe('a change', () => {
  test('is seen at once by its process, and within a second by another', async () => {
    const person = await account();
    const id = await group('team');
    expect(await membershipOf(person)).toEqual([]);
    expect(await membershipOf(person, second)).toEqual([]);
    await join(id, person);
    expect(await membershipOf(person)).toEqual(['team']);
    const deadline = Date.now() + 1000;
    while ((await membershipOf(person, second)).length === 0 && Date.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expect(await membershipOf(person, second)).toEqual(['team']);
    expect(Date.now()).toBeLessThan(deadline);
  });

  test('of a name shows in what is kept, too', async () => {
    const person = await account();
    const id = await group('team');
    await join(id, person);
    const shown = async (): Promise<string[]> => {
      const [found] = await first.groups.groupsOfAccounts(first.ctx, [person], page);
      const known = first.groups.knownGroupsOfAccount(first.ctx, person, page);
      expect(known).toEqual(found);
      return found?.items.map(({ name }) => name) ?? [];
    };
    expect(await shown()).toEqual(['team']);
    await first.groups.update(first.ctx, { id, name: 'crew' });
    expect(first.groups.knownGroupsOfAccount(first.ctx, person, page)).toBeUndefined();
    expect(await shown()).toEqual(['crew']);
  });
});

describe('pages of neighbours', () => {
  test('are as long as asked for, for each parent, though one has nearly all edges', async () => {
    const [crowded, quiet] = [await account(), await account()];
    const groups: string[] = [];
    for (let index = 0; index < 12; index += 1)
      groups.push(await group(`g${String(index).padStart(2, '0')}`));
    for (const id of groups) await join(id, crowded);
    await join(groups[11] ?? '', quiet);
    const ask = async (size: number, after?: string) => {
      const pages = await second.groups.groupsOfAccounts(second.ctx, [crowded, quiet], {
        first: size,
        after,
      });
      return pages.map(({ items, hasNextPage }) => [items.map(({ name }) => name), hasNextPage]);
    };
    expect(await ask(2)).toEqual([
      [['g00', 'g01'], true],
      [['g11'], false],
    ]);
    const [{ cursors } = { cursors: [] }] = await second.groups.groupsOfAccounts(second.ctx, [crowded], {
      first: 2,
    });
    expect(await ask(2, cursors[1])).toEqual([
      [['g02', 'g03'], true],
      [['g11'], false],
    ]);
    await expect(ask(2, 'group:nonsense')).rejects.toThrow(/cursor of an earlier page/);
  });

  test('show members of both kinds, accounts first', async () => {
    const id = await group('team');
    const inner = await group('inner');
    const people = [await account(), await account()];
    await join(id, inner, ...people);
    const [members] = await first.groups.membersOfGroups(first.ctx, [id], page);
    expect(members?.items).toEqual([...people.map((person) => `account:${person}`), `group:${inner}`]);
  });
});

describe('what is reached through others', () => {
  /** ann is in inner, bob in middle, cid in outer; inner in middle in outer; outer has clerk, which includes reader. */
  async function hierarchy() {
    const [ann, bob, cid] = [await account(), await account(), await account()];
    const [inner, middle, outer] = [await group('inner'), await group('middle'), await group('outer')];
    const [clerk, reader] = [await role('clerk'), await role('reader')];
    await join(inner, ann);
    await join(middle, bob, inner);
    await join(outer, cid, middle, ann);
    await assign(clerk, outer);
    await first.roles.include(first.ctx, { roleId: clerk, includedRoleId: reader });
    return { ann, bob, cid, inner, middle, outer, clerk, reader };
  }
  const namesOf = (pages: readonly { items: readonly { name: string }[] }[]): string[][] =>
    pages.map(({ items }) => items.map(({ name }) => name).sort());

  test('upwards: groups and roles of accounts and groups, for many at once', async () => {
    const { ann, bob, inner, clerk } = await hierarchy();
    const { groups, roles, ctx } = first;
    expect(namesOf(await groups.allGroupsOfAccounts(ctx, [ann, bob], page))).toEqual([
      ['inner', 'middle', 'outer'],
      ['middle', 'outer'],
    ]);
    expect(namesOf(await groups.groupsOfGroups(ctx, [inner], page, true))).toEqual([['middle', 'outer']]);
    expect(namesOf(await groups.groupsOfGroups(ctx, [inner], page, false))).toEqual([['middle']]);
    expect(namesOf(await roles.allRolesOf(ctx, 'account', [ann, bob], page))).toEqual([
      ['clerk', 'reader'],
      ['clerk', 'reader'],
    ]);
    expect(namesOf(await roles.allRolesOf(ctx, 'group', [inner], page))).toEqual([['clerk', 'reader']]);
    expect(namesOf(await roles.allRolesOf(ctx, 'role', [clerk], page))).toEqual([['reader']]);
  });

  test('downwards: members and assignees, each once, in pages', async () => {
    const { ann, bob, cid, inner, middle, outer, reader } = await hierarchy();
    const all = [ann, bob, cid].map((id) => `account:${id}`).sort();
    const groups = [inner, middle].map((id) => `group:${id}`).sort();
    const ask = async (after?: string, size = 10) => {
      const [found] = await first.groups.allMembersOfGroups(first.ctx, [outer], { first: size, after });
      return found;
    };
    expect(await ask()).toMatchObject({ items: [...all, ...groups], hasNextPage: false });
    expect(await ask(undefined, 2)).toMatchObject({ items: all.slice(0, 2), hasNextPage: true });
    expect(await ask(all[1], 2)).toMatchObject({ items: [all[2], groups[0]], hasNextPage: true });
    expect(await ask(groups[0], 2)).toMatchObject({ items: [groups[1]], hasNextPage: false });
    const [holders] = await first.roles.allAssigneesOfRoles(first.ctx, [reader], page);
    expect(holders?.items).toEqual([...all, ...[inner, middle, outer].map((id) => `group:${id}`).sort()]);
  });

  test('stops at a group that is no more', async () => {
    const { ann, cid, middle, outer } = await hierarchy();
    await first.groups.delete(first.ctx, { id: middle });
    const [found] = await first.groups.allMembersOfGroups(first.ctx, [outer], page);
    expect(found?.items).toEqual([ann, cid].map((id) => `account:${id}`).sort());
  });

  test('takes as many commands for many as for one', async () => {
    const { inner, outer } = await hierarchy();
    const cost = async (ids: readonly string[]): Promise<number> => {
      const before = commands.length;
      await first.groups.allMembersOfGroups(first.ctx, ids, page);
      return commands.length - before;
    };
    const one = await cost([outer]);
    expect(await cost([outer, inner])).toBeLessThanOrEqual(one);
  });
});

describe('edges', () => {
  test('are listed as a whole, by subject and by object', async () => {
    const person = await account();
    const [team, id] = [await group('team'), await role('r')];
    await join(team, person);
    await assign(id, person);
    await assign(id, team);
    const list = async (filter: object, size = 10, after?: string) => {
      const found = await first.edges.list(first.ctx, filter, { first: size, after });
      return {
        edges: found.items.map((edge) => [edge.relation, edge.object.split(':')[0]]),
        last: found.cursors.at(-1),
      };
    };
    expect((await list({})).edges).toHaveLength(3);
    const one = await list({ subject: `account:${person}` }, 1);
    expect(one.edges).toEqual([['assigned', 'role']]);
    expect((await list({ subject: `account:${person}` }, 1, one.last)).edges).toEqual([['member', 'group']]);
    expect((await list({ object: `role:${id}` })).edges).toHaveLength(2);
    expect((await list({ object: `role:${id}`, relation: 'member' })).edges).toEqual([]);
  });
});

describe('who may do it', () => {
  test('is an administrator, and for what one belongs to oneself', async () => {
    const person = await account();
    const ctx: RequestContext = {
      ...first.ctx,
      actor: accountActorDouble(first.realm.slug, person),
    };
    const id = await group('team');
    await join(id, person);
    await expect(first.groups.create(ctx, { name: 'mine' })).rejects.toThrow(ForbiddenError);
    await expect(first.groups.addMembers(ctx, { groupId: id, memberIds: [person] })).rejects.toThrow(
      ForbiddenError,
    );
    await expect(first.groups.membersOfGroups(ctx, [id], page)).rejects.toThrow(ForbiddenError);
    await expect(first.groups.list(ctx, {}, page)).rejects.toThrow(ForbiddenError);
    await expect(first.groups.groupsOfAccounts(ctx, [await account()], page)).rejects.toThrow(ForbiddenError);
    expect(await first.groups.getMany(ctx, [id])).toEqual([undefined]);
    const [own] = await first.groups.groupsOfAccounts(ctx, [person], page);
    expect(own?.items).toMatchObject([{ id, name: 'team' }]);
  });
});

test('no read of the graph scans a collection', async () => {
  const [a, b] = [await account(), await account()];
  const [team, id] = [await group('team'), await role('r')];
  await join(team, a, b);
  await assign(id, team);
  commands.length = 0;
  await first.memberships.of(first.realm, a);
  await first.groups.groupsOfAccounts(first.ctx, [a, b], { first: 1 });
  await first.groups.membersOfGroups(first.ctx, [team], { first: 1 });
  await first.roles.assigneesOfRoles(first.ctx, [id], page);
  await first.roles.includedRoles(first.ctx, [id], page);
  await first.groups.list(first.ctx, { namePrefix: 't' }, page);
  await first.roles.list(first.ctx, {}, page);
  await first.edges.list(first.ctx, { subject: `account:${a}` }, page);
  await first.edges.list(first.ctx, { object: `role:${id}`, relation: 'assigned' }, page);
  await first.edges.list(first.ctx, {}, page);
  const below = { objects: [`group:${team}`, `role:${id}`], kind: 'account', first: 1 } as const;
  await first.realm.snapshot((session) => nodesBelow(first.realm, below, session));
  const reads = commands.filter(({ commandName }) => commandName === 'find' || commandName === 'aggregate');
  expect(reads.length).toBeGreaterThan(10);
  for (const { command, databaseName } of [...reads]) {
    const query = { ...(command as Record<string, unknown>) };
    const ofTransaction = ['txnNumber', 'autocommit', 'startTransaction', 'readConcern'];
    for (const ofDriver of ['lsid', '$db', ...ofTransaction]) Reflect.deleteProperty(query, ofDriver);
    const plan = await connections[0]?.client
      .db(databaseName)
      .command({ explain: query, verbosity: 'queryPlanner' });
    const text = JSON.stringify(plan);
    expect({ query, scans: /COLLSCAN/.test(text), sorts: /"SORT"/.test(text) }).toMatchObject({
      scans: false,
      sorts: false,
    });
  }
});
