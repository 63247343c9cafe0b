import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { decodeJwt } from 'jose';
import { newId } from '../../src/kernel/ids.js';
import { STRONG_PASSWORD } from '../support/passwords.js';
import { createScenario, startTwoServers, type Scenario } from '../support/scenario.js';
import type { TestServer } from '../support/server.js';

/** The second process reads what the first one's store holds. */
let server: TestServer;
let second: TestServer;
let scenario: Scenario;
let realm: string;
let account: string;
let token: string;
let role: string;

const ACTION = 'orders:Read';
const RESOURCE = 'rn:any:thing';

beforeAll(async () => {
  [server, second] = await startTwoServers();
  scenario = createScenario(server);
  realm = await scenario.realm({ tokens: { signingAlgorithm: 'EdDSA' } });
}, 60_000);
afterAll(async () => {
  await second.stop();
  await server.stop();
});
/** True once a test has changed the account, its login or the role: the next one gets others. */
let changed = true;
beforeEach(async () => {
  if (changed) await fresh();
  changed = false;
});

async function fresh(): Promise<void> {
  const email = `${newId()}@example.com`;
  account = await scenario.user(realm, email);
  token = (await server.login(realm, email, STRONG_PASSWORD)).body.access_token;
  role = await makeRole(newId(), allow('orders:*'));
}

const allow = (Action: string | string[], more: object = {}) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action, Resource: '*', ...more }],
});
const trusting = (Principal: unknown, more: object = {}) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal, Action: ['sts:AssumeRole', 'sts:TagSession'], ...more }],
});
const me = () => ({ Reeve: `rn:${realm}:iam:account/${account}` });
const idOf = async (name: string, input: object, type: string): Promise<string> =>
  (await scenario.mutate<{ id: string }>(realm, name, input, `... on ${type} { id }`)).id;

const change = (name: string, input: object): Promise<unknown> => {
  changed = true;
  return scenario.mutate(realm, name, input);
};

/** A role with an inline policy, which the account may assume unless told otherwise. */
async function makeRole(
  name: string,
  document: object,
  trust: object | null = trusting(me()),
): Promise<string> {
  const roleId = await idOf('createRole', { name }, 'Role');
  await scenario.mutate(realm, 'putInlinePolicy', { targetId: roleId, name: 'own', document });
  if (trust !== null) await scenario.mutate(realm, 'setTrustPolicy', { roleId, document: trust });
  return roleId;
}

interface Assumed {
  readonly access_token: string;
  readonly expires_in: number;
  readonly principal: string;
  readonly code?: string;
  readonly detail?: string;
}

const assume = (input: object = {}, by = token) =>
  server.postJson<Assumed>(
    `/realms/${realm}/assume-role`,
    { roleId: role, sessionName: 'night-shift', ...input },
    { token: by },
  );

async function assumed(input: object = {}, by = token): Promise<string> {
  const { status, body } = await assume(input, by);
  expect({ status, body }).toMatchObject({ status: 200 });
  return body.access_token;
}

/** What a question about oneself answers; the code of the error where the token is refused. */
async function may(by: string, action = ACTION, resource = RESOURCE, where = server): Promise<unknown> {
  const answer = await where.postJson<{ code?: string; data?: { isAuthorized: { allowed: boolean } } }>(
    '/graphql',
    {
      query: 'query ($input: AuthorizationInput!) { isAuthorized(input: $input) { allowed } }',
      variables: { input: { action, resource: resource.replace('rn:any', `rn:${realm}`) } },
    },
    { token: by, headers: { 'x-realm': realm } },
  );
  return answer.body.data?.isAuthorized.allowed ?? answer.body;
}

/** What `may` answers of a token that is good for nothing any more. */
const REFUSED = expect.objectContaining({ status: 401 });

