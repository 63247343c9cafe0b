import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { StatementElement } from '../../src/decision/document.js';
import { delegateIn, type Delegate } from '../support/delegate.js';
import { STRONG_PASSWORD } from '../support/passwords.js';
import { createScenario, type Scenario } from '../support/scenario.js';
import { startServer, type TestServer } from '../support/server.js';
import { ROOT } from '../support/source-files.js';

let server: TestServer;
let scenario: Scenario;

/** A realm with a delegated administrator. */
interface Place {
  readonly realm: string;
  readonly delegate: Delegate;
}
let place: Place;
/** Where policies look at names of groups, roles and accounts. */
let named: Place;
/** Where guardrails are. */
let guarded: Place;

beforeAll(async () => {
  server = await startServer({ env: { REEVE_RATE_LIMIT: 'off', DATA_DIR: ':memory:' } });
  scenario = createScenario(server);
  const open = async (): Promise<Place> => {
    const realm = await scenario.realm({ selfWritableAttributes: ['badge', 'colour'] });
    return { realm, delegate: await delegateIn(server, scenario, realm, 'delegate@example.com') };
  };
  [place, named, guarded] = [await open(), await open(), await open()];
});
afterAll(() => server.stop());

const allow = (Action: string, Resource = '*', Condition?: StatementElement['Condition']) =>
  ({ Effect: 'Allow', Action, Resource, ...(Condition && { Condition }) }) as const;
const deny = (Action: string) => ({ Effect: 'Deny', Action, Resource: '*' }) as const;
const documentOf = (...Statement: StatementElement[]) => ({ Version: '2012-10-17', Statement });

/** What the delegate does not hold, unless a test says so. */
const POWER = allow('vault:Open', 'rn:bank:vault:door/*');
const GIVES = documentOf(POWER);
const TAKES = documentOf(deny('vault:Open'));

let made = 0;
const next = (): string => `n${(made += 1)}`;

async function make(at: Place, mutation: string, input: object, type: string): Promise<string> {
  return (await scenario.mutate<{ id: string }>(at.realm, mutation, input, `... on ${type} { id }`)).id;
}
const change = (at: Place, mutation: string, input: object): Promise<unknown> =>
  scenario.mutate(at.realm, mutation, input);
const policy = (at: Place, document: object = GIVES): Promise<string> =>
  make(at, 'createPolicy', { name: next(), document }, 'Policy');
const group = (at: Place): Promise<string> => make(at, 'createGroup', { name: next() }, 'Group');
const role = (at: Place): Promise<string> => make(at, 'createRole', { name: next() }, 'Role');
const account = (at: Place, fields: object = {}): Promise<string> =>
  make(at, 'createAccount', { email: `${next()}@example.com`, ...fields }, 'Account');
const service = (at: Place): Promise<string> =>
  make(at, 'createAccount', { kind: 'SERVICE', name: next() }, 'Account');

/** One of these that has the power, or one that takes it away. */
async function holder(at: Place, targetId: string, document: object = GIVES): Promise<string> {
  await change(at, 'putInlinePolicy', { targetId, name: next(), document });
  return targetId;
}

/** An attempt by a delegate who may do the operation as such. */
interface Attempt {
  readonly mutation: string;
  readonly input: object;
  /** The name on which a grant makes it possible, behind `rn:REALM:iam:`. */
  readonly grant: string;
}

interface Path {
  readonly action: string;
  readonly prepare: (at: Place) => Promise<Attempt>;
  /** What to hold is enough without a grant; by default the power. Null: nothing short of everything. */
  readonly enough?: readonly StatementElement[] | null;
}

const CONTENT = 'policy/*';

