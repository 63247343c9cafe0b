import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createAccountService, type AccountService } from '../../src/features/accounts/account.service.js';
import { findAccountByEmail, findAccountByExternalId } from '../../src/features/accounts/find-account.js';
import { createSubjects } from '../../src/features/authzen/subjects.js';
import type { Answer } from '../../src/features/decisions/decisions.js';
import { touchedResource } from '../../src/features/decisions/resource-policies.js';
import { nodeRef } from '../../src/features/edges/edge.js';
import { systemClock } from '../../src/kernel/clock.js';
import { NotFoundError } from '../../src/kernel/errors.js';
import type { PasswordHashing } from '../../src/platform/password-hashing/password-hashing.js';
import { RevisionNotReachedError } from '../../src/realms/revision.errors.js';
import { link, rewritePolicy, storePolicy } from '../support/stored-policies.js';
import {
  insertTestAccount,
  twoProcesses,
  type ProcessInRealm,
  type TwoProcesses,
} from '../support/two-processes.js';

let processes: TwoProcesses;
let first: ProcessInRealm;
let second: ProcessInRealm;
let ada: string;

beforeAll(async () => {
  processes = await twoProcesses();
});
afterAll(async () => {
  await processes.close();
});
beforeEach(async () => {
  [first, second] = await processes.realm();
  ada = await insertTestAccount(first.realm, { team: 'blue' });
});

const allow = (action: string, resource = '*', rest: object = {}): object => ({
  Version: '2012-10-17',
  Statement: { Effect: 'Allow', Action: action, Resource: resource, ...rest },
});
const deny = (action: string, resource = '*'): object => ({
  Version: '2012-10-17',
  Statement: { Effect: 'Deny', Action: action, Resource: resource },
});

async function ask(
  action: string,
  options: {
    at?: ProcessInRealm;
    resource?: string;
    accountId?: string;
    atLeast?: number;
    context?: object;
  } = {},
): Promise<Answer> {
  const { at = first, resource = 'order-7', accountId = ada, atLeast, context } = options;
  return at.asker.decide(at.realm, {
    principal: { kind: 'account', accountId },
    action,
    resource,
    atLeast,
    context: context as never,
  });
}
const verdict = async (...question: Parameters<typeof ask>): Promise<string> =>
  (await ask(...question)).decision;
/** Nobody logs in here, so nothing is hashed. */
const accountsOf = ({ grants, administratorGuard }: ProcessInRealm): AccountService =>
  createAccountService({ clock: systemClock, hashing: {} as PasswordHashing, grants, administratorGuard });
const attach = (subject: ReturnType<typeof nodeRef>, policyId: string) =>
  link(first.realm, subject, 'attached', nodeRef('policy', policyId));

test('an account whose attributes contradict each other may do nothing, and holds up no other', async () => {
  const bob = await insertTestAccount(first.realm, { team: 'blue', Team: 'red' });
  const policy = await storePolicy(first.realm, allow('orders:*'));
  await attach(nodeRef('account', ada), policy);
  await attach(nodeRef('account', bob), policy);
  const answers = await Promise.all([bob, ada].map((accountId) => verdict('orders:Read', { accountId })));
  expect(answers).toEqual(['ExplicitlyDenied', 'Allowed']);
});

