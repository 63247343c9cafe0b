import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { STRONG_PASSWORD } from '../support/passwords.js';
import { createScenario, type Scenario } from '../support/scenario.js';
import { startServer, type TestServer } from '../support/server.js';

let server: TestServer;
let scenario: Scenario;
let admin: string;
let realm: string;
let ada: string;
let bob: string;
/** Ada's own token. */
let token: string;
let groupId: string;
let policyId: string;

beforeAll(async () => {
  server = await startServer({ env: { REEVE_RATE_LIMIT: 'off' } });
  scenario = createScenario(server);
  admin = await server.adminToken();
});
afterAll(() => server.stop());
beforeEach(async () => {
  realm = await scenario.realm();
  ada = await scenario.user(realm, 'ada@example.com');
  bob = await scenario.user(realm, 'bob@example.com');
  token = (await server.login(realm, 'ada@example.com', STRONG_PASSWORD)).body.access_token;
  groupId = await idOf('createGroup', { name: 'clerks' }, 'Group');
  policyId = await idOf('createPolicy', { name: 'orders', document: allow('orders:Read') });
  await mutate('attachPolicy', { policyId, targetId: groupId });
  await mutate('addGroupMembers', { groupId, memberIds: [ada] });
  const resources = ['1', '2'].map((id) => ({ type: 'orders/order', id }));
  await mutate('registerResources', { resources });
});

const allow = (Action: string | string[], Resource = '*') => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action, Resource }],
});
const order = (id: string): string => `rn:${realm}:orders:order/${id}`;

const mutate = (name: string, input: object): Promise<unknown> => scenario.mutate(realm, name, input);
const idOf = async (name: string, input: object, type = 'Policy'): Promise<string> =>
  (await scenario.mutate<{ id: string }>(realm, name, input, `... on ${type} { id }`)).id;

const CHANGES = `... on AccessChangeConnection {
  edges { cursor node { principalId account { email } resource gained lost } }
  pageInfo { hasNextPage endCursor }
  cut comparedActions comparedActionsCut uncomparedPatterns reachesEverybody revision }
  ... on Error { code message } ... on InvalidInputError { inputIssues: issues { path message } }
  ... on InvalidPolicyError { issues { pointer } }`;

interface Changes {
  readonly edges: readonly {
    readonly node: {
      readonly principalId: string;
      readonly resource: string;
      readonly gained: readonly string[];
      readonly lost: readonly string[];
    };
  }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  readonly cut: boolean;
  readonly comparedActions: readonly string[];
  readonly uncomparedPatterns: readonly string[];
  readonly reachesEverybody: boolean;
  readonly code?: string;
}

const ask = <T>(text: string, variables: object, by = admin): Promise<T> =>
  server.graphql<T>(text, variables, { realm, token: by });

async function whatIf(draft: object, page: object = {}, by = admin): Promise<Changes> {
  const text = `query ($draft: DraftInput!, $first: Int, $after: String) {
    whatIf(draft: $draft, first: $first, after: $after) { ${CHANGES} } }`;
  return (await ask<{ whatIf: Changes }>(text, { draft, ...page }, by)).whatIf;
}

const nodesOf = ({ edges }: Changes) =>
  edges.map(({ node: { principalId, resource, gained, lost } }) => ({ principalId, resource, gained, lost }));

async function codeOf(text: string, variables: object, by: string): Promise<unknown> {
  const { data, errors } = await server.graphqlRaw<Record<string, { code?: string }>>(text, variables, {
    realm,
    token: by,
  });
  return errors?.[0]?.extensions?.['code'] ?? Object.values(data ?? {})[0]?.code;
}