const paths: Readonly<Record<string, Path>> = {
  'attaching a policy to oneself': {
    action: 'iam:AttachPolicy',
    async prepare(at) {
      const policyId = await policy(at);
      const input = { policyId, targetId: await account(at) };
      return { mutation: 'attachPolicy', input, grant: `policy/${policyId}` };
    },
  },
  'writing an inline policy': {
    action: 'iam:PutInlinePolicy',
    async prepare(at) {
      const input = { targetId: await group(at), name: 'own', document: GIVES };
      return { mutation: 'putInlinePolicy', input, grant: CONTENT };
    },
  },
  'writing over an inline policy that denied': {
    action: 'iam:PutInlinePolicy',
    async prepare(at) {
      const targetId = await group(at);
      await change(at, 'putInlinePolicy', { targetId, name: 'own', document: TAKES });
      const input = { targetId, name: 'own', document: documentOf(deny('no:Thing')) };
      return { mutation: 'putInlinePolicy', input, grant: CONTENT };
    },
    enough: [allow('vault:*')],
  },
  'deleting an inline policy that denied': {
    action: 'iam:DeleteInlinePolicy',
    async prepare(at) {
      const targetId = await group(at);
      await change(at, 'putInlinePolicy', { targetId, name: 'own', document: TAKES });
      return { mutation: 'deleteInlinePolicy', input: { targetId, name: 'own' }, grant: CONTENT };
    },
    enough: [allow('vault:*')],
  },
  'detaching a policy that denied': {
    action: 'iam:DetachPolicy',
    async prepare(at) {
      const input = { policyId: await policy(at, TAKES), targetId: await account(at) };
      await change(at, 'attachPolicy', input);
      return { mutation: 'detachPolicy', input, grant: CONTENT };
    },
    enough: [allow('vault:*')],
  },
  'making a new version the default': {
    action: 'iam:CreatePolicyVersion',
    async prepare(at) {
      const policyId = await policy(at, documentOf(allow('no:Thing')));
      await change(at, 'attachPolicy', { policyId, targetId: await account(at) });
      const input = { policyId, document: GIVES, setAsDefault: true };
      return { mutation: 'createPolicyVersion', input, grant: CONTENT };
    },
  },
  'choosing another version': {
    action: 'iam:SetDefaultPolicyVersion',
    async prepare(at) {
      const policyId = await policy(at, documentOf(allow('no:Thing')));
      await change(at, 'createPolicyVersion', { policyId, document: GIVES });
      await change(at, 'attachPolicy', { policyId, targetId: await account(at) });
      return { mutation: 'setDefaultPolicyVersion', input: { policyId, number: 2 }, grant: CONTENT };
    },
  },
  'choosing a version without a Deny': {
    action: 'iam:SetDefaultPolicyVersion',
    async prepare(at) {
      const policyId = await policy(at, TAKES);
      await change(at, 'createPolicyVersion', { policyId, document: documentOf(deny('no:Thing')) });
      await change(at, 'attachPolicy', { policyId, targetId: await account(at) });
      return { mutation: 'setDefaultPolicyVersion', input: { policyId, number: 2 }, grant: CONTENT };
    },
    enough: [allow('vault:*')],
  },
  'assigning a role': {
    action: 'iam:AssignRole',
    async prepare(at) {
      const roleId = await holder(at, await role(at));
      const input = { roleId, subjectId: await account(at) };
      return { mutation: 'assignRole', input, grant: `role/${roleId}` };
    },
  },
  'assigning a role that includes another': {
    action: 'iam:AssignRole',
    async prepare(at) {
      const [roleId, includedRoleId] = [await role(at), await holder(at, await role(at))];
      await change(at, 'includeRole', { roleId, includedRoleId });
      const input = { roleId, subjectId: await group(at) };
      return { mutation: 'assignRole', input, grant: `role/${roleId}` };
    },
  },
  'taking a role that denied': {
    action: 'iam:UnassignRole',
    async prepare(at) {
      const input = { roleId: await holder(at, await role(at), TAKES), subjectId: await account(at) };
      await change(at, 'assignRole', input);
      return { mutation: 'unassignRole', input, grant: CONTENT };
    },
    enough: [allow('vault:*')],
  },
  'including a role': {
    action: 'iam:IncludeRole',
    async prepare(at) {
      const includedRoleId = await holder(at, await role(at));
      const input = { roleId: await role(at), includedRoleId };
      return { mutation: 'includeRole', input, grant: `role/${includedRoleId}` };
    },
  },
  'excluding a role that denied': {
    action: 'iam:IncludeRole',
    async prepare(at) {
      const input = { roleId: await role(at), includedRoleId: await holder(at, await role(at), TAKES) };
      await change(at, 'includeRole', input);
      return { mutation: 'excludeRole', input, grant: CONTENT };
    },
    enough: [allow('vault:*')],
  },
  'deleting a role that denied': {
    action: 'iam:DeleteRole',
    async prepare(at) {
      const id = await holder(at, await role(at), TAKES);
      return { mutation: 'deleteRole', input: { id }, grant: CONTENT };
    },
    enough: [allow('vault:*')],
  },
  'adding an account to a group': {
    action: 'iam:AddGroupMembers',
    async prepare(at) {
      const groupId = await holder(at, await group(at));
      const input = { groupId, memberIds: [await account(at)] };
      return { mutation: 'addGroupMembers', input, grant: `group/${groupId}` };
    },
  },
  'adding a group to a group': {
    action: 'iam:AddGroupMembers',
    async prepare(at) {
      const [groupId, above] = [await group(at), await holder(at, await group(at))];
      await change(at, 'addGroupMembers', { groupId: above, memberIds: [groupId] });
      const input = { groupId, memberIds: [await group(at)] };
      return { mutation: 'addGroupMembers', input, grant: `group/${groupId}` };
    },
  },
  'removing a member from a group that denied': {
    action: 'iam:RemoveGroupMembers',
    async prepare(at) {
      const groupId = await holder(at, await group(at), TAKES);
      const input = { groupId, memberIds: [await account(at)] };
      await change(at, 'addGroupMembers', input);
      return { mutation: 'removeGroupMembers', input, grant: CONTENT };
    },
    enough: [allow('vault:*')],
  },
  'deleting a group that denied': {
    action: 'iam:DeleteGroup',
    async prepare(at) {
      const id = await holder(at, await group(at), TAKES);
      return { mutation: 'deleteGroup', input: { id }, grant: CONTENT };
    },
    enough: [allow('vault:*')],
  },
  'writing a trust policy': {
    action: 'iam:SetTrustPolicy',
    async prepare(at) {
      const roleId = await holder(at, await role(at));
      const document = documentOf({
        Effect: 'Allow',
        Principal: { Reeve: at.realm },
        Action: 'iam:AssumeRole',
      });
      return { mutation: 'setTrustPolicy', input: { roleId, document }, grant: `role/${roleId}` };
    },
  },
  'putting a boundary in the place of another': {
    action: 'iam:SetPermissionsBoundary',
    async prepare(at) {
      const targetId = await account(at);
      const narrow = await policy(at, documentOf(allow('no:Thing')));
      await change(at, 'setPermissionsBoundary', { policyId: narrow, targetId });
      const policyId = await policy(at);
      const input = { policyId, targetId };
      return { mutation: 'setPermissionsBoundary', input, grant: `policy/${policyId}` };
    },
  },
  'removing a boundary': {
    action: 'iam:RemovePermissionsBoundary',
    async prepare(at) {
      const targetId = await account(at);
      await change(at, 'setPermissionsBoundary', { policyId: await policy(at), targetId });
      return { mutation: 'removePermissionsBoundary', input: { targetId }, grant: CONTENT };
    },
    enough: null,
  },
  'writing a resource policy': {
    action: 'iam:SetResourcePolicy',
    prepare(at) {
      const document = documentOf({
        Effect: 'Allow',
        Principal: { Reeve: `rn:${at.realm}:iam:account/${at.delegate.id}` },
        Action: 'vault:Open',
        Resource: '*',
      });
      const input = { resource: `rn:bank:vault:door/${next()}`, document };
      return Promise.resolve({ mutation: 'setResourcePolicy', input, grant: CONTENT });
    },
  },
  'removing a resource policy that denied': {
    action: 'iam:RemoveResourcePolicy',
    async prepare(at) {
      const resource = `rn:bank:vault:door/${next()}`;
      const document = documentOf({ ...deny('vault:Open'), Principal: '*' });
      await change(at, 'setResourcePolicy', { resource, document });
      return { mutation: 'removeResourcePolicy', input: { resource }, grant: CONTENT };
    },
  },
  'creating an account with an attribute that a policy looks at': {
    action: 'iam:CreateAccount',
    async prepare(at) {
      const policyId = await policy(at, lookingAt('aws:PrincipalTag/team'));
      const input = { email: `${next()}@example.com`, attributes: { team: 'vault' } };
      await forget(at, policyId);
      return { mutation: 'createAccount', input, grant: `policy/${policyId}` };
    },
  },
  'importing an account with an attribute that a policy looks at': {
    action: 'iam:ImportAccounts',
    async prepare(at) {
      const policyId = await policy(at, lookingAt('aws:PrincipalTag/crew'));
      const accounts = [{ email: `${next()}@example.com`, attributes: { crew: 'vault' } }];
      await forget(at, policyId);
      return { mutation: 'importAccounts', input: { accounts }, grant: `policy/${policyId}` };
    },
  },
  'writing an attribute that a policy looks at': {
    action: 'iam:UpdateAccount',
    async prepare(at) {
      const policyId = await policy(at, lookingAt('aws:PrincipalTag/squad'));
      const input = { id: await account(at), attributes: { squad: 'vault' } };
      await forget(at, policyId);
      return { mutation: 'updateAccount', input, grant: `policy/${policyId}` };
    },
  },
  'writing an attribute of one’s own that a policy looks at': {
    action: 'no:Thing',
    async prepare(at) {
      const policyId = await policy(at, lookingAt('aws:PrincipalTag/badge'));
      const input = { id: at.delegate.id, attributes: { badge: next() } };
      await forget(at, policyId);
      return { mutation: 'updateAccount', input, grant: `policy/${policyId}` };
    },
  },
  'removing an attribute that a Deny looks at': {
    action: 'iam:UpdateAccount',
    async prepare(at) {
      const id = await account(at, { attributes: { suspended: true } });
      const condition = { StringEquals: { 'aws:PrincipalTag/suspended': 'true' } };
      const policyId = await policy(at, documentOf({ ...deny('vault:Open'), Condition: condition }));
      await forget(at, policyId);
      const input = { id, attributes: { suspended: null } };
      return { mutation: 'updateAccount', input, grant: CONTENT };
    },
    enough: [allow('vault:*')],
  },
  'tagging a resource by which policies know it': {
    action: 'iam:RegisterResource',
    async prepare(at) {
      const policyId = await policy(at, lookingAt('aws:ResourceTag/kind', '*'));
      const resource = { type: 'vault/door', id: `rn:bank:vault:door/${next()}`, tags: { kind: 'front' } };
      await forget(at, policyId);
      const input = { resources: [{ ...resource, id: next() }] };
      return { mutation: 'registerResources', input, grant: `policy/${policyId}` };
    },
    enough: [allow('vault:Open')],
  },
  'saying who owns a resource, which policies look at': {
    action: 'iam:RegisterResource',
    async prepare(at) {
      const policyId = await policy(at, lookingAt('reeve:ResourceOwner', '*'));
      const input = { resources: [{ type: 'vault/door', id: next(), owner: await account(at) }] };
      await forget(at, policyId);
      return { mutation: 'registerResources', input, grant: `policy/${policyId}` };
    },
    enough: [allow('vault:Open')],
  },
  'forgetting a resource with a tag that a policy looks at': {
    action: 'iam:DeregisterResource',
    async prepare(at) {
      const policyId = await policy(at, lookingAt('aws:ResourceTag/locked', '*'));
      const id = next();
      await change(at, 'registerResources', { resources: [{ type: 'door', id, tags: { locked: 'yes' } }] });
      await forget(at, policyId);
      const input = { names: [`rn:${at.realm}:door:${id}`] };
      return { mutation: 'deregisterResources', input, grant: `policy/${policyId}` };
    },
    enough: [allow('vault:Open')],
  },
  'setting the password of an account that holds more': {
    action: 'iam:ResetPassword',
    async prepare(at) {
      const accountId = await holder(at, await account(at));
      const input = { accountId, password: STRONG_PASSWORD };
      return { mutation: 'resetPassword', input, grant: `account/${accountId}` };
    },
  },
  'setting the password of an account that a resource policy names': {
    action: 'iam:ResetPassword',
    async prepare(at) {
      const accountId = await account(at);
      const Principal = { Reeve: `rn:${at.realm}:iam:account/${accountId}` };
      const document = documentOf({ Effect: 'Allow', Principal, Action: 'vault:Open', Resource: '*' });
      await change(at, 'setResourcePolicy', { resource: `rn:bank:vault:door/${next()}`, document });
      const input = { accountId, password: STRONG_PASSWORD };
      return { mutation: 'resetPassword', input, grant: `account/${accountId}` };
    },
  },
  'setting the password of an account that a role trusts': {
    action: 'iam:ResetPassword',
    async prepare(at) {
      const [accountId, roleId] = [await account(at), await holder(at, await role(at))];
      const Principal = { Reeve: `rn:${at.realm}:iam:account/${accountId}` };
      const document = documentOf({ Effect: 'Allow', Principal, Action: 'iam:AssumeRole' });
      await change(at, 'setTrustPolicy', { roleId, document });
      const input = { accountId, password: STRONG_PASSWORD };
      return { mutation: 'resetPassword', input, grant: `account/${accountId}` };
    },
  },
  'setting the password of an account that a role trusts by not leaving it out': {
    action: 'iam:ResetPassword',
    async prepare(at) {
      const [accountId, roleId] = [await account(at), await holder(at, await role(at))];
      const NotPrincipal = { Reeve: `rn:${at.realm}:iam:account/${at.delegate.id}` };
      const document = documentOf({ Effect: 'Allow', NotPrincipal, Action: 'sts:AssumeRole' });
      await change(at, 'setTrustPolicy', { roleId, document });
      const input = { accountId, password: STRONG_PASSWORD };
      return { mutation: 'resetPassword', input, grant: `account/${accountId}` };
    },
  },
  'making a secret of a service that holds more': {
    action: 'iam:CreateAccountSecret',
    async prepare(at) {
      const accountId = await holder(at, await service(at));
      return { mutation: 'createAccountSecret', input: { accountId }, grant: `account/${accountId}` };
    },
  },
  'changing the e-mail address of an account that holds more': {
    action: 'iam:UpdateAccount',
    async prepare(at) {
      const id = await holder(at, await account(at));
      const input = { id, email: `${next()}@example.com` };
      return { mutation: 'updateAccount', input, grant: `account/${id}` };
    },
  },
  'changing the external id of an account that holds more': {
    action: 'iam:UpdateAccount',
    async prepare(at) {
      const id = await holder(at, await account(at));
      return { mutation: 'updateAccount', input: { id, externalId: next() }, grant: `account/${id}` };
    },
  },
  'enabling an account that holds more': {
    action: 'iam:EnableAccount',
    async prepare(at) {
      const id = await holder(at, await account(at));
      await change(at, 'disableAccount', { id });
      return { mutation: 'enableAccount', input: { id }, grant: `account/${id}` };
    },
  },
};