describe('assuming a role', () => {
  test('gives what the role has, and nothing that the account has by itself', async () => {
    await change('putInlinePolicy', {
      targetId: account,
      name: 'own',
      document: allow('invoices:Read'),
    });
    const session = await assumed();
    expect([await may(token), await may(token, 'invoices:Read')]).toEqual([false, true]);
    expect([await may(session), await may(session, 'invoices:Read')]).toEqual([true, false]);
    // Nor what everybody may do to himself.
    const own = await server.graphqlRaw(
      'query ($id: ID!) { account(id: $id) { email } sessions(accountId: $id) { edges { node { id } } } }',
      { id: account },
      { realm, token: session },
    );
    expect(JSON.stringify(own)).not.toContain('@example.com');
    expect(own.errors?.[0]?.extensions?.['code']).toBe('FORBIDDEN');
  });

  test('is bounded by the boundary of the role and by guardrails', async () => {
    const session = await assumed();
    const policyId = await idOf('createPolicy', { name: newId(), document: allow('orders:List') }, 'Policy');
    await change('setPermissionsBoundary', { policyId, targetId: role });
    expect([await may(session), await may(session, 'orders:List')]).toEqual([false, true]);
  });

  test('over GraphQL says whose session it is', async () => {
    const input = { roleId: role, sessionName: 'a@b', tags: [{ key: 'team', value: 'red' }] };
    const { assumeRole } = await server.graphql<{ assumeRole: Record<string, unknown> }>(
      `mutation ($input: AssumeRoleInput!) { assumeRole(input: $input) { ... on AssumedRole {
         accessToken expiresIn session { principal name roleId accountId tags { key value } policy } } } }`,
      { input },
      { realm, token },
    );
    const principal = `rn:${realm}:iam:role-session/${role}/a@b`;
    const named = { principal, name: 'a@b', roleId: role, accountId: account };
    const session = { ...named, policy: null, tags: input.tags };
    expect(assumeRole).toMatchObject({ expiresIn: 3600, session });
    const seen = await server.graphql(
      '{ viewer { id } roleSession { principal name roleId accountId } }',
      {},
      { realm, token: String(assumeRole['accessToken']) },
    );
    expect(seen).toEqual({ viewer: null, roleSession: named });
    expect(await server.graphql('{ roleSession { name } viewer { id } }', {}, { realm, token })).toEqual({
      roleSession: null,
      viewer: { id: account },
    });
  });

  test('gives a token whose subject is the role session, and which names the account', async () => {
    const session = await assumed({ tags: [{ key: 'team', value: 'red' }], policy: allow('orders:Read') });
    const claims = decodeJwt(session);
    const sub = `${role}:night-shift`;
    expect(claims).toMatchObject({
      sub,
      act: { sub: account },
      client_id: 'reeve',
      roles: [expect.any(String)],
      groups: [],
      role_session: { role, role_name: expect.any(String), name: 'night-shift', tags: { team: 'red' } },
    });
    const userinfo = await server.get(`/realms/${realm}/userinfo`, { token: session });
    expect(userinfo.body).toEqual({ sub, name: 'night-shift' });
    const service = await scenario.service(realm);
    const { body } = await server.postForm(
      `/realms/${realm}/introspect`,
      { token: session },
      { headers: { authorization: service.basic } },
    );
    expect(body).toMatchObject({
      active: true,
      sub,
      act: { sub: account },
      role_session: { name: 'night-shift' },
    });
  });

  test('is asked about in the words of AuthZEN by its subject', async () => {
    const session = await assumed();
    const ask = async (id: string, name: string) =>
      server.postJson(
        `/realms/${realm}/access/v1/evaluation`,
        { subject: { type: 'user', id }, action: { name }, resource: { type: 'orders', id: '1' } },
        { token: session },
      );
    const { sub } = decodeJwt(session);
    expect((await ask(String(sub), 'Read')).body).toMatchObject({ decision: true });
    expect((await ask(account, 'Read')).status).toBe(403);
  });
});

