import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { STRONG_PASSWORD } from '../support/passwords.js';
import { createScenario, type Scenario } from '../support/scenario.js';
import { startServer, type TestServer } from '../support/server.js';

/*
 * The scenarios with which AuthZEN's working group tries decision points on each other (openid/authzen, interop and
 * certification), told again: who may do what there is a policy of the realm, and who is somebody an account of it.
 */

let server: TestServer;
let scenario: Scenario;
beforeAll(async () => {
  server = await startServer({ env: { REEVE_RATE_LIMIT: 'off' } });
  scenario = createScenario(server);
}, 60_000);
afterAll(async () => {
  await server.stop();
});

/** What asks: it may ask about everybody, and do nothing else. */
async function enforcementPoint(realm: string): Promise<string> {
  const id = await scenario.user(realm, 'pep@example.com');
  await policy(
    realm,
    'Asks',
    [{ Effect: 'Allow', Action: ['iam:Evaluate', 'iam:SupplyContext'], Resource: '*' }],
    id,
  );
  return (await server.login(realm, 'pep@example.com', STRONG_PASSWORD)).body.access_token;
}

async function policy(
  realm: string,
  name: string,
  statements: readonly object[],
  ...targets: readonly string[]
) {
  const document = { Version: '2012-10-17', Statement: statements };
  const { id: policyId } = await scenario.mutate<{ id: string }>(
    realm,
    'createPolicy',
    { name, document },
    '... on Policy { id }',
  );
  for (const targetId of targets) await scenario.mutate(realm, 'attachPolicy', { policyId, targetId });
}

async function role(realm: string, name: string, holders: readonly string[]): Promise<string> {
  const { id: roleId } = await scenario.mutate<{ id: string }>(
    realm,
    'createRole',
    { name },
    '... on Role { id }',
  );
  for (const subjectId of holders) await scenario.mutate(realm, 'assignRole', { roleId, subjectId });
  return roleId;
}

async function ask(realm: string, token: string, route: string, body: unknown) {
  const answer = await server.postJson(`/realms/${realm}/access/v1/${route}`, body, { token });
  if (answer.status !== 200) throw new Error(`${answer.status}: ${JSON.stringify(answer.body)}`);
  return answer.body;
}

const allow = (Action: string | readonly string[], Condition?: object) => ({
  Effect: 'Allow',
  Action,
  Resource: '*',
  ...(Condition && { Condition }),
});