describe('simulate', () => {
  const SIMULATE = `query ($input: SimulateInput!) { simulate(input: $input) { __typename
    ... on Simulation { decisions { action resource allowed decision
      matched { layer policy statement effect } missing { layer level } layers { layer says } }
      warnings { pointer } }
    ... on InvalidPolicyError { code issues { pointer code } }
    ... on InvalidInputError { code issues: issues { path } } } }`.replace('issues: issues', 'wrong: issues');
  const simulate = async (input: object, by = admin): Promise<unknown> =>
    (await ask<{ simulate: unknown }>(SIMULATE, { input }, by)).simulate;

  test('decides every pair by the documents and the context of the question', async () => {
    const answer = await simulate({
      identityPolicies: [
        {
          name: 'own',
          document: {
            Version: '2012-10-17',
            Statement: [
              {
                Effect: 'Allow',
                Action: 'orders:*',
                Resource: '*',
                Condition: { StringEquals: { 'orders:team': '${aws:PrincipalTag/team}' } },
              },
            ],
          },
        },
      ],
      permissionsBoundary: allow('orders:Read'),
      context: { 'orders:team': 'blue', 'aws:PrincipalTag/team': 'blue' },
      actions: ['orders:Read', 'orders:Delete'],
      resources: ['a', 'b'],
    });
    const read = {
      action: 'orders:Read',
      allowed: true,
      matched: [
        { layer: 'identityPolicies', policy: 'own', statement: 0, effect: 'Allow' },
        { layer: 'permissionBoundaries', policy: 'permissionsBoundary', statement: 0, effect: 'Allow' },
      ],
      missing: [],
      layers: null,
    };
    const remove = {
      action: 'orders:Delete',
      decision: 'IMPLICITLY_DENIED',
      missing: [{ layer: 'permissionBoundaries', level: 0 }],
    };
    expect(answer).toMatchObject({
      decisions: [
        { ...read, resource: 'a' },
        { ...remove, resource: 'a' },
        { ...read, resource: 'b' },
        { ...remove, resource: 'b' },
      ],
      warnings: [],
    });
  });

  test('knows resource policies, session policies, levels of guardrails, and explains', async () => {
    const answer = await simulate({
      principal: `rn:${realm}:iam:account/1`,
      resourcePolicy: {
        Statement: [
          { Effect: 'Allow', Principal: { Reeve: `rn:${realm}:iam:account/1` }, Action: 'door:Open' },
        ],
      },
      guardrails: [{ policies: [{ document: allow('*') }] }, { policies: [{ document: allow('mail:*') }] }],
      actions: ['door:Open'],
      resources: ['door'],
      explain: true,
    });
    expect(answer).toMatchObject({
      decisions: [
        {
          allowed: false,
          missing: [{ layer: 'guardrails', level: 1 }],
          layers: [
            { layer: 'guardrails', says: 'Allow' },
            { layer: 'guardrails', says: 'nothing' },
            { layer: 'resourcePolicy', says: 'Allow' },
          ],
        },
      ],
    });
  });

  test('looks at nothing that is stored', async () => {
    const question = { actions: ['orders:Read'], resources: [order('1')] };
    const answer = await simulate({ ...question, principal: `rn:${realm}:iam:account/${ada}` });
    expect(answer).toMatchObject({ decisions: [{ allowed: false, matched: [] }] });
  });

  test('names all that is wrong with the documents by pointers into the input', async () => {
    const question = { actions: ['a:B'], resources: ['c'] };
    const wrong = { Statement: [{ Effect: 'Perhaps', Action: 'a:B', Resource: '*' }] };
    const answer = await simulate({
      ...question,
      identityPolicies: [{ document: allow('a:B') }, { document: wrong }],
      resourcePolicy: allow('a:B'),
      guardrails: [{ policies: [{ document: wrong }] }],
    });
    expect(answer).toMatchObject({
      code: 'INVALID_POLICY',
      issues: [
        { pointer: '/identityPolicies/1/document/Statement/0/Effect' },
        { pointer: '/resourcePolicy/Statement/0' },
        { pointer: '/guardrails/0/policies/0/document/Statement/0/Effect' },
      ],
    });
    const warned = await simulate({ ...question, identityPolicies: [{ document: allow('iam:Nonsense') }] });
    expect(warned).toMatchObject({
      warnings: [{ pointer: '/identityPolicies/0/document/Statement/0/Action' }],
    });
  });

  test('is bounded', async () => {
    const actions = Array.from({ length: 100 }, (_, at) => `a:B${at}`);
    const resources = actions.slice(0, 11);
    const refused = { code: 'BAD_USER_INPUT', wrong: [{ path: ['input', 'actions'] }] };
    expect(await simulate({ actions, resources })).toMatchObject(refused);
    expect(await simulate({ actions, resources: ['c'], explain: true })).toMatchObject(refused);
    const Statement = Array.from({ length: 150 }, () => ({ Effect: 'Deny', Action: 'a:B', Resource: '*' }));
    const identityPolicies = [{ document: { Statement } }, { document: { Statement } }];
    expect(await simulate({ actions, resources: actions.slice(0, 10), identityPolicies })).toMatchObject(
      refused,
    );
    expect(await simulate({ actions, resources: actions.slice(0, 10) })).toMatchObject({
      __typename: 'Simulation',
    });
  });
});

