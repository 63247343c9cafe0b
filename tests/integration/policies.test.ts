import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createScenario, type Scenario } from '../support/scenario.js';
import { startServer, type TestServer } from '../support/server.js';

let server: TestServer;
let scenario: Scenario;
let realm: string;
let token: string;

beforeAll(async () => {
  server = await startServer({ env: { REEVE_RATE_LIMIT: 'off' } });
  scenario = createScenario(server);
  token = await server.adminToken();
  realm = await scenario.realm();
});
afterAll(() => server.stop());

const READ = { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: 'orders:Read', Resource: '*' } };
const WRITE = {
  Version: '2012-10-17',
  Statement: [{ Sid: 'W', Effect: 'Allow', Action: ['orders:Read', 'orders:Write'], Resource: '*' }],
};

const FIELDS = `... on Policy {
  id name description scope owner builtIn document version
  defaultVersion { number } versions { number document createdBy } warnings { pointer code }
}`;

interface PolicyAnswer {
  readonly id: string;
  readonly name: string;
  readonly document: unknown;
  readonly version: number;
  readonly builtIn: boolean;
  readonly defaultVersion: { readonly number: number };
  readonly versions: readonly { readonly number: number; readonly document: unknown }[];
  readonly warnings: readonly { readonly pointer: string; readonly code: string }[];
}

let made = 0;
const newName = (): string => `policy-${(made += 1)}`;

const mutate = <T = PolicyAnswer>(name: string, input: object, fields = FIELDS): Promise<T> =>
  scenario.mutate<T>(realm, name, input, fields);

const create = (document: unknown = READ, name = newName()): Promise<PolicyAnswer> =>
  mutate('createPolicy', { name, document });