describe('the shared to-do list', () => {
  const people = {
    rick: {
      id: 'CiRmZDA2MTRkMy1jMzlhLTQ3ODEtYjdiZC04Yjk2ZjVhNTEwMGQSBWxvY2Fs',
      email: 'rick@the-citadel.com',
    },
    morty: {
      id: 'CiRmZDE2MTRkMy1jMzlhLTQ3ODEtYjdiZC04Yjk2ZjVhNTEwMGQSBWxvY2Fs',
      email: 'morty@the-citadel.com',
    },
    summer: {
      id: 'CiRmZDI2MTRkMy1jMzlhLTQ3ODEtYjdiZC04Yjk2ZjVhNTEwMGQSBWxvY2Fs',
      email: 'summer@the-smiths.com',
    },
    beth: {
      id: 'CiRmZDM2MTRkMy1jMzlhLTQ3ODEtYjdiZC04Yjk2ZjVhNTEwMGQSBWxvY2Fs',
      email: 'beth@the-smiths.com',
    },
    jerry: {
      id: 'CiRmZDQ2MTRkMy1jMzlhLTQ3ODEtYjdiZC04Yjk2ZjVhNTEwMGQSBWxvY2Fs',
      email: 'jerry@the-smiths.com',
    },
  } as const;
  type Person = keyof typeof people;
  const names = Object.keys(people) as Person[];
  let realm: string;
  let token: string;

  beforeAll(async () => {
    realm = await scenario.realm();
    token = await enforcementPoint(realm);
    const ids = new Map<string, string>();
    for (const [name, { id, email }] of Object.entries(people)) {
      ids.set(name, await scenario.user(realm, email, { externalId: id }));
    }
    const holders = (...some: readonly Person[]): string[] => some.map((name) => ids.get(name) ?? '');
    const viewer = await role(realm, 'viewer', holders('beth', 'jerry'));
    const editor = await role(realm, 'editor', holders('morty', 'summer'));
    const admin = await role(realm, 'admin', holders('rick'));
    const genius = await role(realm, 'evil_genius', holders('rick'));
    const own = { StringEquals: { 'aws:ResourceTag/ownerID': '${aws:username}' } };
    await policy(
      realm,
      'View',
      [allow(['user:can_read_user', 'todo:can_read_todos'])],
      viewer,
      editor,
      admin,
      genius,
    );
    await policy(realm, 'Create', [allow('todo:can_create_todo')], editor, admin, genius);
    await policy(
      realm,
      'Own',
      [allow(['todo:can_update_todo', 'todo:can_delete_todo'], own)],
      editor,
      admin,
      genius,
    );
    await policy(realm, 'DeleteAny', [allow('todo:can_delete_todo')], admin);
    await policy(realm, 'UpdateAny', [allow('todo:can_update_todo')], genius);
    await policy(realm, 'Look', [allow('route:GET')], viewer, editor, admin, genius);
    await policy(
      realm,
      'Change',
      [allow(['route:POST', 'route:PUT', 'route:DELETE'])],
      editor,
      admin,
      genius,
    );
  }, 60_000);

  const todo = (owner?: Person) => ({
    type: 'todo',
    id: owner === undefined ? 'todo-1' : '7240d0db-8ff0-41ec-98b2-34a096273b9f',
    ...(owner !== undefined && { properties: { ownerID: people[owner].email } }),
  });
  const question = (who: Person, name: string, resource: object) => ({
    // `identity` is of the first draft, and some still send it.
    subject: { type: 'user', id: people[who].id, identity: people[who].id },
    action: { name },
    resource,
    context: {},
  });

  //          creates, updates rick's, updates his own, deletes rick's, deletes his own
  test.each([
    ['rick', [true, true, true, true, true]],
    ['morty', [true, false, true, false, true]],
    ['summer', [true, false, true, false, true]],
    ['beth', [false, false, false, false, false]],
    ['jerry', [false, false, false, false, false]],
  ] as const)('%s', async (who, [creates, updates, updatesOwn, deletes, deletesOwn]) => {
    const asked: readonly (readonly [ReturnType<typeof question>, boolean])[] = [
      ...names.map((name) => {
        const resource = { type: 'user', id: people[name].email };
        return [question(who, 'can_read_user', resource), true] as const;
      }),
      [question(who, 'can_read_user', { type: 'user', id: people[who].id, userID: people[who].email }), true],
      [question(who, 'can_read_todos', todo()), true],
      [question(who, 'can_create_todo', todo()), creates],
      [question(who, 'can_update_todo', todo('rick')), updates],
      [question(who, 'can_update_todo', todo(who)), updatesOwn],
      [question(who, 'can_delete_todo', todo('rick')), deletes],
      [question(who, 'can_delete_todo', todo(who)), deletesOwn],
    ];
    for (const [body, decision] of asked) {
      expect({ body, answer: await ask(realm, token, 'evaluation', body) }).toMatchObject({
        body,
        answer: { decision },
      });
    }
    // The same by e-mail address, and all at once.
    const byEmail = asked.map(([body]) => ({ ...body, subject: { type: 'user', id: people[who].email } }));
    expect(await ask(realm, token, 'evaluations', { evaluations: byEmail })).toEqual({
      evaluations: asked.map(([, decision]) => ({ decision })),
    });
  });

  test('boxcarred, with a default that is empty', async () => {
    const { subject, action } = question('morty', 'can_update_todo', {});
    const evaluations = (['rick', 'morty'] as const).map((owner) => ({ resource: todo(owner) }));
    expect(
      await ask(realm, token, 'evaluations', { subject, action, resource: {}, context: {}, evaluations }),
    ).toEqual({ evaluations: [{ decision: false }, { decision: true }] });
  });

  test('as an API gateway asks about its routes', async () => {
    for (const who of names) {
      const edits = !['beth', 'jerry'].includes(who);
      const asked = [
        ['GET', '/users/{userId}', true],
        ['GET', '/todos', true],
        ['POST', '/todos', edits],
        ['PUT', '/todos/{todoId}', edits],
        ['DELETE', '/todos/{todoId}', edits],
      ] as const;
      const evaluations = asked.map(([name, id]) => ({
        subject: { type: 'identity', id: people[who].id },
        action: { name },
        resource: { type: 'route', id },
      }));
      expect(await ask(realm, token, 'evaluations', { evaluations })).toEqual({
        evaluations: asked.map(([, , decision]) => ({ decision })),
      });
    }
  });
});