describe('a trust policy', () => {
  const outcome = async (trust: object | null, input: object = {}, by = token): Promise<string> => {
    const roleId = await makeRole(newId(), allow('orders:Read'), trust);
    const { status, body } = await assume({ roleId, ...input }, by);
    return status === 200 ? 'assumed' : String(body.code);
  };

  test('decides: the account, its realm with a policy of its own, everybody', async () => {
    expect(await outcome(trusting(me()))).toBe('assumed');
    expect(await outcome(trusting('*'))).toBe('assumed');
    expect(await outcome(null)).toBe('NOT_FOUND');
    expect(await outcome(trusting({ Reeve: `rn:${realm}:iam:account/${role}` }))).toBe('NOT_FOUND');
    // Naming the realm only delegates to what its accounts have by themselves.
    const byRealm = trusting({ Reeve: realm });
    expect(await outcome(byRealm)).toBe('NOT_FOUND');
    const document = allow('sts:AssumeRole');
    await change('putInlinePolicy', { targetId: account, name: 'sts', document });
    expect(await outcome(byRealm)).toBe('assumed');
    // What the account has by itself is not enough.
    expect(await outcome(null)).toBe('NOT_FOUND');
  });

  test('whose Deny names the account takes it away', async () => {
    const trust = trusting('*');
    trust.Statement.push({ ...trusting(me()).Statement[0], Effect: 'Deny' } as never);
    expect(await outcome(trust)).toBe('NOT_FOUND');
  });

  test.each([
    [
      'sts:ExternalId',
      { StringEquals: { 'sts:ExternalId': 'abc' } },
      { externalId: 'abc' },
      { externalId: 'xyz' },
    ],
    [
      'sts:RoleSessionName',
      { StringLike: { 'sts:RoleSessionName': 'ops-*' } },
      { sessionName: 'ops-1' },
      { sessionName: 'dev-1' },
    ],
    [
      'aws:RequestTag',
      { StringEquals: { 'aws:RequestTag/team': 'red' } },
      { tags: [{ key: 'team', value: 'red' }] },
      { tags: [{ key: 'team', value: 'blue' }] },
    ],
    [
      'aws:TagKeys',
      { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['team'] } },
      { tags: [{ key: 'team', value: 'red' }] },
      { tags: [{ key: 'root', value: 'red' }] },
    ],
  ])('sees %s', async (_key, Condition, good, bad) => {
    const trust = trusting(me(), { Condition });
    expect(await outcome(trust, good)).toBe('assumed');
    expect(await outcome(trust, bad)).toBe('NOT_FOUND');
  });

  test('sees from where the request comes, and that nobody proved a second factor', async () => {
    const from = (range: string) => trusting(me(), { Condition: { IpAddress: { 'aws:SourceIp': range } } });
    expect(await outcome(from('127.0.0.0/8'))).toBe('assumed');
    expect(await outcome(from('10.0.0.0/8'))).toBe('NOT_FOUND');
    const mfa = (wanted: string) =>
      trusting(me(), { Condition: { Bool: { 'aws:MultiFactorAuthPresent': wanted } } });
    expect(await outcome(mfa('true'))).toBe('NOT_FOUND');
    expect(await outcome(mfa('false'))).toBe('assumed');
  });

  test('must allow sts:TagSession too where there are tags', async () => {
    const trust = trusting(me(), { Action: 'sts:AssumeRole' });
    expect(await outcome(trust)).toBe('assumed');
    expect(await outcome(trust, { tags: [{ key: 'team', value: 'red' }] })).toBe('NOT_FOUND');
  });

  test('says no with a reason to those who may read the role', async () => {
    const roleId = await makeRole(newId(), allow('orders:Read'), null);
    const document = allow('iam:GetRole');
    await change('putInlinePolicy', { targetId: account, name: 'see', document });
    expect((await assume({ roleId })).body.code).toBe('FORBIDDEN');
    expect((await assume({ roleId: account })).body.code).toBe('NOT_FOUND');
  });

  test('names a role by its id: another role of the same name is another', async () => {
    const first = await idOf('createRole', { name: 'robot' }, 'Role');
    const trust = trusting(me());
    await change('setTrustPolicy', { roleId: first, document: trust });
    const byRobot = await makeRole(
      'by-robot',
      allow('orders:Read'),
      trusting({ Reeve: `rn:${realm}:iam:role/${first}` }),
    );
    const robot = await assumed({ roleId: first });
    expect((await assume({ roleId: byRobot }, robot)).status).toBe(200);
    await change('deleteRole', { id: first });
    const again = await idOf('createRole', { name: 'robot' }, 'Role');
    await change('setTrustPolicy', { roleId: again, document: trust });
    const impostor = await assumed({ roleId: again });
    expect((await assume({ roleId: byRobot }, impostor)).body.code).toBe('NOT_FOUND');
  });

  test('lets a service in by its account, for as long as its secret lives', async () => {
    const service = await scenario.service(realm);
    const { body } = await server.postForm<{ access_token: string }>(
      `/realms/${realm}/token`,
      { grant_type: 'client_credentials' },
      { headers: { authorization: service.basic } },
    );
    const trust = trusting({ Reeve: `rn:${realm}:iam:account/${service.id}` });
    await change('setTrustPolicy', { roleId: role, document: trust });
    const session = await assumed({}, body.access_token);
    expect(await may(session)).toBe(true);
    expect(decodeJwt(session)['client_id']).toBe(service.id);
    const input = { accountId: service.id, secretId: service.secretId };
    await change('revokeAccountSecret', input);
    expect(await may(session)).toEqual(REFUSED);
  });

  test('is not for administrators of system, who have no account here', async () => {
    const answer = await server.graphqlRaw<{ assumeRole: object }>(
      'mutation ($input: AssumeRoleInput!) { assumeRole(input: $input) { ... on Error { code } } }',
      { input: { roleId: role, sessionName: 'root' } },
      { realm, token: await server.adminToken() },
    );
    expect(answer.data).toEqual({ assumeRole: { code: 'FORBIDDEN' } });
    const rest = await assume({}, await server.adminToken());
    expect(rest.status).toBe(401);
  });

  test('is what questions about assuming a role see', async () => {
    const resource = `rn:any:iam:role/${role}`;
    expect(await may(token, 'sts:AssumeRole', resource)).toBe(true);
    // It says nothing about any other action on the role.
    await change('setTrustPolicy', {
      roleId: role,
      document: trusting(me(), { Action: '*' }),
    });
    expect(await may(token, 'iam:DeleteRole', resource)).toBe(false);
  });
});