/** A policy that gives the power where a context key has a value. */
function lookingAt(key: string, Resource = 'rn:bank:vault:door/*'): object {
  return documentOf(allow('vault:Open', Resource, { StringEquals: { [key]: 'vault' } }));
}

/** A policy of an earlier attempt would be in the way of the next one. */
const earlier = new Map<string, string[]>();
async function forget(at: Place, policyId: string): Promise<void> {
  for (const id of earlier.get(at.realm) ?? []) await change(at, 'deletePolicy', { id });
  earlier.set(at.realm, [policyId]);
}

async function walk(at: Place, { action, prepare, enough = [POWER] }: Path): Promise<void> {
  const { delegate, realm } = at;
  const may = allow(action);

  const refused = await prepare(at);
  await delegate.holds(may);
  const refusal = await delegate.attempt(refused.mutation, refused.input);
  expect(refusal?.code).toBe('GRANT_REQUIRED');
  expect(refusal?.message).toContain(`iam:Grant on rn:${realm}:iam:${refused.grant}`);

  const granted = await prepare(at);
  await delegate.holds(may, allow('iam:Grant', `rn:${realm}:iam:${granted.grant}`));
  expect(await delegate.attempt(granted.mutation, granted.input)).toBeUndefined();

  if (enough === null) return;
  const contained = await prepare(at);
  await delegate.holds(may, ...enough);
  expect(await delegate.attempt(contained.mutation, contained.input)).toBeUndefined();
}

