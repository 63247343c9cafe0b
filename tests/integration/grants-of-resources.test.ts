import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { StatementElement } from '../../src/decision/document.js';
import { delegateIn, type Delegate } from '../support/delegate.js';
import { STRONG_PASSWORD } from '../support/passwords.js';
import { createScenario, type Scenario } from '../support/scenario.js';
import { startServer, type TestServer } from '../support/server.js';

// What resources and roles allow to everybody, and to some not, counts where power is passed on.

let server: TestServer;
let scenario: Scenario;
let realm: string;
let delegate: Delegate;
/** An account that has nothing of its own, and one that is denied in the delegate's place. */
let target: string;
let other: string;

beforeAll(async () => {
  server = await startServer({ env: { REEVE_RATE_LIMIT: 'off', DATA_DIR: ':memory:' } });
  scenario = createScenario(server);
  realm = await scenario.realm();
  delegate = await delegateIn(server, scenario, realm, 'delegate@example.com');
  [target, other] = [await account('target@example.com'), await account('other@example.com')];
});
afterAll(() => server.stop());

const allow = (Action: string, Resource = '*') => ({ Effect: 'Allow', Action, Resource }) as const;
const documentOf = (...Statement: object[]) => ({ Version: '2012-10-17', Statement });
const change = (mutation: string, input: object): Promise<unknown> => scenario.mutate(realm, mutation, input);
const make = async (mutation: string, input: object, type: string): Promise<string> =>
  (await scenario.mutate<{ id: string }>(realm, mutation, input, `... on ${type} { id }`)).id;
const account = (email: string): Promise<string> => make('createAccount', { email }, 'Account');
const nameOf = (id: string): string => `rn:${realm}:iam:account/${id}`;
const open = (Effect: string, Principal: object, more: object = {}) => ({
  Effect,
  Action: 'vault:Open',
  ...Principal,
  ...more,
});
const EVERYBODY = { Principal: '*' };
const only = (id: string) => ({ Principal: { Reeve: nameOf(id) } });
const allBut = (...ids: string[]) => ({ NotPrincipal: { Reeve: ids.map(nameOf) } });

/** What came of the delegate's taking over the account. */
async function takeOver(): Promise<string | undefined> {
  const input = { accountId: target, password: STRONG_PASSWORD };
  return (await delegate.attempt('resetPassword', input))?.code;
}

describe('taking over an account, where a resource policy allows something to everybody', () => {
  const resource = 'rn:bank:vault:door/1';
  const has = (...statements: object[]): Promise<unknown> =>
    change('setResourcePolicy', { resource, document: documentOf(...statements) });

  beforeEach(() => delegate.holds(allow('iam:ResetPassword')));
  afterEach(() => change('removeResourcePolicy', { resource }));

  test.each<readonly [string, () => readonly object[], string | undefined]>([
    ['also to the delegate', () => [open('Allow', EVERYBODY)], undefined],
    [
      'and denies it to him',
      () => [open('Allow', EVERYBODY), open('Deny', only(delegate.id))],
      'GRANT_REQUIRED',
    ],
    [
      'and denies it to somebody else',
      () => [open('Allow', EVERYBODY), open('Deny', only(other))],
      undefined,
    ],
    [
      'and denies it to all but him',
      () => [open('Allow', EVERYBODY), open('Deny', allBut(delegate.id))],
      undefined,
    ],
    [
      'and denies it to all but some others',
      () => [open('Allow', EVERYBODY), open('Deny', allBut(target, other))],
      'GRANT_REQUIRED',
    ],
    ['but him', () => [open('Allow', allBut(delegate.id))], 'GRANT_REQUIRED'],
    ['but somebody else', () => [open('Allow', allBut(other))], undefined],
    [
      'and denies it under a condition that holds of him',
      () => [
        open('Allow', EVERYBODY),
        open('Deny', EVERYBODY, { Condition: { StringNotEquals: { 'aws:PrincipalTag/team': 'red' } } }),
      ],
      'GRANT_REQUIRED',
    ],
    [
      'and denies it under a condition that does not',
      () => [
        open('Allow', EVERYBODY),
        open('Deny', EVERYBODY, { Condition: { StringEquals: { 'aws:username': 'other@example.com' } } }),
      ],
      undefined,
    ],
    ['and denies it to all', () => [open('Allow', EVERYBODY), open('Deny', EVERYBODY)], undefined],
  ])('%s', async (_whom, statements, refusal) => {
    await has(...statements());
    expect(await takeOver()).toBe(refusal);
  });

  test('and the delegate’s boundary does not', async () => {
    await has(open('Allow', EVERYBODY));
    const bound = async (name: string, ...statements: StatementElement[]): Promise<void> => {
      const policyId = await make('createPolicy', { name, document: documentOf(...statements) }, 'Policy');
      await change('setPermissionsBoundary', { policyId, targetId: delegate.id });
    };
    await bound('narrow', allow('iam:*'));
    expect(await takeOver()).toBe('GRANT_REQUIRED');
    await bound('wide', allow('iam:*'), allow('vault:*', 'rn:bank:*'));
    expect(await takeOver()).toBeUndefined();
    await change('removePermissionsBoundary', { targetId: delegate.id });
  });

  test('and a Deny of the delegate’s own takes it from him', async () => {
    await has(open('Allow', EVERYBODY));
    await delegate.holds(allow('iam:ResetPassword'), { Effect: 'Deny', Action: 'vault:*', Resource: '*' });
    expect(await takeOver()).toBe('GRANT_REQUIRED');
    await delegate.holds(allow('iam:ResetPassword'), {
      Effect: 'Deny',
      Action: 'iam:Delete*',
      Resource: '*',
    });
    expect(await takeOver()).toBeUndefined();
  });
});