describe('what counts for an account', () => {
  test('nothing at first', async () => {
    expect(await ask('orders:Read')).toMatchObject({
      decision: 'ImplicitlyDenied',
      missing: [{ layer: 'identityOrResourcePolicy' }],
    });
  });

  test('its own policies, those of its groups and theirs, of its roles and what they include', async () => {
    const inner = (await first.groups.create(first.ctx, { name: 'inner' })).id;
    const outer = (await first.groups.create(first.ctx, { name: 'outer' })).id;
    const role = (await first.roles.create(first.ctx, { name: 'clerk' })).id;
    const included = (await first.roles.create(first.ctx, { name: 'reader' })).id;
    await first.groups.addMembers(first.ctx, { groupId: inner, memberIds: [ada] });
    await first.groups.addMembers(first.ctx, { groupId: outer, memberIds: [inner] });
    await first.roles.assign(first.ctx, { roleId: role, subjectId: outer });
    await first.roles.include(first.ctx, { roleId: role, includedRoleId: included });
    await attach(nodeRef('account', ada), await storePolicy(first.realm, allow('own:*')));
    await attach(nodeRef('group', inner), await storePolicy(first.realm, allow('inner:*')));
    await attach(nodeRef('group', outer), await storePolicy(first.realm, allow('outer:*')));
    await attach(nodeRef('role', role), await storePolicy(first.realm, allow('role:*')));
    await attach(nodeRef('role', included), await storePolicy(first.realm, allow('included:*')));
    for (const service of ['own', 'inner', 'outer', 'role', 'included']) {
      expect(`${service} ${await verdict(`${service}:Read`)}`).toBe(`${service} Allowed`);
    }
    expect((await ask('included:Read')).matched).toMatchObject([{ origin: `role:${included}` }]);
    const explained = await first.decisions.explain(first.ctx, {
      principalId: ada,
      action: 'included:Read',
      resource: 'x',
    });
    expect(explained.paths.find(({ origin }) => origin === `role:${included}`)?.nodes).toEqual([
      { ref: `account:${ada}`, name: null },
      { ref: `group:${inner}`, name: 'inner' },
      { ref: `group:${outer}`, name: 'outer' },
      { ref: `role:${role}`, name: 'clerk' },
      { ref: `role:${included}`, name: 'reader' },
    ]);
  });

  test('a Deny from anywhere wins', async () => {
    const group = (await first.groups.create(first.ctx, { name: 'g' })).id;
    await first.groups.addMembers(first.ctx, { groupId: group, memberIds: [ada] });
    await attach(nodeRef('account', ada), await storePolicy(first.realm, allow('*')));
    await attach(nodeRef('group', group), await storePolicy(first.realm, deny('orders:Delete')));
    expect(await verdict('orders:Delete')).toBe('ExplicitlyDenied');
    expect(await verdict('orders:Read')).toBe('Allowed');
  });

  test('its boundary, even one that is gone', async () => {
    await attach(nodeRef('account', ada), await storePolicy(first.realm, allow('*')));
    const boundary = await storePolicy(first.realm, allow('orders:*'));
    await link(first.realm, nodeRef('account', ada), 'bounded', nodeRef('policy', boundary));
    expect(await verdict('orders:Read')).toBe('Allowed');
    expect(await ask('bills:Read')).toMatchObject({
      decision: 'ImplicitlyDenied',
      missing: [{ layer: 'permissionBoundaries' }],
    });
    await link(first.realm, nodeRef('account', ada), 'bounded', nodeRef('policy', boundary), 'remove');
    const gone = nodeRef('policy', '0192d1f0-0000-7000-8000-000000000001');
    await link(first.realm, nodeRef('account', ada), 'bounded', gone);
    expect(await verdict('orders:Read')).toBe('ImplicitlyDenied');
  });

  test("a role's boundary limits what the role gives and includes, and nothing else", async () => {
    const role = (await first.roles.create(first.ctx, { name: 'wide' })).id;
    const included = (await first.roles.create(first.ctx, { name: 'wider' })).id;
    await first.roles.include(first.ctx, { roleId: role, includedRoleId: included });
    await first.roles.assign(first.ctx, { roleId: role, subjectId: ada });
    await attach(nodeRef('role', role), await storePolicy(first.realm, allow('orders:*')));
    await attach(nodeRef('role', included), await storePolicy(first.realm, allow('bills:*')));
    await attach(nodeRef('account', ada), await storePolicy(first.realm, allow('own:*')));
    const boundary = await storePolicy(first.realm, allow('*:Read'));
    await link(first.realm, nodeRef('role', role), 'bounded', nodeRef('policy', boundary));
    expect(await verdict('orders:Read')).toBe('Allowed');
    expect(await verdict('orders:Write')).toBe('ImplicitlyDenied');
    expect(await verdict('bills:Write')).toBe('ImplicitlyDenied');
    expect(await verdict('own:Write')).toBe('Allowed');
    // Held another way, too, the included role is not limited.
    await first.roles.assign(first.ctx, { roleId: included, subjectId: ada });
    expect(await verdict('bills:Write')).toBe('Allowed');
    expect(await verdict('orders:Write')).toBe('ImplicitlyDenied');
  });

  test("its attributes and its groups' names, as conditions see them", async () => {
    const group = (await first.groups.create(first.ctx, { name: 'staff' })).id;
    await first.groups.addMembers(first.ctx, { groupId: group, memberIds: [ada] });
    await attach(
      nodeRef('account', ada),
      await storePolicy(first.realm, {
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Action: 'tag:Read',
            Resource: 'teams/${aws:PrincipalTag/team}/*',
            Condition: { 'ForAnyValue:StringEquals': { 'reeve:Groups': 'staff' } },
          },
        ],
      }),
    );
    expect(await verdict('tag:Read', { resource: 'teams/blue/1' })).toBe('Allowed');
    expect(await verdict('tag:Read', { resource: 'teams/red/1' })).toBe('ImplicitlyDenied');
    await first.groups.removeMembers(first.ctx, { groupId: group, memberIds: [ada] });
    expect(await verdict('tag:Read', { resource: 'teams/blue/1' })).toBe('ImplicitlyDenied');
  });

  test('a document that cannot be read denies everything to those whom it speaks about', async () => {
    await attach(nodeRef('account', ada), await storePolicy(first.realm, allow('*')));
    const broken = await storePolicy(first.realm, '{"Statement": [');
    await attach(nodeRef('account', ada), broken);
    const { decision, matched } = await ask('orders:Read');
    expect(decision).toBe('ExplicitlyDenied');
    expect(matched.find(({ effect }) => effect === 'Deny')?.policy).toMatch(/unreadable/);
  });

  test('what a caller supplies, but never who asks', async () => {
    const only = { Condition: { StringEquals: { 'aws:PrincipalArn': 'rn:x:iam:account/somebody' } } };
    const region = { Condition: { StringEquals: { 'orders:Region': 'eu' } } };
    await attach(nodeRef('account', ada), await storePolicy(first.realm, allow('a:*', '*', only)));
    await attach(nodeRef('account', ada), await storePolicy(first.realm, allow('b:*', '*', region)));
    const supplied = { 'aws:PrincipalArn': 'rn:x:iam:account/somebody', 'orders:Region': 'eu' };
    expect(await verdict('a:Read', { context: supplied })).toBe('ImplicitlyDenied');
    expect(await verdict('b:Read', { context: supplied })).toBe('Allowed');
    expect(await verdict('b:Read')).toBe('ImplicitlyDenied');
  });

  test('an account that is not there is nobody', async () => {
    await expect(ask('a:Read', { accountId: '0192d1f0-0000-7000-8000-00000000dead' })).rejects.toThrow(
      NotFoundError,
    );
  });
});