describe('a delegate needs a grant, or to hold what it gives, for', () => {
  test.each(Object.keys(paths))('%s', async (name) => {
    const known = paths[name];
    if (known === undefined) throw new Error('There is no such path.');
    await walk(place, known);
  });
});

describe('where policies look at names', () => {
  const inGroups = (name: string) =>
    documentOf(
      allow('vault:Open', 'rn:bank:vault:door/*', { 'ForAnyValue:StringEquals': { 'reeve:Groups': name } }),
    );

  test('a group cannot be renamed, joined or left without a grant', async () => {
    const { delegate, realm } = named;
    const policyId = await policy(named, inGroups('officers'));
    const [id, memberId] = [await group(named), await account(named)];
    await delegate.holds(
      allow('iam:UpdateGroup'),
      allow('iam:AddGroupMembers'),
      allow('iam:RemoveGroupMembers'),
    );
    const rename = { id, name: 'officers' };
    const member = { groupId: id, memberIds: [memberId] };
    expect(await delegate.attempt('updateGroup', rename)).toMatchObject({ code: 'GRANT_REQUIRED' });
    expect(await delegate.attempt('addGroupMembers', member)).toMatchObject({ code: 'GRANT_REQUIRED' });
    expect(await delegate.attempt('updateGroup', { id, description: 'any' })).toBeUndefined();
    await delegate.holds(allow('iam:AddGroupMembers'), allow('iam:Grant', `rn:${realm}:iam:group/${id}`));
    expect(await delegate.attempt('addGroupMembers', member)).toBeUndefined();
    await delegate.holds(allow('iam:RemoveGroupMembers'));
    expect(await delegate.attempt('removeGroupMembers', member)).toMatchObject({ code: 'GRANT_REQUIRED' });
    await delegate.holds(allow('iam:RemoveGroupMembers'), POWER);
    expect(await delegate.attempt('removeGroupMembers', member)).toBeUndefined();
    await change(named, 'deletePolicy', { id: policyId });
  });

  test('an e-mail address that a resource policy looks at cannot be taken by a new account', async () => {
    const { delegate } = named;
    const resource = 'rn:bank:vault:door/1';
    const Condition = { StringEquals: { 'aws:username': 'boss@example.com' } };
    const document = documentOf({ ...POWER, Resource: '*', Principal: '*', Condition });
    await change(named, 'setResourcePolicy', { resource, document });
    await delegate.holds(allow('iam:CreateAccount'));
    const input = { email: 'boss@example.com' };
    expect(await delegate.attempt('createAccount', input)).toMatchObject({ code: 'GRANT_REQUIRED' });
    await delegate.holds(allow('iam:CreateAccount'), POWER);
    expect(await delegate.attempt('createAccount', input)).toBeUndefined();
    await change(named, 'removeResourcePolicy', { resource });
  });

  test('an e-mail address that an attached policy looks at cannot be changed to', async () => {
    const { delegate } = named;
    const policyId = await policy(
      named,
      documentOf(allow('vault:Open', 'rn:bank:vault:home/${aws:username}')),
    );
    const id = await account(named);
    await delegate.holds(allow('iam:UpdateAccount'));
    const input = { id, email: `${next()}@example.com` };
    expect(await delegate.attempt('updateAccount', input)).toMatchObject({ code: 'GRANT_REQUIRED' });
    await delegate.holds(allow('iam:UpdateAccount'), allow('vault:Open', 'rn:bank:vault:*'));
    expect(await delegate.attempt('updateAccount', input)).toBeUndefined();
    await change(named, 'deletePolicy', { id: policyId });
  });
});