describe('what-if', () => {
  test('says who gains and who loses what on which resources', async () => {
    const changes = [
      { addGroupMembers: { groupId, memberIds: [bob] } },
      { removeGroupMembers: { groupId, memberIds: [ada] } },
    ];
    const answer = await whatIf({ changes });
    expect(nodesOf(answer)).toEqual([
      { principalId: ada, resource: order('1'), gained: [], lost: ['orders:Read'] },
      { principalId: ada, resource: order('2'), gained: [], lost: ['orders:Read'] },
      { principalId: bob, resource: order('1'), gained: ['orders:Read'], lost: [] },
      { principalId: bob, resource: order('2'), gained: ['orders:Read'], lost: [] },
    ]);
    expect(answer).toMatchObject({
      comparedActions: ['orders:Read'],
      uncomparedPatterns: [],
      reachesEverybody: false,
      cut: false,
      pageInfo: { hasNextPage: false },
    });
  });

  test('comes in pages that lack nothing and repeat nothing', async () => {
    const changes = [
      { addGroupMembers: { groupId, memberIds: [bob] } },
      { detachPolicy: { policyId, targetId: groupId } },
    ];
    const whole = nodesOf(await whatIf({ changes }));
    const found: object[] = [];
    for (let after: string | null = null; ;) {
      const page: Changes = await whatIf({ changes }, { first: 1, after });
      found.push(...nodesOf(page));
      if (!page.pageInfo.hasNextPage) break;
      after = page.pageInfo.endCursor;
    }
    expect(whole).toHaveLength(2);
    expect(found).toEqual(whole);
    expect(
      await codeOf(
        `query ($draft: DraftInput!) { whatIf(draft: $draft, after: "x") { ... on Error { code } } }`,
        { draft: { changes } },
        admin,
      ),
    ).toBe('BAD_USER_INPUT');
  });

  test('compares what wildcards mean to the realm, and tells what they mean to nobody', async () => {
    const document = allow(['orders:*', 'mail:*', 'iam:ListPolicie?']);
    const changes = [{ putInlinePolicy: { targetId: bob, name: 'draft', document } }];
    const answer = await whatIf({ changes });
    expect(answer).toMatchObject({
      comparedActions: ['iam:ListPolicies', 'orders:Read'],
      uncomparedPatterns: ['mail:*'],
    });
    expect(nodesOf(answer)).toHaveLength(2);
    const named = await whatIf({ changes, actions: ['mail:Send'], resources: ['inbox'] });
    expect(nodesOf(named)).toEqual([
      { principalId: bob, resource: 'inbox', gained: ['mail:Send'], lost: [] },
    ]);
  });

  test('of a guardrail looks at everybody, of a resource policy at the resource, registered or not', async () => {
    const guardrail = await whatIf({
      changes: [{ createGuardrail: { name: 'none', document: allow('mail:*') } }],
      actions: ['orders:Read'],
    });
    expect(guardrail.reachesEverybody).toBe(true);
    expect(nodesOf(guardrail).map(({ principalId, lost }) => [principalId, lost])).toEqual([
      [ada, ['orders:Read']],
      [ada, ['orders:Read']],
    ]);
    const document = {
      Statement: [
        { Effect: 'Allow', Principal: { Reeve: `rn:${realm}:iam:account/${bob}` }, Action: 'door:Open' },
      ],
    };
    const ours = { resource: `rn:${realm}:iam:group/${groupId}`, document };
    expect(await whatIf({ changes: [{ setResourcePolicy: ours }] })).toMatchObject({
      code: 'BAD_USER_INPUT',
      message: expect.stringContaining('draft.changes.0.setResourcePolicy') as unknown,
    });
    const policy = await whatIf({ changes: [{ setResourcePolicy: { resource: 'door', document } }] });
    expect(nodesOf(policy)).toEqual([
      { principalId: bob, resource: 'door', gained: ['door:Open'], lost: [] },
    ]);
  });

  test('says when it has looked at enough, and goes on', async () => {
    await mutate('addGroupMembers', { groupId, memberIds: [bob] });
    const hundred = Array.from({ length: 100 }, (_, at) => String(at).padStart(2, '0'));
    const draft = {
      changes: [{ detachPolicy: { policyId, targetId: groupId } }],
      actions: hundred.map((at) => (at === '00' ? 'orders:Read' : `other:${at}`)),
      resources: hundred,
    };
    const counted = new Map<string, number>();
    let pages = 0;
    let cut = 0;
    for (let after: string | null = null; ;) {
      const page: Changes = await whatIf(draft, { first: 100, after });
      pages += 1;
      if (page.cut) cut += 1;
      for (const { principalId } of nodesOf(page))
        counted.set(principalId, (counted.get(principalId) ?? 0) + 1);
      if (!page.pageInfo.hasNextPage) break;
      after = page.pageInfo.endCursor;
    }
    expect(Object.fromEntries(counted)).toEqual({ [ada]: 100, [bob]: 100 });
    expect(pages).toBeLessThan(6);
    expect(cut).toBe(0);
    // Nothing is found on these: the bound of work alone ends the page.
    const nothing = await whatIf({ ...draft, actions: hundred.map((at) => `other:${at}`) });
    expect(nothing).toMatchObject({ edges: [], cut: true, pageInfo: { hasNextPage: true } });
    const rest = await whatIf(
      { ...draft, actions: hundred.map((at) => `other:${at}`) },
      { after: nothing.pageInfo.endCursor },
    );
    expect(rest).toMatchObject({ edges: [], cut: false, pageInfo: { hasNextPage: false } });
  });

  test('refuses what could not be done, and names the change', async () => {
    const unknown = '0192d1f0-0000-7000-8000-000000000001';
    const good = { assignRole: { roleId: await idOf('createRole', { name: 'r' }, 'Role'), subjectId: ada } };
    const inner = await idOf('createGroup', { name: 'inner' }, 'Group');
    const refusals: readonly (readonly [string, object])[] = [
      ['attachPolicy', { policyId: unknown, targetId: groupId }],
      ['attachPolicy', { policyId, targetId: unknown }],
      ['setDefaultPolicyVersion', { policyId, number: 9 }],
      ['deleteInlinePolicy', { targetId: groupId, name: 'none' }],
      ['removePermissionsBoundary', { targetId: ada }],
      ['setPermissionsBoundary', { policyId, targetId: groupId }],
      ['deleteGuardrail', { id: policyId }],
      ['removeResourcePolicy', { resource: 'none' }],
      ['addGroupMembers', { groupId, memberIds: [groupId] }],
      ['assignRole', { roleId: unknown, subjectId: ada }],
    ];
    for (const [kind, input] of refusals) {
      expect([kind, await whatIf({ changes: [good, { [kind]: input }] })]).toMatchObject([
        kind,
        { code: 'BAD_USER_INPUT', inputIssues: [{ path: ['draft', 'changes', '1', kind] }] },
      ]);
    }
    const cycle = [
      { addGroupMembers: { groupId, memberIds: [inner] } },
      { addGroupMembers: { groupId: inner, memberIds: [groupId] } },
    ];
    expect(await whatIf({ changes: cycle })).toMatchObject({
      inputIssues: [{ path: ['draft', 'changes', '1', 'addGroupMembers'] }],
    });
    const document = { Statement: [{ Effect: 'Allow', Action: 7, Resource: '*' }] };
    expect(
      await whatIf({ changes: [good, { putInlinePolicy: { targetId: ada, name: 'x', document } }] }),
    ).toMatchObject({
      code: 'INVALID_POLICY',
      issues: [{ pointer: '/changes/1/putInlinePolicy/document/Statement/0/Action' }],
    });
    expect(await whatIf({ changes: [good], resources: ['rn:elsewhere:a:b'] })).toMatchObject({
      inputIssues: [{ path: ['draft', 'resources', '0'] }],
    });
  });

  test('takes exactly one change at a time', async () => {
    const text = 'query ($draft: DraftInput!) { whatIf(draft: $draft) { ... on Error { code } } }';
    for (const change of [
      {},
      { deleteGuardrail: { id: policyId }, attachPolicy: { policyId, targetId: ada } },
    ]) {
      expect(await codeOf(text, { draft: { changes: [change] } }, admin)).toBe('BAD_USER_INPUT');
    }
    const changes = Array.from({ length: 21 }, () => ({ deleteGuardrail: { id: policyId } }));
    expect(await codeOf(text, { draft: { changes } }, admin)).toBe('BAD_USER_INPUT');
  });

  test('refuses guardrails of system, which bind other realms', async () => {
    const draft = { changes: [{ createGuardrail: { name: 'x', document: allow('*') } }] };
    const text = `query ($draft: DraftInput!) { whatIf(draft: $draft) { ... on Error { code message } } }`;
    const answer = await server.graphql(text, { draft }, { realm: 'system', token: admin });
    expect(answer).toMatchObject({ whatIf: { code: 'BAD_USER_INPUT' } });
  });
});

