import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createScenario, type Scenario } from '../support/scenario.js';
import { startServer, type TestServer } from '../support/server.js';

// How much there may be of policies is a setting of each realm, and an error names the one that is in the way.

let server: TestServer;
let scenario: Scenario;
let realm: string;

beforeAll(async () => {
  server = await startServer({ env: { REEVE_RATE_LIMIT: 'off', DATA_DIR: ':memory:' } });
  scenario = createScenario(server);
  realm = await scenario.realm({
    policies: {
      maxPolicies: 10,
      maxAttached: 1,
      maxVersions: 2,
      maxGuardrails: 1,
      maxUnindexedStatements: 100,
    },
  });
});
afterAll(() => server.stop());

const statements = (count: number, Action = 'a:Read') =>
  Array.from({ length: count }, (_, at) => ({ Effect: 'Allow', NotAction: Action, Resource: `*/${at}` }));
const documentOf = (Statement: object) => ({ Version: '2012-10-17', Statement });
const DOCUMENT = documentOf({ Effect: 'Allow', Action: 'a:Read', Resource: '*' });

/** What a mutation answers. */
async function attempt(mutation: string, input: object): Promise<unknown> {
  const inputType = `${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}Input`;
  const data = await server.graphql(
    `mutation ($input: ${inputType}!) { ${mutation}(input: $input) { __typename
       ... on Error { code } ... on PolicyLimitError { limit setting } } }`,
    { input },
    { realm, token: await server.adminToken() },
  );
  return data[mutation];
}
const id = async (mutation: string, input: object, type: string): Promise<string> =>
  (await scenario.mutate<{ id: string }>(realm, mutation, input, `... on ${type} { id }`)).id;
interface Answer {
  readonly decision: string;
  readonly matched: readonly { readonly policy: string }[];
}

const limit = (setting: string, limited: number) => ({
  __typename: 'PolicyLimitError',
  code: 'POLICY_LIMIT',
  setting: `policies.${setting}`,
  limit: limited,
});

test('versions of a policy, and policies of a group', async () => {
  const policyId = await id('createPolicy', { name: 'versions', document: DOCUMENT }, 'Policy');
  const targetId = await id('createGroup', { name: 'limited' }, 'Group');
  await scenario.mutate(realm, 'createPolicyVersion', { policyId, document: DOCUMENT });
  expect(await attempt('createPolicyVersion', { policyId, document: DOCUMENT })).toEqual(
    limit('maxVersions', 2),
  );
  await scenario.mutate(realm, 'attachPolicy', { policyId, targetId });
  await scenario.mutate(realm, 'attachPolicy', { policyId, targetId });
  expect(await attempt('putInlinePolicy', { targetId, name: 'own', document: DOCUMENT })).toEqual(
    limit('maxAttached', 1),
  );
});

test('guardrails', async () => {
  const document = documentOf({ Effect: 'Allow', Action: '*', Resource: '*' });
  await scenario.mutate(realm, 'createGuardrail', { name: 'one', document });
  expect(await attempt('createGuardrail', { name: 'two', document })).toEqual(limit('maxGuardrails', 1));
});

test('the size of a document, by which one that is stored already stays', async () => {
  const change = (maxDocumentCharacters: number) =>
    scenario.mutate('system', 'updateRealm', {
      slug: realm,
      settings: { policies: { maxDocumentCharacters } },
    });
  const long = documentOf(statements(200));
  const policyId = await id('createPolicy', { name: 'long', document: long }, 'Policy');
  await scenario.mutate(realm, 'createPolicyVersion', { policyId, document: DOCUMENT, setAsDefault: true });
  await change(6144);
  const create = { name: 'longer', document: long };
  expect(await attempt('createPolicy', create)).toMatchObject({ code: 'INVALID_POLICY' });
  await scenario.mutate(realm, 'setDefaultPolicyVersion', { policyId, number: 1 });
  await scenario.mutate(realm, 'deletePolicy', { id: policyId });
  await change(20_480);
});

test('statements of a principal that no prefix excludes: more are a deny that says so, until the setting is raised', async () => {
  const principalId = await scenario.user(realm, 'many@example.com');
  const inline = { targetId: principalId, name: 'many', document: documentOf(statements(101, 'a:Write')) };
  await scenario.mutate(realm, 'putInlinePolicy', inline);
  const ask = async (): Promise<Answer> => {
    const { isAuthorized } = await server.graphql<{ isAuthorized: Answer }>(
      `query ($input: AuthorizationInput!) { isAuthorized(input: $input) { decision matched { policy } } }`,
      { input: { principalId, action: 'a:Read', resource: 'x/1' } },
      { realm, token: await server.adminToken() },
    );
    return isAuthorized;
  };
  const refused = await ask();
  expect(refused.decision).toBe('EXPLICITLY_DENIED');
  expect(refused.matched.map(({ policy }) => policy).join()).toContain('policies.maxUnindexedStatements');
  const settings = { policies: { maxUnindexedStatements: 101 } };
  await scenario.mutate('system', 'updateRealm', { slug: realm, settings });
  expect(await ask()).toMatchObject({ decision: 'ALLOWED' });
});

test('policies of a realm in all', async () => {
  const create = (at: number): Promise<unknown> =>
    attempt('createPolicy', { name: `filling ${at}`, document: DOCUMENT });
  let answer: unknown = { __typename: 'Policy' };
  for (let at = 0; at < 10; at += 1) answer = await create(at);
  expect(answer).toEqual(limit('maxPolicies', 10));
});