describe('guardrails', () => {
  test('the first one needs no grant; another, a wider one and the end of one do', async () => {
    const { delegate, realm } = guarded;
    const guardrail = (document: object) => ({ name: next(), document });
    await delegate.holds(allow('iam:CreateGuardrail'));
    const first = guardrail(documentOf(allow('iam:*'), allow('no:*')));
    expect(await delegate.attempt('createGuardrail', first)).toBeUndefined();
    const { guardrails } = await server.graphql<{ guardrails: { edges: { node: { id: string } }[] } }>(
      '{ guardrails { edges { node { id } } } }',
      {},
      { realm, token: await server.adminToken() },
    );
    const id = guardrails.edges[0]?.node.id;
    const attempts = [
      ['createGuardrail', guardrail(GIVES)],
      ['updateGuardrail', { id, document: documentOf(POWER, allow('iam:*')) }],
      ['deleteGuardrail', { id }],
    ] as const;
    for (const [mutation, input] of attempts) {
      await delegate.holds(allow(`iam:*Guardrail`), POWER);
      expect(await delegate.attempt(mutation, input)).toMatchObject({ code: 'GRANT_REQUIRED' });
    }
    await delegate.holds(allow('iam:*Guardrail'));
    expect(await delegate.attempt('updateGuardrail', { id, name: next() })).toBeUndefined();
    await delegate.holds(allow('iam:*Guardrail'), allow('iam:Grant', `rn:${realm}:iam:policy/*`));
    for (const [mutation, input] of attempts) expect(await delegate.attempt(mutation, input)).toBeUndefined();
  });
});