describe('who can', () => {
  const WHO = `query ($action: String!, $resource: String!, $first: Int, $after: String, $context: Attributes) {
    whoCan(action: $action, resource: $resource, first: $first, after: $after, context: $context) {
      edges { node { principalId account { email } } } pageInfo { hasNextPage endCursor } cut } }`;
  const whoCan = async (variables: object): Promise<unknown> =>
    (await ask<{ whoCan: unknown }>(WHO, variables)).whoCan;

  test('finds the accounts that may, in pages, the oldest first', async () => {
    const question = { action: 'orders:Read', resource: order('1') };
    const adas = { node: { principalId: ada, account: { email: 'ada@example.com' } } };
    const bobs = { node: { principalId: bob, account: { email: 'bob@example.com' } } };
    expect(await whoCan(question)).toMatchObject({ edges: [adas], cut: false });
    await mutate('addGroupMembers', { groupId, memberIds: [bob] });
    expect(await whoCan(question)).toMatchObject({ edges: [adas, bobs], pageInfo: { hasNextPage: false } });
    expect(await whoCan({ ...question, first: 1 })).toMatchObject({
      edges: [adas],
      pageInfo: { hasNextPage: true, endCursor: ada },
    });
    expect(await whoCan({ ...question, first: 1, after: ada })).toMatchObject({
      edges: [bobs],
      pageInfo: { hasNextPage: false },
    });
    expect(await whoCan({ ...question, action: 'orders:Delete' })).toMatchObject({ edges: [] });
  });

  test('decides with the tags of the resource, its policy, and the context of the question', async () => {
    const document = {
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Action: 'orders:Pay',
          Resource: '*',
          Condition: { StringEquals: { 'aws:ResourceTag/kind': 'open', 'orders:Region': 'eu' } },
        },
      ],
    };
    await mutate('putInlinePolicy', { targetId: bob, name: 'pay', document });
    const resources = [{ type: 'orders/order', id: '1', tags: { kind: 'open' } }];
    await mutate('registerResources', { resources });
    const question = { action: 'orders:Pay', resource: order('1') };
    expect(await whoCan(question)).toMatchObject({ edges: [] });
    const bobs = { node: { principalId: bob } };
    const context = { 'orders:Region': 'eu' };
    expect(await whoCan({ ...question, context })).toMatchObject({ edges: [bobs] });
    expect(await whoCan({ ...question, resource: order('2'), context })).toMatchObject({ edges: [] });
    const Principal = { Reeve: `rn:${realm}:iam:account/${ada}` };
    await mutate('setResourcePolicy', {
      resource: order('2'),
      document: { Statement: [{ Effect: 'Allow', Principal, Action: 'orders:Pay' }] },
    });
    expect(await whoCan({ ...question, resource: order('2') })).toMatchObject({
      edges: [{ node: { principalId: ada } }],
    });
  });

  test('refuses bad cursors, names of other realms and context about who asks', async () => {
    const question = { action: 'orders:Read', resource: order('1') };
    for (const wrong of [
      { after: 'x' },
      { resource: 'rn:elsewhere:a:b' },
      { action: '' },
      { context: { 'aws:userid': ada } },
    ]) {
      expect([wrong, await codeOf(WHO, { ...question, ...wrong }, admin)]).toEqual([wrong, 'BAD_USER_INPUT']);
    }
  });
});

