import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { delegateIn, type Delegate } from '../support/delegate.js';
import { STRONG_PASSWORD } from '../support/passwords.js';
import { createScenario, type Scenario } from '../support/scenario.js';
import { startServer, type TestServer } from '../support/server.js';

// The ways to become an administrator that Rhino Security Labs has published for AWS ("AWS IAM Privilege Escalation
// Methods"), by their names there, each with the one permission that AWS users are often given without a thought.

let server: TestServer;
let scenario: Scenario;
let realm: string;
let mallory: Delegate;
/** AdministratorAccess, and the role that has it. */
let administratorAccess: string;
let administratorRole: string;

beforeAll(async () => {
  server = await startServer({ env: { REEVE_RATE_LIMIT: 'off', DATA_DIR: ':memory:' } });
  scenario = createScenario(server);
  realm = await scenario.realm({ selfWritableAttributes: ['team'] });
  mallory = await delegateIn(server, scenario, realm, 'mallory@example.com');
  const found = await server.graphql<{
    policy: { id: string };
    roles: { edges: { node: { id: string } }[] };
  }>(
    '{ policy(name: "AdministratorAccess") { id } roles(filter: { namePrefix: "administrator" }) { edges { node { id } } } }',
    {},
    { realm, token: await server.adminToken() },
  );
  administratorAccess = found.policy.id;
  administratorRole = found.roles.edges[0]?.node.id ?? '';
});
afterAll(() => server.stop());
beforeEach(() => mallory.holds());

const EVERYTHING = { Effect: 'Allow', Action: '*', Resource: '*' } as const;
const documentOf = (statement: object) => ({ Version: '2012-10-17', Statement: [statement] });

let made = 0;
const next = (): string => `e${(made += 1)}`;
const admin = (mutation: string, input: object): Promise<unknown> => scenario.mutate(realm, mutation, input);
const make = async (mutation: string, input: object, type: string): Promise<string> =>
  (await scenario.mutate<{ id: string }>(realm, mutation, input, `... on ${type} { id }`)).id;
const group = (): Promise<string> => make('createGroup', { name: next() }, 'Group');
const role = (): Promise<string> => make('createRole', { name: next() }, 'Role');
const policy = (document: object): Promise<string> =>
  make('createPolicy', { name: next(), document }, 'Policy');
const service = (): Promise<string> => make('createAccount', { kind: 'SERVICE', name: next() }, 'Account');

async function isAdministrator(): Promise<boolean> {
  const { data } = await server.graphqlRaw<{ roles: object }>(
    '{ roles { pageInfo { hasNextPage } } }',
    {},
    { realm, token: mallory.token },
  );
  return data?.roles !== undefined;
}

/** What Mallory tries with one permission is refused for what it would give, and gives her nothing. */
async function refused(action: string, mutation: string, input: object): Promise<void> {
  await mallory.holds({ Effect: 'Allow', Action: action, Resource: '*' });
  expect(await mallory.attempt(mutation, input)).toMatchObject({ code: 'GRANT_REQUIRED' });
  expect(await isAdministrator()).toBe(false);
}