test('the owner of a group adds members to it, and does nothing else', async () => {
  const { delegate, realm } = place;
  const [own, other] = [await holder(place, await group(place)), await holder(place, await group(place))];
  const [memberId, policyId, roleId] = [await account(place), await policy(place), await role(place)];
  const groupName = `rn:${realm}:iam:group/${own}`;
  await delegate.holds(allow('iam:Grant', groupName), allow('iam:AddGroupMembers', groupName));
  const memberIds = [memberId, delegate.id];
  expect(await delegate.attempt('addGroupMembers', { groupId: own, memberIds })).toBeUndefined();
  for (const [mutation, input] of [
    ['addGroupMembers', { groupId: other, memberIds }],
    ['removeGroupMembers', { groupId: own, memberIds }],
    ['attachPolicy', { policyId, targetId: own }],
    ['putInlinePolicy', { targetId: own, name: 'own', document: GIVES }],
    ['assignRole', { roleId, subjectId: own }],
    ['deleteGroup', { id: own }],
    ['updateGroup', { id: own, name: 'mine' }],
  ] as const) {
    expect([mutation, (await delegate.attempt(mutation, input))?.code]).toEqual([mutation, 'FORBIDDEN']);
  }
  await change(place, 'removeGroupMembers', { groupId: own, memberIds });
});