describe('what can', () => {
  const WHAT = `query ($id: ID) { whatCan(principalId: $id) { principal cut patterns {
    actions { patterns except } resources { patterns except } conditions { key }
    by { policy origin } within { layer policy } denies { by { policy } actions { patterns } } } } }`;
  interface Told {
    readonly principal: string;
    readonly cut: boolean;
    readonly patterns: readonly { readonly by: { readonly policy: string } }[];
  }
  const whatCan = async (id: string | undefined, by: string): Promise<Told> =>
    (await ask<{ whatCan: Told }>(WHAT, { id }, by)).whatCan;

  test('tells an account what it may do itself, narrowed by its boundary', async () => {
    const told = await whatCan(undefined, token);
    expect(told.principal).toBe(`rn:${realm}:iam:account/${ada}`);
    expect(told.patterns).toMatchObject([
      { by: { policy: 'SelfService', origin: 'everybody' }, conditions: [{ key: 'iam:OwnerId' }] },
      {
        actions: { patterns: ['orders:Read'], except: [] },
        by: { policy: 'orders', origin: `group:${groupId}` },
      },
    ]);
    const boundary = await idOf('createPolicy', { name: 'bound', document: allow('orders:*', order('1')) });
    await mutate('setPermissionsBoundary', { policyId: boundary, targetId: ada });
    expect((await whatCan(ada, admin)).patterns).toMatchObject([
      {
        actions: { patterns: ['orders:Read'] },
        resources: { patterns: [order('1')] },
        within: [{ layer: 'permissionBoundaries', policy: 'bound' }],
      },
    ]);
  });

  test('tells of guardrails only whom may read them', async () => {
    const document = {
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Action: '*', Resource: '*' },
        { Effect: 'Deny', Action: 'orders:Read', Resource: order('secret') },
      ],
    };
    await mutate('createGuardrail', { name: 'fence', document });
    const withFence = async (id: string | undefined, by: string): Promise<boolean> =>
      JSON.stringify(await whatCan(id, by)).includes('fence');
    expect(await withFence(ada, admin)).toBe(true);
    expect(await withFence(undefined, token)).toBe(false);
    await mutate('putInlinePolicy', { targetId: ada, name: 'one', document: allow('iam:ListGuardrails') });
    expect(await withFence(undefined, token)).toBe(true);
  });

  test('tells others what they may know', async () => {
    expect(await codeOf(WHAT, { id: bob }, token)).toBe('NOT_FOUND');
    expect((await whatCan(bob, admin)).patterns.map(({ by }) => by.policy)).toEqual(['SelfService']);
    expect(await codeOf(WHAT, { id: '0192d1f0-0000-7000-8000-000000000001' }, admin)).toBe('NOT_FOUND');
    expect(await codeOf(WHAT, { id: 'x' }, admin)).toBe('BAD_USER_INPUT');
  });
});