describe('taking over an account that may assume a role which', () => {
  let roleId: string;
  beforeAll(async () => {
    roleId = await make('createRole', { name: 'opener' }, 'Role');
    const document = documentOf(allow('vault:Open', 'rn:bank:vault:door/*'));
    await change('putInlinePolicy', { targetId: roleId, name: 'opens', document });
    await delegate.holds(allow('iam:ResetPassword'));
  });
  afterAll(() => change('deleteRole', { id: roleId }));
  const assume = (Effect: string, Principal: object) => ({ Effect, ...Principal, Action: 'sts:AssumeRole' });

  test.each<readonly [string, () => readonly object[], string | undefined]>([
    ['trusts everybody', () => [assume('Allow', EVERYBODY)], undefined],
    [
      'trusts everybody but him',
      () => [assume('Allow', EVERYBODY), assume('Deny', only(delegate.id))],
      'GRANT_REQUIRED',
    ],
    [
      'trusts everybody but somebody else',
      () => [assume('Allow', EVERYBODY), assume('Deny', only(other))],
      undefined,
    ],
    [
      'trusts the whole realm but him',
      () => [assume('Allow', { Principal: { Reeve: realm } }), assume('Deny', only(delegate.id))],
      undefined,
    ],
  ])('%s', async (_whom, statements, refusal) => {
    await change('setTrustPolicy', { roleId, document: documentOf(...statements()) });
    expect(await takeOver()).toBe(refusal);
  });

  test('nor can he let somebody assume it whom it does not deny', async () => {
    const statements = [assume('Allow', { Principal: { Reeve: realm } }), assume('Deny', only(delegate.id))];
    await change('setTrustPolicy', { roleId, document: documentOf(...statements) });
    const way = documentOf(allow('sts:AssumeRole', `rn:${realm}:iam:role/${roleId}`));
    const input = { targetId: other, name: 'way', document: way };
    await delegate.holds(allow('iam:PutInlinePolicy'), allow('sts:AssumeRole'));
    expect(await delegate.attempt('putInlinePolicy', input)).toMatchObject({ code: 'GRANT_REQUIRED' });
    const statement = assume('Allow', { Principal: { Reeve: realm } });
    await change('setTrustPolicy', { roleId, document: documentOf(statement) });
    expect(await delegate.attempt('putInlinePolicy', input)).toBeUndefined();
  });
});

describe('what a resource denies', () => {
  const resource = 'rn:bank:vault:door/2';
  const input = (): object => ({
    targetId: other,
    name: 'doors',
    document: documentOf(allow('vault:Open', 'rn:bank:vault:door/*')),
  });

  test.each<readonly [string, () => object, string | undefined]>([
    ['to the delegate, he cannot give to others', () => only(delegate.id), 'GRANT_REQUIRED'],
    ['to everybody, takes nothing from him in particular', () => EVERYBODY, undefined],
    ['to somebody else is his to give', () => only(other), undefined],
  ])('%s', async (_whom, whom, refusal) => {
    await delegate.holds(allow('iam:PutInlinePolicy'), allow('vault:Open', 'rn:bank:vault:*'));
    await change('setResourcePolicy', { resource, document: documentOf(open('Deny', whom())) });
    expect((await delegate.attempt('putInlinePolicy', input()))?.code).toBe(refusal);
    await change('removeResourcePolicy', { resource });
  });
});

test('a delegate of the realm system, who is nobody to resources, cannot become one to whom they allow something', async () => {
  const operator = await delegateIn(server, scenario, 'system', 'operator@example.com');
  const resource = 'rn:bank:vault:door/3';
  await change('setResourcePolicy', { resource, document: documentOf(open('Allow', EVERYBODY)) });
  const attempt = async (): Promise<unknown> => {
    const data = await server.graphql<{ resetPassword: { code?: string } }>(
      `mutation ($input: ResetPasswordInput!) { resetPassword(input: $input) { __typename ... on Error { code } } }`,
      { input: { accountId: target, password: STRONG_PASSWORD } },
      { realm, token: operator.token },
    );
    return data.resetPassword.code;
  };
  await operator.holds(allow('iam:ResetPassword'));
  expect(await attempt()).toBe('GRANT_REQUIRED');
  await operator.holds(allow('iam:ResetPassword'), allow('vault:Open'));
  expect(await attempt()).toBeUndefined();
});