test('the guide’s example does what the guide says', async () => {
  const guide = readFileSync(path.join(ROOT, 'docs/guides/policies.md'), 'utf8');
  const [, shown = '', mutation = ''] =
    /<!-- delegated-administration -->\n\n```json\n([\s\S]*?)```\n\n```graphql\n([\s\S]*?)```/.exec(guide) ??
    [];
  const { delegate, realm } = place;
  const groupId = await holder(place, await group(place));
  const own = shown.replaceAll('rn:demo:', `rn:${realm}:`).replace('GROUP_ID', groupId);
  const document = JSON.parse(own) as { Statement: StatementElement[] };
  const add = async (accountId: string) =>
    server.graphql(mutation, { groupId, accountId }, { realm, token: delegate.token });

  await delegate.holds(...document.Statement);
  const memberId = await account(place);
  expect(await add(memberId)).toEqual({
    addGroupMembers: { results: [{ memberId, changed: true, error: null }] },
  });
  const [owner] = document.Statement;
  if (owner === undefined) throw new Error('The example has no statement.');
  await delegate.holds({ ...owner, Action: 'iam:AddGroupMembers' });
  const other = await account(place);
  expect(await add(other)).toMatchObject({
    addGroupMembers: { results: [{ memberId: other, changed: false, error: { code: 'GRANT_REQUIRED' } }] },
  });
});