describe('around it', () => {
  test("the realm's guardrails and the server's", async () => {
    await attach(nodeRef('account', ada), await storePolicy(first.realm, allow('*')));
    expect(await verdict('orders:Read')).toBe('Allowed');
    const own = { scope: 'guardrail', touched: ['guardrails'] } as const;
    await storePolicy(first.realm, allow('orders:*'), own);
    expect(await verdict('bills:Read')).toBe('ImplicitlyDenied');
    expect(await verdict('orders:Read')).toBe('Allowed');
    const [system] = await processes.realm('system');
    const everywhere = await storePolicy(system.realm, allow('*'), own);
    await storePolicy(system.realm, deny('orders:Delete'), own);
    expect(await verdict('orders:Delete')).toBe('ExplicitlyDenied');
    expect(await verdict('orders:Read')).toBe('Allowed');
    expect((await ask('orders:Delete')).matched.map(({ origin }) => origin)).toContain('server guardrails');
    await rewritePolicy(system.realm, everywhere, allow('nothing:*'), ['guardrails']);
    expect(await verdict('orders:Read')).toBe('ImplicitlyDenied');
    // The other tests share the server.
    await rewritePolicy(system.realm, everywhere, allow('*'), ['guardrails']);
    expect(await verdict('orders:Read')).toBe('Allowed');
  });

  test('the policy of the resource', async () => {
    expect(await verdict('orders:Read')).toBe('ImplicitlyDenied');
    const policy = {
      Version: '2012-10-17',
      Statement: {
        Effect: 'Allow',
        Principal: { Reeve: `rn:${first.realm.slug}:iam:account/${ada}` },
        Action: 'orders:Read',
      },
    };
    const resource = 'order-7';
    await storePolicy(first.realm, policy, {
      scope: 'resource',
      owner: resource,
      touched: touchedResource(resource),
    });
    expect(await verdict('orders:Read')).toBe('Allowed');
    expect(await verdict('orders:Write')).toBe('ImplicitlyDenied');
    expect(await verdict('orders:Read', { resource: 'order-8' })).toBe('ImplicitlyDenied');
  });

  test('a policy of its resource that cannot be read denies everything on it', async () => {
    const resource = 'order-9';
    await attach(nodeRef('account', ada), await storePolicy(first.realm, allow('*')));
    await storePolicy(first.realm, '{"Statement": [', {
      scope: 'resource',
      owner: resource,
      touched: touchedResource(resource),
    });
    const { decision, matched } = await ask('orders:Read', { resource });
    expect(decision).toBe('ExplicitlyDenied');
    expect(matched.find(({ effect }) => effect === 'Deny')?.policy).toMatch(/unreadable/);
    expect(await verdict('orders:Read', { resource: 'order-8' })).toBe('Allowed');
  });
});