describe('a session policy', () => {
  test('takes away, and gives nothing', async () => {
    const session = await assumed({ policy: allow(['orders:Read', 'invoices:Read']) });
    expect([
      await may(session),
      await may(session, 'orders:Write'),
      await may(session, 'invoices:Read'),
    ]).toEqual([true, false, false]);
  });

  test('is refused with the pointer of what is wrong', async () => {
    const policy = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'x:Y', Resource: 7 }] };
    const { assumeRole } = await server.graphql<{
      assumeRole: { code: string; issues: { pointer: string }[] };
    }>(
      `mutation ($input: AssumeRoleInput!) { assumeRole(input: $input) {
         ... on InvalidPolicyError { code issues { pointer } } } }`,
      { input: { roleId: role, sessionName: 'x1', policy } },
      { realm, token },
    );
    expect(assumeRole).toEqual({ code: 'INVALID_POLICY', issues: [{ pointer: '/Statement/0/Resource' }] });
    const withPrincipal = { ...trusting('*') };
    expect((await assume({ policy: withPrincipal })).body.code).toBe('INVALID_POLICY');
    const long = allow(Array.from({ length: 300 }, (_, index) => `orders:Action${index}`));
    const tooLong = await assume({ policy: long });
    expect([tooLong.status, tooLong.body.code]).toEqual([400, 'INVALID_POLICY']);
  });
});