test('members are answered for one by one', async () => {
  const { delegate, realm } = place;
  const groupId = await holder(place, await group(place));
  const [inside, outside] = [await account(place), await account(place)];
  await change(place, 'addGroupMembers', { groupId, memberIds: [inside] });
  await delegate.holds(allow('iam:AddGroupMembers'));
  const unknown = '0192d1f0-0000-7000-8000-000000000001';
  const { addGroupMembers } = await server.graphql<{ addGroupMembers: { results: object[] } }>(
    `mutation ($input: AddGroupMembersInput!) { addGroupMembers(input: $input) {
       ... on GroupMembersChange { results { memberId changed error { __typename code } } } } }`,
    { input: { groupId, memberIds: [inside, outside, unknown] } },
    { realm, token: delegate.token },
  );
  expect(addGroupMembers.results).toEqual([
    { memberId: inside, changed: false, error: null },
    { memberId: outside, changed: false, error: { __typename: 'ForbiddenError', code: 'GRANT_REQUIRED' } },
    { memberId: unknown, changed: false, error: { __typename: 'NotFoundError', code: 'NOT_FOUND' } },
  ]);
});

describe('a delegate of the realm system, who can assume no role of another realm', () => {
  let operator: Delegate;
  let at: Place;
  let trustEverybody: (Principal: object) => Promise<string>;

  beforeAll(async () => {
    at = { ...place, realm: await scenario.realm() };
    operator = await delegateIn(server, scenario, 'system', 'operator@example.com');
    trustEverybody = async (who) => {
      const roleId = await holder(at, await role(at));
      const document = documentOf({ Effect: 'Allow', ...who, Action: 'sts:AssumeRole' });
      await change(at, 'setTrustPolicy', { roleId, document });
      return roleId;
    };
  });

  const attempt = async (mutation: string, input: object): Promise<unknown> => {
    const inputType = `${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}Input`;
    const data = await server.graphql<Record<string, { code?: string }>>(
      `mutation ($input: ${inputType}!) { ${mutation}(input: $input) { __typename ... on Error { code } } }`,
      { input },
      { realm: at.realm, token: operator.token },
    );
    return data[mutation]?.code;
  };

  test.each([
    ['everybody', () => ({ Principal: '*' })],
    ['the realm', () => ({ Principal: { Reeve: at.realm } })],
  ])('cannot let somebody assume a role that trusts %s', async (_whom, who) => {
    const roleId = await trustEverybody(who());
    const targetId = await account(at);
    const assume = allow('sts:AssumeRole', `rn:${at.realm}:iam:role/${roleId}`);
    const input = { targetId, name: 'way', document: documentOf(assume) };
    await operator.holds(allow('iam:PutInlinePolicy'), allow('sts:AssumeRole'));
    expect(await attempt('putInlinePolicy', input)).toBe('GRANT_REQUIRED');
    await operator.holds(allow('iam:PutInlinePolicy'), allow('sts:AssumeRole'), POWER);
    expect(await attempt('putInlinePolicy', input)).toBeUndefined();
    await change(at, 'deleteRole', { id: roleId });
  });

  test('cannot become an account that may assume one, since all may', async () => {
    const accountId = await account(at);
    const input = { accountId, password: STRONG_PASSWORD };
    await operator.holds(allow('iam:ResetPassword'));
    expect(await attempt('resetPassword', input)).toBeUndefined();
    await trustEverybody({ Principal: '*' });
    expect(await attempt('resetPassword', input)).toBe('GRANT_REQUIRED');
  });
});

test('what gives nothing to anybody needs no grant', async () => {
  const { delegate } = place;
  const may = [
    'iam:CreatePolicy*',
    'iam:SetDefaultPolicyVersion',
    'iam:SetPermissionsBoundary',
    'iam:AttachPolicy',
  ];
  await delegate.holds(...may.map((action) => allow(action)), allow('iam:UpdateAccount'));
  const policyId = await policy(place);
  const targetId = await account(place);
  for (const [mutation, input] of [
    ['createPolicy', { name: next(), document: GIVES }],
    ['createPolicyVersion', { policyId, document: documentOf(allow('*')), setAsDefault: true }],
    ['setDefaultPolicyVersion', { policyId, number: 1 }],
    ['attachPolicy', { policyId: await policy(place, TAKES), targetId }],
    ['setPermissionsBoundary', { policyId, targetId }],
    ['updateAccount', { id: targetId, name: 'Ada', attributes: { colour: 'red' } }],
  ] as const) {
    expect([mutation, await delegate.attempt(mutation, input)]).toEqual([mutation, undefined]);
  }
});