describe('records that are searched', () => {
  const people = {
    alice: ['manager', 'Sales'],
    bob: ['employee', 'Legal'],
    carol: ['contractor', 'Legal'],
    dan: ['manager', 'Finance'],
    erin: ['employee', 'Finance'],
    felix: ['contractor', 'Accounting'],
  } as const;
  type Person = keyof typeof people;
  const names = Object.keys(people) as Person[];
  /** Records 101 to 120: the department of each; alice, bob, ... own them in turn, but for a few. */
  const departments = [
    ...[
      'Legal',
      'Legal',
      'Legal',
      'Accounting',
      'Legal',
      'Accounting',
      'Sales',
      'Legal',
      'Accounting',
      'Sales',
    ],
    ...['Accounting', 'Legal', 'Sales', 'Accounting', 'Finance', 'Legal', 'Legal', 'Accounting', 'Legal'],
    'Accounting',
  ];
  const records = departments.map((department, at) => ({
    id: String(101 + at),
    department,
    owner: names[at % names.length] ?? 'alice',
  }));
  const actions = ['view', 'edit', 'delete'] as const;
  /** The rules in words: owners do everything; a department sees its own, its managers edit it; managers see all. */
  const may = (who: Person, action: string, { department, owner }: (typeof records)[number]): boolean => {
    const [job, own] = people[who];
    if (owner === who) return true;
    if (action === 'view') return own === department || job === 'manager';
    return action === 'edit' && job === 'manager' && own === department;
  };
  let realm: string;
  let token: string;

  beforeAll(async () => {
    realm = await scenario.realm();
    token = await enforcementPoint(realm);
    const ids: string[] = [];
    for (const [name, [job, department]] of Object.entries(people)) {
      const fields = { externalId: name, attributes: { job, department, name } };
      ids.push(await scenario.user(realm, `${name}@example.com`, fields));
    }
    const isOwner = { StringEquals: { 'aws:ResourceTag/owner': '${aws:PrincipalTag/name}' } };
    const sameDepartment = { 'aws:ResourceTag/department': '${aws:PrincipalTag/department}' };
    const isManager = { 'aws:PrincipalTag/job': 'manager' };
    const rules = [
      allow(['record:view', 'record:edit', 'record:delete'], isOwner),
      allow('record:view', { StringEquals: sameDepartment }),
      allow('record:view', { StringEquals: isManager }),
      allow('record:edit', { StringEquals: { ...sameDepartment, ...isManager } }),
    ];
    await policy(realm, 'Records', rules, ...ids);
    await scenario.mutate(realm, 'registerResources', {
      resources: records.map(({ id, department, owner }) => ({
        type: 'record',
        id,
        tags: { department, owner },
      })),
    });
  }, 60_000);

  const sorted = (results: readonly { readonly id: string }[]): string[] =>
    results.map(({ id }) => id).sort();
  type Results = { readonly results: readonly { readonly id: string }[] };

  test('who may do what to a record', async () => {
    for (const record of records) {
      for (const name of actions) {
        const body = {
          subject: { type: 'user' },
          action: { name },
          resource: { type: 'record', id: record.id },
        };
        const found = (await ask(realm, token, 'search/subject', body)) as unknown as Results;
        expect({ body, found: sorted(found.results), keys: Object.keys(found) }).toEqual({
          body,
          found: names.filter((who) => may(who, name, record)),
          keys: ['results'],
        });
      }
    }
  });

  test('on which records somebody may do what', async () => {
    for (const who of names) {
      for (const name of actions) {
        const body = { subject: { type: 'user', id: who }, action: { name }, resource: { type: 'record' } };
        const found = (await ask(realm, token, 'search/resource', body)) as unknown as Results;
        expect({ body, found: sorted(found.results) }).toEqual({
          body,
          found: records.filter((record) => may(who, name, record)).map(({ id }) => id),
        });
      }
    }
  });

  test('what somebody may do to a record; nobody, nothing to what is not there', async () => {
    const search = async (id: string, resource: string) =>
      ask(realm, token, 'search/action', {
        subject: { type: 'user', id },
        resource: { type: 'record', id: resource },
      });
    for (const who of names) {
      for (const record of records) {
        const found = (await search(who, record.id))['results'] as { readonly name: string }[];
        expect({ who, record, found: found.map(({ name }) => name).sort() }).toEqual({
          who,
          record,
          found: actions.filter((name) => may(who, name, record)).sort(),
        });
      }
    }
    expect(await search('nobody', '101')).toEqual({ results: [] });
    expect(await search('bob', '999')).toEqual({ results: [] });
  });
});