test('simulations cannot be multiplied by aliases', async () => {
  const input = { actions: ['a:B'], resources: ['c'] };
  const asked = (times: number): string =>
    `query ($input: SimulateInput!) { ${Array.from({ length: times }, (_, at) => `s${at}: simulate(input: $input) { __typename }`).join(' ')} }`;
  expect(await codeOf(asked(2), { input }, admin)).toBeUndefined();
  expect(await codeOf(asked(3), { input }, admin)).toBe('QUERY_TOO_COMPLEX');
});

test('who may not ask is refused, and who may ask one thing may not ask another', async () => {
  const draft = { changes: [{ detachPolicy: { policyId, targetId: groupId } }] };
  const questions = {
    'iam:SimulatePolicy': [
      'query ($input: SimulateInput!) { simulate(input: $input) { __typename ... on Error { code } } }',
      { input: { actions: ['a:B'], resources: ['c'] } },
    ],
    'iam:SimulateChange': [
      'query ($draft: DraftInput!) { whatIf(draft: $draft) { __typename ... on Error { code } } }',
      { draft },
    ],
    'iam:ListPrincipalsWithAccess': ['{ whoCan(action: "a:B", resource: "c") { cut } }', {}],
  } as const;
  for (const action of Object.keys(questions)) {
    await mutate('putInlinePolicy', { targetId: ada, name: 'one', document: allow(action) });
    for (const [needed, [text, variables]] of Object.entries(questions)) {
      const code = await codeOf(text, variables, token);
      expect([action, needed, code]).toEqual([action, needed, needed === action ? undefined : 'FORBIDDEN']);
    }
  }
  // Saying what the circumstances are is a right of its own.
  const withContext = { draft: { ...draft, context: { 'a:b': 'c' } } };
  await mutate('putInlinePolicy', { targetId: ada, name: 'one', document: allow('iam:SimulateChange') });
  expect(await codeOf(questions['iam:SimulateChange'][0], withContext, token)).toBe('FORBIDDEN');
});