/** A role that may read orders in a session with the tag team=red. */
function redTeamRole(): Promise<string> {
  const Condition = { StringEquals: { 'aws:PrincipalTag/team': 'red' } };
  return makeRole(newId(), allow('orders:Read', { Condition }));
}

describe('tags', () => {
  test('that policies look at are for those who hold what these give, or have iam:Grant', async () => {
    const tagged = { roleId: await redTeamRole(), tags: [{ key: 'team', value: 'red' }] };
    expect((await assume(tagged)).body.code).toBe('GRANT_REQUIRED');
    await change('putInlinePolicy', { targetId: account, name: 'own', document: allow('iam:Grant') });
    expect((await assume(tagged)).status).toBe(200);
  });

  test('are the principal tags that conditions see, in place of the attributes of the account', async () => {
    const roleId = await redTeamRole();
    await change('updateAccount', { id: account, attributes: { team: 'red' } });
    await change('putInlinePolicy', { targetId: account, name: 'own', document: allow('orders:Read') });
    const [plain, red, blue] = [
      await assumed({ roleId }),
      await assumed({ roleId, tags: [{ key: 'team', value: 'red' }] }),
      await assumed({ roleId, tags: [{ key: 'team', value: 'blue' }] }),
    ];
    expect([await may(plain), await may(red), await may(blue)]).toEqual([false, true, false]);
  });

  test('with the policy are as much as a token carries', async () => {
    const tags = Array.from({ length: 12 }, (_, index) => ({ key: `k${index}`, value: 'v'.repeat(256) }));
    expect((await assume({ tags })).status).toBe(200);
    const policy = allow('orders:Read', { Sid: 'S'.repeat(1200) });
    const { status, body } = await assume({ tags, policy });
    expect([status, body.code]).toEqual([400, 'ROLE_SESSION_TOO_LARGE']);
  });
});

test.each([
  ['a name of one character', { sessionName: 'a' }],
  ['a name with a space', { sessionName: 'a b' }],
  ['a name of 65 characters', { sessionName: 'a'.repeat(65) }],
  ['a duration below 15 minutes', { durationSeconds: 899 }],
  ['a duration beyond what the realm allows', { durationSeconds: 3601 }],
  ['a duration beyond 12 hours', { durationSeconds: 43_201 }],
  ['51 tags', { tags: Array.from({ length: 51 }, (_, index) => ({ key: `k${index}`, value: '' })) }],
  ['a key of 129 characters', { tags: [{ key: 'k'.repeat(129), value: '' }] }],
  ['a value of 257 characters', { tags: [{ key: 'k', value: 'v'.repeat(257) }] }],
  ['a key of AWS', { tags: [{ key: 'aws:x', value: '' }] }],
  [
    'one key twice',
    {
      tags: [
        { key: 'Team', value: 'a' },
        { key: 'team', value: 'b' },
      ],
    },
  ],
  ['a field that there is none of', { transitiveTagKeys: ['team'] }],
])('%s is refused', async (_what, input) => {
  const { status, body } = await assume(input);
  expect([status, body.code]).toEqual([400, 'BAD_USER_INPUT']);
});