describe('the fixture of the certification', () => {
  let realm: string;
  let token: string;
  beforeAll(async () => {
    realm = await scenario.realm();
    token = await enforcementPoint(realm);
    const alice = await scenario.user(realm, 'alice@example.com', { externalId: 'alice' });
    const bob = await scenario.user(realm, 'bob@example.com', {
      externalId: 'bob',
      attributes: { role: 'admin' },
    });
    const archived = { 'aws:ResourceTag/status': 'archived' };
    await policy(realm, 'Read', [allow('record:read')], alice, bob);
    await policy(
      realm,
      'Write',
      [
        allow('record:write', { StringNotEquals: archived }),
        allow('record:delete', { Bool: { 'reeve:ActionProperty/soft': 'true' } }),
      ],
      alice,
    );
    await policy(
      realm,
      'Archive',
      [allow('record:write', { StringEquals: { ...archived, 'aws:PrincipalTag/role': 'admin' } })],
      bob,
    );
    await scenario.mutate(realm, 'registerResources', {
      resources: [
        { type: 'record', id: 'record-1', tags: { status: 'active' } },
        { type: 'record', id: 'record-2', tags: { status: 'archived' } },
      ],
    });
  }, 60_000);

  const user = (id: string, properties?: object) => ({ type: 'user', id, ...(properties && { properties }) });
  const record = (id: string, properties?: object) => ({
    type: 'record',
    id,
    ...(properties && { properties }),
  });
  const doing = (name: string, properties?: object) => ({ name, ...(properties && { properties }) });

  test.each([
    [user('alice'), doing('read'), record('record-1'), true],
    [user('alice'), doing('write'), record('record-1'), true],
    [user('bob'), doing('read'), record('record-1'), true],
    [user('bob'), doing('write'), record('record-1'), false],
    [user('alice'), doing('write'), record('record-2', { status: 'archived' }), false],
    [user('bob', { role: 'admin' }), doing('write'), record('record-2', { status: 'archived' }), true],
    [user('alice'), doing('delete', { soft: true }), record('record-1'), true],
    [user('alice'), doing('delete', { soft: false }), record('record-1'), false],
    [
      user('alice', { department: 'Sales', role: 'manager' }),
      doing('read', { method: 'GET' }),
      record('record-1', { status: 'active', owner: 'bob' }),
      true,
    ],
  ])('%j %j %j: %s', async (subject, action, resource, decision) => {
    const body = { subject, action, resource };
    const more = {
      futureField: { nested: true },
      context: { time: '2025-06-27T18:03-07:00', ip: '192.168.1.1' },
    };
    for (const asked of [body, body, { ...body, ...more }]) {
      expect(await ask(realm, token, 'evaluation', asked)).toMatchObject({ decision });
    }
    expect(await ask(realm, token, 'evaluations', { ...body, evaluations: [{}] })).toEqual({
      evaluations: [{ decision }],
    });
  });

  test('a member that lacks its type has it from the top', async () => {
    const evaluations = [
      { resource: { id: 'record-1', properties: { status: 'active' } } },
      { resource: record('record-2', { status: 'archived' }) },
    ];
    const body = {
      subject: user('alice'),
      action: doing('write'),
      resource: { type: 'record' },
      evaluations,
    };
    expect(await ask(realm, token, 'evaluations', body)).toEqual({
      evaluations: [{ decision: true }, { decision: false }],
    });
  });

  test('searches find those whom the policies mean', async () => {
    const archived = record('record-2', { status: 'archived' });
    const searches = [
      [
        'subject',
        { subject: { type: 'user' }, action: doing('read'), resource: record('record-1') },
        ['alice', 'bob'],
      ],
      ['subject', { subject: { type: 'user' }, action: doing('write'), resource: archived }, ['bob']],
      [
        'resource',
        { subject: user('alice'), action: doing('read'), resource: { type: 'record' } },
        ['record-1', 'record-2'],
      ],
      [
        'resource',
        { subject: user('bob', { role: 'admin' }), action: doing('write'), resource: { type: 'record' } },
        ['record-2'],
      ],
      ['action', { subject: user('alice'), resource: record('record-1') }, ['read', 'write']],
      ['action', { subject: user('bob', { role: 'admin' }), resource: archived }, ['read', 'write']],
    ] as const;
    for (const [route, body, expected] of searches) {
      const { results } = await ask(realm, token, `search/${route}`, { ...body, context: { time: 'now' } });
      const found = (results as { readonly id?: string; readonly name?: string }[]).map(
        ({ id, name }) => id ?? name,
      );
      expect({ route, body, found: found.sort() }).toEqual({ route, body, found: [...expected] });
    }
  });

  test('pages end with an empty token', async () => {
    const body = { subject: { type: 'user' }, action: doing('read'), resource: record('record-1') };
    const first = await ask(realm, token, 'search/subject', { ...body, page: { limit: 1, properties: {} } });
    expect(first).toMatchObject({ results: [user('alice')], page: { count: 1 } });
    const { next_token: next } = first['page'] as { next_token: string };
    expect(await ask(realm, token, 'search/subject', { ...body, page: { token: next } })).toEqual({
      page: { next_token: '', count: 1 },
      results: [user('bob')],
    });
  });
});