test('the examples of the guide', async () => {
  const guide = readFileSync('docs/guides/who-could-and-what-if.md', 'utf8').replaceAll(
    'rn:demo:',
    `rn:${realm}:`,
  );
  const blocks = [...guide.matchAll(/^```graphql\n([\s\S]*?)^```$/gm)].map(([, text = '']) => text);
  const json = /^```json\n([\s\S]*?)^```$/m.exec(guide)?.[1] ?? '';
  const variables: Readonly<Record<string, object>> = {
    Simulate: JSON.parse(json) as object,
    WhatIf: { groupId, memberId: bob, policyId },
    WhatIfThereWere: { targetId: bob, document: allow('orders:Read') },
    WhatCan: { principalId: ada },
  };
  const answers = new Map<string, unknown>();
  for (const text of blocks) {
    const name = /query (\w+)/.exec(text)?.[1] ?? '';
    answers.set(name, await ask(text, variables[name] ?? {}));
  }
  expect([...answers.keys()]).toEqual(['Simulate', 'WhatIf', 'WhatIfThereWere', 'WhoCan', 'WhatCan']);
  expect(answers.get('Simulate')).toMatchObject({
    simulate: { decisions: [{ allowed: true }, { allowed: false }] },
  });
  expect(answers.get('WhatIf')).toMatchObject({
    whatIf: { edges: [{ node: { account: { email: 'ada@example.com' }, lost: ['orders:Read'] } }, {}] },
  });
  expect(answers.get('WhatIfThereWere')).toMatchObject({
    whatIf: { edges: [{ node: { principalId: bob, gained: ['orders:Read'] } }] },
  });
  expect(answers.get('WhoCan')).toMatchObject({ whoCan: { edges: [] } });
  expect(answers.get('WhatCan')).toMatchObject({ whatCan: { cut: false } });
});
