import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { STRONG_PASSWORD } from '../support/passwords.js';
import { createScenario, type Scenario } from '../support/scenario.js';
import { startServer, type TestServer } from '../support/server.js';

let server: TestServer;
let scenario: Scenario;
let realm: string;
let admin: string;
let account: string;
/** The account's own token. */
let token: string;

const EMAIL = 'ada@example.com';

beforeAll(async () => {
  server = await startServer({ env: { REEVE_RATE_LIMIT: 'off' } });
  scenario = createScenario(server);
  admin = await server.adminToken();
});
afterAll(() => server.stop());
beforeEach(async () => {
  realm = await scenario.realm();
  account = await scenario.user(realm, EMAIL);
  token = (await server.login(realm, EMAIL, STRONG_PASSWORD)).body.access_token;
});

function documentOf(Effect: 'Allow' | 'Deny', Action: string) {
  return { Version: '2012-10-17', Statement: [{ Effect, Action, Resource: '*' }] };
}
const ALLOW = documentOf('Allow', 'iam:ListGroups');
const DENY = documentOf('Deny', 'iam:ListGroups');
const OTHER = documentOf('Allow', 'iam:ListRoles');

const idOf = async (name: string, input: object, type = 'Policy'): Promise<string> =>
  (await scenario.mutate<{ id: string }>(realm, name, input, `... on ${type} { id }`)).id;

let made = 0;
const policy = (document: object = ALLOW): Promise<string> =>
  idOf('createPolicy', { name: `p${(made += 1)}`, document });
const group = (): Promise<string> => idOf('createGroup', { name: `g${(made += 1)}` }, 'Group');
const role = (): Promise<string> => idOf('createRole', { name: `r${(made += 1)}` }, 'Role');
const mutate = (name: string, input: object): Promise<unknown> => scenario.mutate(realm, name, input);
const query = <T>(text: string, variables: object = {}, by = admin): Promise<T> =>
  server.graphql<T>(text, variables, { realm, token: by });

/** Whether the account may list groups at this moment. */
async function mayList(): Promise<boolean> {
  const { data, errors } = await server.graphqlRaw<{ groups: object }>(
    '{ groups { pageInfo { hasNextPage } } }',
    {},
    { realm, token },
  );
  if (errors !== undefined) expect(errors[0]?.extensions?.['code']).toBe('FORBIDDEN');
  return data?.groups !== undefined;
}