test('a session lasts as long as was asked, within what the realm allows; a chained one an hour', async () => {
  await scenario.mutate('system', 'updateRealm', {
    slug: realm,
    settings: { tokens: { roleSessionMaxSeconds: 43_200 } },
  });
  expect((await assume()).body.expires_in).toBe(3600);
  const long = await assume({ durationSeconds: 43_200 });
  expect(long.body.expires_in).toBe(43_200);
  const trust = trusting({ Reeve: `rn:${realm}:iam:role/${role}` });
  const roleId = await makeRole(newId(), allow('invoices:Read'), trust);
  const chained = await assume({ roleId, durationSeconds: 3600 }, long.body.access_token);
  expect(chained.body.expires_in).toBe(3600);
  expect(await may(chained.body.access_token, 'invoices:Read')).toBe(true);
  expect(decodeJwt(chained.body.access_token)['act']).toEqual({ sub: account });
  const longer = await assume({ roleId, durationSeconds: 3601 }, long.body.access_token);
  expect([longer.status, longer.body.code]).toEqual([400, 'BAD_USER_INPUT']);
  // The account itself is not the role that is trusted.
  expect((await assume({ roleId })).status).toBe(404);
});

describe('a role session dies at once, in every process,', () => {
  const logout = async (): Promise<unknown> => {
    changed = true;
    return server.postJson(`/realms/${realm}/logout`, {}, { token });
  };

  test.each<[string, () => Promise<unknown>]>([
    ['when the login ends', logout],
    ['when the account is disabled', () => change('disableAccount', { id: account })],
    ['when the account is deleted', () => change('deleteAccount', { id: account })],
    ['when the role is deleted', () => change('deleteRole', { id: role })],
    ['when the sessions of the role are revoked', () => change('revokeRoleSessions', { roleId: role })],
  ])('%s', async (_when, end) => {
    const session = await assumed();
    expect(await may(session)).toBe(true);
    expect(await may(session, ACTION, RESOURCE, second)).toBe(true);
    await end();
    expect(await may(session)).toEqual(REFUSED);
    const endedAt = Date.now();
    while ((await may(session, ACTION, RESOURCE, second)) === true && Date.now() < endedAt + 1000) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expect(await may(session, ACTION, RESOURCE, second)).toEqual(REFUSED);
  });

  test('but another begins after its sessions were revoked', async () => {
    const before = await assumed();
    await change('revokeRoleSessions', { roleId: role });
    // Another process may not know yet what was taken away before the revocation.
    expect((await assume()).status).toBe(503);
    await delay(1600);
    expect([await may(before), await may(await assumed())]).toEqual([REFUSED, true]);
  });

  test('by its own logout, which leaves the login alone', async () => {
    const session = await assumed();
    expect((await server.postJson(`/realms/${realm}/logout`, {}, { token: session })).status).toBe(204);
    expect(await may(session)).toEqual(REFUSED);
    expect(await may(token)).toBe(false);
  });
});

test('a gateway lets a role session through as itself', async () => {
  const resource = 'arn:aws:s3:::orders';
  await scenario.mutate(realm, 'createGatewayRoute', { path: '/orders', action: ACTION, resource });
  const ask = (by: string) =>
    server.get(`/realms/${realm}/gateway/nginx`, {
      token: by,
      headers: {
        'X-Original-URI': '/orders',
        'X-Original-Method': 'GET',
        'X-Original-Host': 'shop.example.com',
      },
    });
  const answer = await ask(await assumed());
  expect([answer.status, answer.headers.get('x-reeve-subject')]).toEqual([200, `${role}:night-shift`]);
  expect((await ask(token)).status).toBe(403);
});

test('a role session changes no password', async () => {
  const session = await assumed();
  const body = { currentPassword: STRONG_PASSWORD, newPassword: STRONG_PASSWORD };
  const answer = await server.postJson(`/realms/${realm}/password`, body, { token: session });
  expect(answer.status).toBe(403);
});

test('what a role takes away or gets is seen at the next question of its sessions', async () => {
  await fresh();
  const session = await assumed();
  await change('putInlinePolicy', { targetId: role, name: 'own', document: allow('x:Y') });
  expect([await may(session), await may(session, 'x:Y')]).toEqual([false, true]);
  await change('removeTrustPolicy', { roleId: role });
  expect((await assume()).status).toBe(404);
});