describe('iam', () => {
  test('CreatePolicyVersion', async () => {
    const policyId = await policy(documentOf({ ...EVERYTHING, Action: 'orders:Read' }));
    await admin('attachPolicy', { policyId, targetId: mallory.id });
    const input = { policyId, document: documentOf(EVERYTHING), setAsDefault: true };
    await refused('iam:CreatePolicyVersion', 'createPolicyVersion', input);
  });

  test('SetDefaultPolicyVersion', async () => {
    const policyId = await policy(documentOf({ ...EVERYTHING, Action: 'orders:Read' }));
    await admin('createPolicyVersion', { policyId, document: documentOf(EVERYTHING) });
    await admin('attachPolicy', { policyId, targetId: mallory.id });
    await refused('iam:SetDefaultPolicyVersion', 'setDefaultPolicyVersion', { policyId, number: 2 });
  });

  test('AttachUserPolicy', async () => {
    const input = { policyId: administratorAccess, targetId: mallory.id };
    await refused('iam:AttachPolicy', 'attachPolicy', input);
  });

  test('AttachGroupPolicy', async () => {
    const groupId = await group();
    await admin('addGroupMembers', { groupId, memberIds: [mallory.id] });
    const input = { policyId: administratorAccess, targetId: groupId };
    await refused('iam:AttachPolicy', 'attachPolicy', input);
  });

  test('AttachRolePolicy', async () => {
    const roleId = await role();
    await admin('assignRole', { roleId, subjectId: mallory.id });
    await refused('iam:AttachPolicy', 'attachPolicy', { policyId: administratorAccess, targetId: roleId });
  });

  test('PutUserPolicy', async () => {
    const input = { targetId: mallory.id, name: 'mine', document: documentOf(EVERYTHING) };
    await refused('iam:PutInlinePolicy', 'putInlinePolicy', input);
  });

  test('PutGroupPolicy', async () => {
    const targetId = await group();
    await admin('addGroupMembers', { groupId: targetId, memberIds: [mallory.id] });
    const input = { targetId, name: 'mine', document: documentOf(EVERYTHING) };
    await refused('iam:PutInlinePolicy', 'putInlinePolicy', input);
  });

  test('PutRolePolicy', async () => {
    const targetId = await role();
    await admin('assignRole', { roleId: targetId, subjectId: mallory.id });
    const input = { targetId, name: 'mine', document: documentOf(EVERYTHING) };
    await refused('iam:PutInlinePolicy', 'putInlinePolicy', input);
  });

  test('AddUserToGroup', async () => {
    const groupId = await group();
    await admin('attachPolicy', { policyId: administratorAccess, targetId: groupId });
    await refused('iam:AddGroupMembers', 'addGroupMembers', { groupId, memberIds: [mallory.id] });
  });

  test('UpdateAssumeRolePolicy, then AssumeRole', async () => {
    const roleId = await role();
    await admin('attachPolicy', { policyId: administratorAccess, targetId: roleId });
    const Principal = { Reeve: `rn:${realm}:iam:account/${mallory.id}` };
    const document = documentOf({ Effect: 'Allow', Principal, Action: 'sts:AssumeRole' });
    await refused('iam:SetTrustPolicy', 'setTrustPolicy', { roleId, document });
  });

  test('CreateLoginProfile: the password of one who has none', async () => {
    const accountId = await make('createAccount', { email: `${next()}@example.com` }, 'Account');
    await admin('assignRole', { roleId: administratorRole, subjectId: accountId });
    const input = { accountId, password: STRONG_PASSWORD, mustChange: false };
    await refused('iam:ResetPassword', 'resetPassword', input);
  });

  test('UpdateLoginProfile: the password of one who has one', async () => {
    const accountId = await scenario.user(realm, `${next()}@example.com`);
    await admin('assignRole', { roleId: administratorRole, subjectId: accountId });
    const input = { accountId, password: STRONG_PASSWORD, mustChange: false };
    await refused('iam:ResetPassword', 'resetPassword', input);
  });

  test('CreateAccessKey: a secret of a service', async () => {
    const accountId = await service();
    await admin('assignRole', { roleId: administratorRole, subjectId: accountId });
    await refused('iam:CreateAccountSecret', 'createAccountSecret', { accountId });
  });

  test('PassRole: a role for a service that is under control', async () => {
    const subjectId = await service();
    await refused('iam:AssignRole', 'assignRole', { roleId: administratorRole, subjectId });
  });

  test('DeleteUserPermissionsBoundary', async () => {
    const targetId = mallory.id;
    const wide = { Effect: 'Allow', Action: ['iam:RemovePermissionsBoundary', 'orders:*'], Resource: '*' };
    await admin('setPermissionsBoundary', { policyId: await policy(documentOf(wide)), targetId });
    await refused('iam:RemovePermissionsBoundary', 'removePermissionsBoundary', { targetId });
    await admin('removePermissionsBoundary', { targetId });
  });

  test('PutUserPermissionsBoundary', async () => {
    const targetId = mallory.id;
    const wide = { Effect: 'Allow', Action: ['iam:SetPermissionsBoundary', 'orders:*'], Resource: '*' };
    await admin('setPermissionsBoundary', { policyId: await policy(documentOf(wide)), targetId });
    const input = { policyId: administratorAccess, targetId };
    await refused('iam:SetPermissionsBoundary', 'setPermissionsBoundary', input);
    await admin('removePermissionsBoundary', { targetId });
  });

  test('PutRolePermissionsBoundary', async () => {
    const [targetId, none] = [await role(), await policy(documentOf({ ...EVERYTHING, Action: 'no:Thing' }))];
    await admin('attachPolicy', { policyId: administratorAccess, targetId });
    await admin('setPermissionsBoundary', { policyId: none, targetId });
    await admin('assignRole', { roleId: targetId, subjectId: mallory.id });
    const input = { policyId: administratorAccess, targetId };
    await refused('iam:SetPermissionsBoundary', 'setPermissionsBoundary', input);
  });

  test('DetachUserPolicy and DeleteUserPolicy of a Deny', async () => {
    const deny = { Effect: 'Deny', Action: 'iam:*', Resource: 'rn:*:iam:key/*' };
    const input = { policyId: await policy(documentOf(deny)), targetId: mallory.id };
    await admin('attachPolicy', input);
    await refused('iam:DetachPolicy', 'detachPolicy', input);
    const inline = { targetId: mallory.id, name: 'no-keys' };
    await admin('putInlinePolicy', { ...inline, document: documentOf(deny) });
    await refused('iam:DeleteInlinePolicy', 'deleteInlinePolicy', inline);
  });

  test('TagUser: an attribute by which a policy gives everything', async () => {
    const Condition = { StringEquals: { 'aws:PrincipalTag/team': 'root' } };
    const policyId = await policy(documentOf({ ...EVERYTHING, Condition }));
    await admin('attachPolicy', { policyId, targetId: mallory.id });
    const input = { id: mallory.id, attributes: { team: 'root' } };
    await refused('iam:UpdateAccount', 'updateAccount', input);
    await refused('no:Thing', 'updateAccount', input);
  });

  test('TagResource: a tag by which one’s own permission reaches another resource', async () => {
    const Condition = { StringEquals: { 'aws:ResourceTag/owner': 'mallory' } };
    const own = { Effect: 'Allow', Action: 'vault:Open', Resource: '*', Condition } as const;
    const policyId = await policy(documentOf(own));
    await admin('attachPolicy', { policyId, targetId: mallory.id });
    const resource = { type: 'vault/door', id: next() };
    await admin('registerResources', { resources: [{ ...resource, tags: { owner: 'alice' } }] });
    const resources = [{ ...resource, tags: { owner: 'mallory' } }];
    await refused('iam:RegisterResource', 'registerResources', { resources });
  });

  test('a resource policy that names oneself', async () => {
    const Principal = { Reeve: `rn:${realm}:iam:account/${mallory.id}` };
    const document = documentOf({ Effect: 'Allow', Principal, Action: 'vault:*', Resource: '*' });
    const input = { resource: 'rn:bank:vault:door/1', document };
    await refused('iam:SetResourcePolicy', 'setResourcePolicy', input);
  });
});

test('an administrator does all of it', async () => {
  const [groupId, roleId] = [await group(), await role()];
  await admin('attachPolicy', { policyId: administratorAccess, targetId: groupId });
  await admin('addGroupMembers', { groupId, memberIds: [mallory.id] });
  expect(await isAdministrator()).toBe(true);
  const input = { policyId: administratorAccess, targetId: roleId };
  expect(await mallory.attempt('attachPolicy', input)).toBeUndefined();
  await admin('removeGroupMembers', { groupId, memberIds: [mallory.id] });
});