async function codeOf(name: string, input: object, by = admin): Promise<unknown> {
  const inputType = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`;
  const answer = await query<Record<string, { code?: string }>>(
    `mutation ($input: ${inputType}!) { ${name}(input: $input) { __typename ... on Error { code } } }`,
    { input },
    by,
  );
  return answer[name]?.code;
}

async function administratorRole(): Promise<string> {
  const { roles } = await query<{ roles: { edges: { node: { id: string } }[] } }>(
    '{ roles(filter: { namePrefix: "administrator" }) { edges { node { id } } } }',
  );
  return roles.edges[0]?.node.id ?? '';
}

describe('an attached policy', () => {
  test('counts for an account at once, and no more when it is detached', async () => {
    const policyId = await policy();
    expect(await mayList()).toBe(false);
    await mutate('attachPolicy', { policyId, targetId: account });
    await mutate('attachPolicy', { policyId, targetId: account });
    expect(await mayList()).toBe(true);
    await mutate('detachPolicy', { policyId, targetId: account });
    expect(await mayList()).toBe(false);
  });

  test('counts through groups and roles', async () => {
    const policyId = await policy();
    const [groupId, roleId] = [await group(), await role()];
    await mutate('addGroupMembers', { groupId, memberIds: [account] });
    await mutate('assignRole', { roleId, subjectId: groupId });
    for (const targetId of [groupId, roleId]) {
      await mutate('attachPolicy', { policyId, targetId });
      expect(await mayList()).toBe(true);
      await mutate('detachPolicy', { policyId, targetId });
      expect(await mayList()).toBe(false);
    }
  });

  test('counts by its default version', async () => {
    const policyId = await policy();
    await mutate('attachPolicy', { policyId, targetId: account });
    await mutate('createPolicyVersion', { policyId, document: OTHER });
    expect(await mayList()).toBe(true);
    await mutate('setDefaultPolicyVersion', { policyId, number: 2 });
    expect(await mayList()).toBe(false);
    await mutate('setDefaultPolicyVersion', { policyId, number: 1 });
    expect(await mayList()).toBe(true);
  });

  test('cannot be deleted while something has it or is bounded by it', async () => {
    const policyId = await policy();
    await mutate('attachPolicy', { policyId, targetId: account });
    expect(await codeOf('deletePolicy', { id: policyId })).toBe('POLICY_ATTACHED');
    await mutate('detachPolicy', { policyId, targetId: account });
    await mutate('setPermissionsBoundary', { policyId, targetId: account });
    expect(await codeOf('deletePolicy', { id: policyId })).toBe('POLICY_ATTACHED');
    await mutate('removePermissionsBoundary', { targetId: account });
    await mutate('deletePolicy', { id: policyId });
  });

  test('of what does not exist is refused', async () => {
    const unknown = '0192d1f0-0000-7000-8000-000000000001';
    expect(await codeOf('attachPolicy', { policyId: unknown, targetId: account })).toBe('NOT_FOUND');
    expect(await codeOf('attachPolicy', { policyId: await policy(), targetId: unknown })).toBe('NOT_FOUND');
  });

  test('is shown on both sides, in pages', async () => {
    const policies = [await policy(), await policy(OTHER)];
    const groupId = await group();
    for (const policyId of policies) await mutate('attachPolicy', { policyId, targetId: account });
    await mutate('attachPolicy', { policyId: policies[0], targetId: groupId });
    const { accounts } = await query<{
      accounts: { edges: { node: { policies: { edges: { node: object }[]; pageInfo: object } } }[] };
    }>(
      '{ accounts { edges { node { policies(first: 1) { edges { node { id } } pageInfo { hasNextPage } } } } } }',
    );
    expect(accounts.edges.map(({ node }) => node.policies)).toEqual([
      { edges: [{ node: { id: policies[0] } }], pageInfo: { hasNextPage: true } },
    ]);
    const shown = await query<{ policy: { attachments: { edges: object[] } } }>(
      `query ($id: ID!) { policy(id: $id) { attachments { edges { node {
         __typename ... on Account { id } ... on Group { id } } } } } }`,
      { id: policies[0] },
    );
    expect(shown.policy.attachments.edges).toEqual([
      { node: { __typename: 'Account', id: account } },
      { node: { __typename: 'Group', id: groupId } },
    ]);
  });
});

describe('an inline policy', () => {
  test('counts, is replaced by its name, and goes with its holder', async () => {
    const groupId = await group();
    await mutate('addGroupMembers', { groupId, memberIds: [account] });
    const id = await idOf('putInlinePolicy', { targetId: groupId, name: 'own', document: ALLOW });
    expect(await mayList()).toBe(true);
    expect(await idOf('putInlinePolicy', { targetId: groupId, name: 'own', document: OTHER })).toBe(id);
    expect(await mayList()).toBe(false);
    await mutate('putInlinePolicy', { targetId: groupId, name: 'own', document: ALLOW });
    await mutate('deleteInlinePolicy', { targetId: groupId, name: 'own' });
    expect(await mayList()).toBe(false);
    expect(await codeOf('deleteInlinePolicy', { targetId: groupId, name: 'own' })).toBe('NOT_FOUND');

    const last = await idOf('putInlinePolicy', { targetId: groupId, name: 'own', document: ALLOW });
    await mutate('deleteGroup', { id: groupId });
    expect(await mayList()).toBe(false);
    expect(await query('query ($id: ID!) { policy(id: $id) { id } }', { id: last })).toEqual({
      policy: null,
    });
  });

  test('is no managed one', async () => {
    const id = await idOf('putInlinePolicy', { targetId: account, name: 'own', document: ALLOW });
    const groupId = await group();
    expect(await codeOf('attachPolicy', { policyId: id, targetId: groupId })).toBe('NOT_FOUND');
    expect(await codeOf('deletePolicy', { id })).toBe('NOT_FOUND');
    expect(await codeOf('createPolicyVersion', { policyId: id, document: ALLOW })).toBe('NOT_FOUND');
    const { policies } = await query<{ policies: { edges: { node: { owner: string } }[] } }>(
      '{ policies(filter: { scope: INLINE }) { edges { node { owner } } } }',
    );
    expect(policies.edges).toEqual([{ node: { owner: `account:${account}` } }]);
  });
});

describe('a permissions boundary', () => {
  test('takes away what it does not allow; a second takes the place of the first', async () => {
    await mutate('attachPolicy', { policyId: await policy(), targetId: account });
    const [narrow, wide] = [await policy(OTHER), await policy(documentOf('Allow', 'iam:*'))];
    await mutate('setPermissionsBoundary', { policyId: narrow, targetId: account });
    expect(await mayList()).toBe(false);
    await mutate('setPermissionsBoundary', { policyId: wide, targetId: account });
    expect(await mayList()).toBe(true);
    const shown = await query('query ($id: ID!) { account(id: $id) { permissionsBoundary { id } } }', {
      id: account,
    });
    expect(shown).toEqual({ account: { permissionsBoundary: { id: wide } } });
    expect(await idOf('removePermissionsBoundary', { targetId: account })).toBe(wide);
    expect(await codeOf('removePermissionsBoundary', { targetId: account })).toBe('NOT_FOUND');
  });

  test('is not for groups', async () => {
    const input = { policyId: await policy(), targetId: await group() };
    expect(await codeOf('setPermissionsBoundary', input)).toBe('BAD_USER_INPUT');
  });
});

describe('a guardrail', () => {
  test('bounds everybody in its realm', async () => {
    await mutate('attachPolicy', { policyId: await policy(), targetId: account });
    const id = await idOf('createGuardrail', { name: 'no groups', document: DENY });
    expect(await mayList()).toBe(false);
    await mutate('updateGuardrail', { id, document: documentOf('Allow', '*') });
    expect(await mayList()).toBe(true);
    await mutate('updateGuardrail', { id, document: OTHER, name: 'roles only' });
    expect(await mayList()).toBe(false);
    const shown = await query('{ guardrails { edges { node { name scope } } } }');
    expect(shown).toEqual({ guardrails: { edges: [{ node: { name: 'roles only', scope: 'GUARDRAIL' } }] } });
    await mutate('deleteGuardrail', { id });
    expect(await mayList()).toBe(true);
  });

  test('in system bounds every other realm', async () => {
    await mutate('attachPolicy', { policyId: await policy(), targetId: account });
    const input = { name: 'no groups anywhere', document: DENY };
    const fields = '... on Policy { id }';
    const { id } = await scenario.mutate<{ id: string }>('system', 'createGuardrail', input, fields);
    // The first who asks after the change is an administrator of system, about an account of this realm.
    const question = { principalId: account, action: 'iam:ListGroups', resource: `rn:${realm}:iam:group/*` };
    const asked = await query(
      'query ($input: AuthorizationInput!) { isAuthorized(input: $input) { decision } }',
      { input: question },
    );
    expect(asked).toEqual({ isAuthorized: { decision: 'EXPLICITLY_DENIED' } });
    expect(await mayList()).toBe(false);
    await scenario.mutate('system', 'deleteGuardrail', { id });
    expect(await mayList()).toBe(true);
  });
});

describe('policies that name principals', () => {
  const trust = (action: string) => ({
    Version: '2012-10-17',
    Statement: { Effect: 'Allow', Principal: { Reeve: realm }, Action: action },
  });

  test('say who may assume a role', async () => {
    const roleId = await role();
    const shown = () =>
      query('query ($id: ID!) { role(id: $id) { trustPolicy { document } } }', { id: roleId });
    expect(await shown()).toEqual({ role: { trustPolicy: null } });
    await mutate('setTrustPolicy', { roleId, document: trust('sts:AssumeRole') });
    expect(await shown()).toEqual({ role: { trustPolicy: { document: trust('sts:AssumeRole') } } });
    expect(await codeOf('setTrustPolicy', { roleId, document: ALLOW })).toBe('INVALID_POLICY');
    await mutate('removeTrustPolicy', { roleId });
    expect(await shown()).toEqual({ role: { trustPolicy: null } });
  });

  test('belong to a resource', async () => {
    const resource = 'arn:aws:s3:::photos';
    const shown = () =>
      query('query ($r: String!) { resourcePolicy(resource: $r) { owner document } }', { r: resource });
    expect(await shown()).toEqual({ resourcePolicy: null });
    await mutate('setResourcePolicy', { resource, document: trust('s3:GetObject') });
    await mutate('setResourcePolicy', { resource, document: trust('s3:PutObject') });
    expect(await shown()).toEqual({ resourcePolicy: { owner: resource, document: trust('s3:PutObject') } });
    await mutate('removeResourcePolicy', { resource });
    expect(await shown()).toEqual({ resourcePolicy: null });
    expect(await codeOf('removeResourcePolicy', { resource })).toBe('NOT_FOUND');
  });

  test('belong to none of the things of Reeve itself, whose operations would not look at them', async () => {
    for (const resource of [`rn:${realm}:iam:account/${account}`, `rn:${realm}:iam:role/any`]) {
      const input = { resource, document: trust('iam:GetAccount') };
      expect(await codeOf('setResourcePolicy', input)).toBe('BAD_USER_INPUT');
    }
    const elsewhere = `rn:${realm}:iamb:door/1`;
    await mutate('setResourcePolicy', { resource: elsewhere, document: trust('iamb:Open') });
  });

  test('count at once, also the first of a realm that was asked before it had any', async () => {
    const resource = `rn:${realm}:photos:photo/1`;
    const may = async (): Promise<boolean> => {
      const input = { action: 'photos:See', resource };
      const asked = await query<{ isAuthorized: { allowed: boolean } }>(
        'query ($input: AuthorizationInput!) { isAuthorized(input: $input) { allowed } }',
        { input },
        token,
      );
      return asked.isAuthorized.allowed;
    };
    expect(await may()).toBe(false);
    const Principal = { Reeve: `rn:${realm}:iam:account/${account}` };
    const document = {
      Version: '2012-10-17',
      Statement: { Effect: 'Allow', Principal, Action: 'photos:See' },
    };
    await mutate('setResourcePolicy', { resource, document });
    expect(await may()).toBe(true);
    await mutate('removeResourcePolicy', { resource });
    expect(await may()).toBe(false);
  });
});

test('the built-in role of the administrators keeps what it has', async () => {
  const targetId = await administratorRole();
  const shown = await query<{ role: { policies: { edges: { node: { id: string; name: string } }[] } } }>(
    'query ($id: ID!) { role(id: $id) { policies { edges { node { id name } } } } }',
    { id: targetId },
  );
  const [edge] = shown.role.policies.edges;
  expect(edge?.node.name).toBe('AdministratorAccess');
  const policyId = edge?.node.id;
  expect(await codeOf('detachPolicy', { policyId, targetId })).toBe('BUILT_IN_ROLE');
  expect(await codeOf('setPermissionsBoundary', { policyId, targetId })).toBe('BUILT_IN_ROLE');
  expect(await codeOf('putInlinePolicy', { targetId, name: 'x', document: DENY })).toBe('BUILT_IN_ROLE');
});

test('an account sees its own policies, and changes none', async () => {
  const policyId = await policy();
  await mutate('attachPolicy', { policyId, targetId: account });
  const own = await query('{ viewer { policies { edges { node { id } } } } }', {}, token);
  expect(own).toEqual({ viewer: { policies: { edges: [{ node: { id: policyId } }] } } });
  const targetId = account;
  const unknown = '0192d1f0-0000-7000-8000-000000000001';
  for (const [name, input] of [
    ['attachPolicy', { policyId, targetId }],
    ['attachPolicy', { policyId, targetId: unknown }],
    ['detachPolicy', { policyId, targetId }],
    ['createPolicy', { name: 'mine', document: ALLOW }],
    ['putInlinePolicy', { targetId, name: 'mine', document: ALLOW }],
    ['removePermissionsBoundary', { targetId }],
    ['createGuardrail', { name: 'mine', document: ALLOW }],
    ['setResourcePolicy', { resource: 'x', document: ALLOW }],
  ] as const) {
    expect([name, await codeOf(name, input, token)]).toEqual([name, 'FORBIDDEN']);
  }
});

test('a mutation answers the revision from which on it counts, and questions can ask for it', async () => {
  const headers = { 'x-realm': realm };
  const targetId = account;
  const document = documentOf('Allow', 'orders:Read');
  const { body } = await server.postJson<{ extensions: { revision: number } }>(
    '/graphql',
    {
      query:
        'mutation ($input: PutInlinePolicyInput!) { putInlinePolicy(input: $input) { ... on Policy { id } } }',
      variables: { input: { targetId, name: 'own', document } },
    },
    { token: admin, headers },
  );
  const { revision } = body.extensions;
  expect(await query('{ revision }')).toEqual({ revision });
  const ask = (atLeast: number) =>
    server.graphqlRaw(
      'query ($input: AuthorizationInput!) { isAuthorized(input: $input) { allowed revision } }',
      { input: { action: 'orders:Read', resource: 'x', atLeast } },
      { realm, token },
    );
  expect((await ask(revision)).data).toEqual({ isAuthorized: { allowed: true, revision } });
  expect((await ask(revision + 1000)).errors?.[0]?.extensions?.['code']).toBe('REVISION_NOT_REACHED');
  const disabled = await server.postJson(
    `/realms/${realm}/accounts/${account}/disable`,
    {},
    { token: admin },
  );
  expect(Number(disabled.headers.get('x-reeve-revision'))).toBeGreaterThan(revision);
});

test('editors get a JSON Schema of documents', async () => {
  const { status, headers, body } = await server.get('/policy-schema.json');
  expect(status).toBe(200);
  expect(headers.get('content-type')).toBe('application/schema+json');
  expect(body).toMatchObject({ title: 'Policy document', required: ['Statement'] });
});