/** What a mutation answers that is refused. */
async function refusal(name: string, input: object, fields = ''): Promise<Record<string, unknown>> {
  const inputType = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`;
  const data = await server.graphql<Record<string, Record<string, unknown>>>(
    `mutation ($input: ${inputType}!) { ${name}(input: $input) { __typename ... on Error { code message } ${fields} } }`,
    { input },
    { realm, token },
  );
  return data[name] ?? {};
}

const query = <T>(text: string, variables: object = {}): Promise<T> =>
  server.graphql<T>(text, variables, { realm, token });

describe('a managed policy', () => {
  test.each([
    ['an object', READ],
    ['JSON text', JSON.stringify(READ, null, 4)],
  ])('is created from a document as %s', async (_what, document) => {
    const name = newName();
    const policy = await create(document, name);
    expect(policy).toMatchObject({
      name,
      scope: 'MANAGED',
      owner: null,
      builtIn: false,
      document: READ,
      version: 1,
      defaultVersion: { number: 1 },
      warnings: [],
    });
    const { byId, byName } = await query<Record<string, unknown>>(
      `query ($id: ID!, $name: String!) { byId: policy(id: $id) { id } byName: policy(name: $name) { id } }`,
      { id: policy.id, name },
    );
    expect([byId, byName]).toEqual([{ id: policy.id }, { id: policy.id }]);
  });

  test('is created from a literal in the operation', async () => {
    const { createPolicy } = await query<{ createPolicy: { document: unknown } }>(
      `mutation { createPolicy(input: { name: "literal", document: { Version: "2012-10-17",
         Statement: [{ Effect: "Allow", Action: "orders:Read", Resource: "*" }] } }) { ... on Policy { document } } }`,
    );
    expect(createPolicy.document).toEqual({ ...READ, Statement: [READ.Statement] });
  });

  test('that cannot be understood is refused, with the place of all that is wrong', async () => {
    const document = { Statement: [{ Effect: 'allow', Action: 'Read', Resource: '*', Colour: 'red' }] };
    const refused = await refusal(
      'createPolicy',
      { name: 'bad', document },
      '... on InvalidPolicyError { issues { pointer code message } }',
    );
    expect(refused).toMatchObject({ __typename: 'InvalidPolicyError', code: 'INVALID_POLICY' });
    const pointers = (refused['issues'] as { pointer: string }[]).map(({ pointer }) => pointer);
    expect(pointers.sort()).toEqual(['/Statement/0/Action', '/Statement/0/Colour', '/Statement/0/Effect']);
    expect(await refusal('createPolicy', { name: 'bad', document: 'no JSON' })).toMatchObject({
      code: 'INVALID_POLICY',
    });
    expect(await query('{ policy(name: "bad") { id } }')).toEqual({ policy: null });
  });

  test('that is too long is refused; white space does not count', async () => {
    const long = { ...READ, Id: 'x'.repeat(20_480) };
    expect(await refusal('createPolicy', { name: newName(), document: long })).toMatchObject({
      code: 'INVALID_POLICY',
      message: expect.stringContaining('20480 are allowed') as unknown,
    });
    const wide = JSON.stringify(READ).replace('{', `{${' '.repeat(50_000)}`);
    expect(await create(wide)).toMatchObject({ document: READ });
    const endless = JSON.stringify(READ).replace('{', `{${' '.repeat(200_000)}`);
    expect(await refusal('createPolicy', { name: newName(), document: endless })).toMatchObject({
      code: 'INVALID_POLICY',
    });
    const inside = { ...READ, Id: ' '.repeat(200_000) };
    expect(await refusal('createPolicy', { name: newName(), document: inside })).toMatchObject({
      code: 'INVALID_POLICY',
      message: expect.stringContaining('with white space') as unknown,
    });
  });

  test('shows what is legal and probably a mistake', async () => {
    const statement = {
      Effect: 'Allow',
      Action: ['iam:GetAccunt', 'iam:Get*', 'orders:Whatever'],
      Resource: '*',
      Condition: { StringEqual: { 'aws:username': 'ada' } },
    };
    const { warnings } = await create({ Version: '2012-10-17', Statement: statement });
    expect(warnings).toEqual([
      { pointer: '/Statement/Action/0', code: 'unknown-action' },
      { pointer: '/Statement/Condition/StringEqual', code: 'unknown-operator' },
    ]);
  });

  test('has a name of its own', async () => {
    await create(READ, 'caf\u00e9');
    const input = { name: 'cafe\u0301', document: READ };
    expect(await refusal('createPolicy', input)).toMatchObject({ code: 'POLICY_NAME_TAKEN' });
    const { id } = await create();
    expect(await refusal('updatePolicy', { id, name: 'caf\u00e9' })).toMatchObject({
      code: 'POLICY_NAME_TAKEN',
    });
  });

  test('is renamed at the version that the caller knows', async () => {
    const { id } = await create();
    const name = newName();
    expect(await mutate('updatePolicy', { id, name, description: 'D', expectedVersion: 1 })).toMatchObject({
      name,
      description: 'D',
      version: 2,
    });
    expect(await refusal('updatePolicy', { id, description: 'E', expectedVersion: 1 })).toMatchObject({
      code: 'VERSION_CONFLICT',
    });
    expect(await mutate('updatePolicy', { id, description: null })).toMatchObject({
      name,
      description: null,
    });
  });

  test('is deleted', async () => {
    const { id } = await create();
    await mutate('deletePolicy', { id });
    expect(await refusal('deletePolicy', { id })).toMatchObject({ code: 'NOT_FOUND' });
    expect(await query('query ($id: ID!) { policy(id: $id) { id } }', { id })).toEqual({ policy: null });
  });
});

describe('versions of a policy', () => {
  const add = (policyId: string, document: unknown, setAsDefault = false): Promise<PolicyAnswer> =>
    mutate('createPolicyVersion', { policyId, document, setAsDefault });
  const numbers = ({ versions }: PolicyAnswer): number[] => versions.map(({ number }) => number);

  test('are added, chosen and rolled back', async () => {
    const { id } = await create();
    expect(await add(id, WRITE)).toMatchObject({ defaultVersion: { number: 1 }, document: READ });
    const chosen = await mutate('setDefaultPolicyVersion', { policyId: id, number: 2 });
    expect(chosen).toMatchObject({ defaultVersion: { number: 2 }, document: WRITE });
    const back = await mutate('setDefaultPolicyVersion', { policyId: id, number: 1 });
    expect(back).toMatchObject({ defaultVersion: { number: 1 }, document: READ });
    expect(await add(id, WRITE, true)).toMatchObject({ defaultVersion: { number: 3 } });
    expect(await refusal('setDefaultPolicyVersion', { policyId: id, number: 9 })).toMatchObject({
      code: 'NOT_FOUND',
    });
  });

  test('are at most five, and no number is used twice', async () => {
    const { id } = await create();
    for (let number = 2; number <= 5; number += 1) await add(id, READ);
    const input = { policyId: id, document: READ, setAsDefault: false };
    expect(await refusal('createPolicyVersion', input, '... on PolicyLimitError { limit }')).toMatchObject({
      code: 'POLICY_LIMIT',
      limit: 5,
    });
    expect(await refusal('deletePolicyVersion', { policyId: id, number: 1 })).toMatchObject({
      code: 'DEFAULT_VERSION',
    });
    await mutate('deletePolicyVersion', { policyId: id, number: 5 });
    expect(numbers(await add(id, READ))).toEqual([6, 4, 3, 2, 1]);
  });

  test('that are not valid change nothing', async () => {
    const { id } = await create();
    const input = { policyId: id, document: { Statement: {} }, setAsDefault: true };
    expect(await refusal('createPolicyVersion', input)).toMatchObject({ code: 'INVALID_POLICY' });
    const { policy } = await query<{ policy: PolicyAnswer }>(
      'query ($id: ID!) { policy(id: $id) { versions { number } } }',
      { id },
    );
    expect(numbers(policy)).toEqual([1]);
  });

  test('are compared line by line', async () => {
    const { id } = await create();
    await add(id, { ...READ, Statement: { ...READ.Statement, Effect: 'Deny' } });
    const { policy } = await query<{ policy: { diff: string } }>(
      'query ($id: ID!) { policy(id: $id) { diff(from: 1, to: 2) } }',
      { id },
    );
    expect(policy.diff.split('\n')).toEqual([
      '  {',
      '    "Statement": {',
      '      "Action": "orders:Read",',
      '-     "Effect": "Allow",',
      '+     "Effect": "Deny",',
      '      "Resource": "*"',
      '    },',
      '    "Version": "2012-10-17"',
      '  }',
    ]);
  });
});

describe('built-in policies', () => {
  test('are in every realm, and nobody changes them', async () => {
    for (const name of ['AdministratorAccess', 'ReadOnlyAccess']) {
      const { policy } = await query<{ policy: PolicyAnswer }>(
        'query ($name: String!) { policy(name: $name) { id builtIn } }',
        { name },
      );
      expect(policy.builtIn).toBe(true);
      const { id } = policy;
      const version = { policyId: id, number: 1 };
      for (const [mutation, input] of [
        ['updatePolicy', { id, name: 'mine' }],
        ['deletePolicy', { id }],
        ['createPolicyVersion', { policyId: id, document: READ }],
        ['setDefaultPolicyVersion', version],
        ['deletePolicyVersion', version],
      ] as const) {
        expect(await refusal(mutation, input)).toMatchObject({ code: 'BUILT_IN_POLICY' });
      }
    }
  });
});

test('policies are listed by name, in pages', async () => {
  realm = await scenario.realm();
  for (const name of ['b1', 'a2', 'a1']) await create(READ, name);
  const list = async (args: string) => {
    const { policies } = await query<{
      policies: {
        edges: { node: { name: string } }[];
        pageInfo: { endCursor: string; hasNextPage: boolean };
      };
    }>(`{ policies(${args}) { edges { node { name } } pageInfo { endCursor hasNextPage } } }`);
    return { names: policies.edges.map(({ node }) => node.name), ...policies.pageInfo };
  };
  const one = await list('first: 3');
  expect(one).toMatchObject({ names: ['AdministratorAccess', 'ReadOnlyAccess', 'a1'], hasNextPage: true });
  expect(await list(`first: 3, after: "${one.endCursor}"`)).toMatchObject({
    names: ['a2', 'b1'],
    hasNextPage: false,
  });
  expect(await list('first: 3, filter: { namePrefix: "a" }')).toMatchObject({ names: ['a1', 'a2'] });
});

test('a document is checked without being stored', async () => {
  const check = async (document: unknown, kind: string) => {
    const { validatePolicy } = await query<{
      validatePolicy: { valid: boolean; errors: { pointer: string }[]; warnings: { code: string }[] };
    }>(
      `query ($input: ValidatePolicyInput!) { validatePolicy(input: $input) { valid errors { pointer } warnings { code } } }`,
      { input: { document, kind } },
    );
    return validatePolicy;
  };
  expect(await check(READ, 'IDENTITY')).toEqual({ valid: true, errors: [], warnings: [] });
  expect(await check(READ, 'TRUST')).toMatchObject({ valid: false, errors: [{ pointer: '/Statement' }] });
  const negated = { Statement: [{ Effect: 'Allow', NotAction: 'iam:*', Resource: '*' }] };
  expect(await check(negated, 'IDENTITY')).toMatchObject({
    valid: true,
    warnings: [{ code: 'allow-with-not-action' }],
  });
});