describe('a change', () => {
  test('of membership, attachment, document and role is seen by the next question', async () => {
    const group = (await first.groups.create(first.ctx, { name: 'g' })).id;
    const policy = await storePolicy(first.realm, allow('orders:*'));
    await attach(nodeRef('group', group), policy);
    expect(await verdict('orders:Read')).toBe('ImplicitlyDenied');
    await first.groups.addMembers(first.ctx, { groupId: group, memberIds: [ada] });
    expect(await verdict('orders:Read')).toBe('Allowed');
    await rewritePolicy(first.realm, policy, allow('bills:*'));
    expect(await verdict('orders:Read')).toBe('ImplicitlyDenied');
    expect(await verdict('bills:Read')).toBe('Allowed');
    await first.groups.delete(first.ctx, { id: group });
    expect(await verdict('bills:Read')).toBe('ImplicitlyDenied');
  });

  test('is seen by another process within a second, and at once by who asks for the revision', async () => {
    const group = (await first.groups.create(first.ctx, { name: 'g' })).id;
    await attach(nodeRef('group', group), await storePolicy(first.realm, allow('orders:*')));
    expect(await verdict('orders:Read', { at: second })).toBe('ImplicitlyDenied');
    await first.groups.addMembers(first.ctx, { groupId: group, memberIds: [ada] });
    const { revision } = await first.realm.counters();
    expect(await verdict('orders:Read', { at: second, atLeast: revision })).toBe('Allowed');
    await first.groups.removeMembers(first.ctx, { groupId: group, memberIds: [ada] });
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(await verdict('orders:Read', { at: second })).toBe('ImplicitlyDenied');
    await expect(ask('a:Read', { atLeast: revision + 1000 })).rejects.toThrow(RevisionNotReachedError);
  });

  test('of an external id, that it moved or went with its account, is seen by another process', async () => {
    const bob = await insertTestAccount(first.realm);
    const accounts = accountsOf(first);
    const findBy = { findByEmail: findAccountByEmail, findByExternalId: findAccountByExternalId };
    const [here, there] = [createSubjects(findBy), createSubjects(findBy)];
    const found = async (): Promise<unknown[]> => {
      await second.realm.countersAtLeast((await first.realm.counters()).revision);
      return Promise.all([here.accountId(first.realm, 'crm-1'), there.accountId(second.realm, 'crm-1')]);
    };
    await accounts.update(first.ctx, { id: ada, externalId: 'crm-1' });
    expect(await found()).toEqual([ada, ada]);
    await accounts.update(first.ctx, { id: ada, externalId: null });
    await accounts.update(first.ctx, { id: bob, externalId: 'crm-1' });
    expect(await found()).toEqual([bob, bob]);
    await accounts.delete(first.ctx, { id: bob });
    expect(await found()).toEqual([undefined, undefined]);
  });

  test('answers from memory what it did not touch, and reads again what it did', async () => {
    const bob = await insertTestAccount(first.realm);
    const group = (await first.groups.create(first.ctx, { name: 'g' })).id;
    await ask('orders:Read');
    await ask('orders:Read', { accountId: bob });
    await first.groups.addMembers(first.ctx, { groupId: group, memberIds: [bob] });
    const question = { action: 'orders:Read', resource: 'order-7' };
    const now = (accountId: string) =>
      first.asker.decide(first.realm, { principal: { kind: 'account', accountId }, ...question });
    expect(now(ada)).not.toBeInstanceOf(Promise);
    const bobs = now(bob);
    expect(bobs).toBeInstanceOf(Promise);
    await bobs;
  });

  test('while others write, no answer mixes two revisions', async () => {
    // Two groups; ada is always in exactly one of them. An answer with both or neither would be a mixture.
    const [a, b] = await Promise.all(
      ['a', 'b'].map(async (name) => (await first.groups.create(first.ctx, { name })).id),
    );
    await attach(nodeRef('group', a ?? ''), await storePolicy(first.realm, allow('x:A')));
    await attach(nodeRef('group', b ?? ''), await storePolicy(first.realm, allow('x:B')));
    const move = async (from = '', to = ''): Promise<void> => {
      await first.realm.transaction(
        ['revision'],
        async (session) => {
          const { addLinks, removeLinks } = await import('../../src/features/edges/links.js');
          const subjects = [nodeRef('account', ada)];
          await removeLinks(
            first.realm,
            { subjects, relation: 'member', object: nodeRef('group', from) },
            session,
          );
          await addLinks(
            first.realm,
            { subjects, relation: 'member', object: nodeRef('group', to) },
            new Date(),
            session,
          );
        },
        [nodeRef('account', ada)],
      );
    };
    await move(b, a);
    const counts: number[] = [];
    const asking = (async () => {
      for (let n = 0; n < 150; n += 1) {
        const { authority } = await second.asker.input(second.realm, {
          principal: { kind: 'account', accountId: ada },
          action: 'x:A',
          resource: 'r',
          atLeast: (await first.realm.counters()).revision,
        });
        counts.push(authority.groups.length);
      }
    })();
    for (let n = 0; n < 30; n += 1) await (n % 2 === 0 ? move(a, b) : move(b, a));
    await asking;
    expect(new Set(counts)).toEqual(new Set([1]));
  });
});
