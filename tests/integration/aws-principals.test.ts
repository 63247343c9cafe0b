import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { newId } from '../../src/kernel/ids.js';
import { STRONG_PASSWORD } from '../support/passwords.js';
import { createScenario, type Scenario } from '../support/scenario.js';
import { startServer, type TestServer } from '../support/server.js';

const AWS = '123456789012';

let server: TestServer;
let scenario: Scenario;
let realm: string;
let ada: Person;
let bob: Person;

interface Person {
  readonly id: string;
  readonly email: string;
  readonly token: string;
}

beforeAll(async () => {
  server = await startServer();
  scenario = createScenario(server);
  realm = await scenario.realm({ awsAccountId: AWS });
  ada = await person(realm, { externalId: 'ada' });
  bob = await person(realm, { name: 'ada' });
}, 60_000);
afterAll(() => server.stop());

async function person(at: string, fields: object = {}): Promise<Person> {
  const email = `${newId()}@example.com`;
  const id = await scenario.user(at, email, { ...fields });
  return { id, email, token: (await server.login(at, email, STRONG_PASSWORD)).body.access_token };
}

const user = (name: string, account = AWS): string => `arn:aws:iam::${account}:user/${name}`;
const roleArn = (name: string): string => `arn:aws:iam::${AWS}:role/${name}`;
const trusting = (...names: string[]) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { AWS: names }, Action: 'sts:AssumeRole' }],
});

async function makeRole(name: string = newId(), at = realm): Promise<string> {
  return (await scenario.mutate<{ id: string }>(at, 'createRole', { name }, '... on Role { id }')).id;
}

const trust = (roleId: string, document: object, at = realm): Promise<unknown> =>
  scenario.mutate(at, 'setTrustPolicy', { roleId, document });

/** The token of a session of the role; undefined where it may not be assumed. */
async function assumed(roleId: string, by: string, sessionName = 'work', at = realm) {
  const { body } = await server.postJson<{ access_token?: string }>(
    `/realms/${at}/assume-role`,
    { roleId, sessionName },
    { token: by },
  );
  return body.access_token;
}

/** Who of these may assume the role. */
async function mayAssume(roleId: string, ...who: Person[]): Promise<boolean[]> {
  const tokens = await Promise.all(who.map(({ token }) => assumed(roleId, token)));
  return tokens.map((token) => token !== undefined);
}

async function may(by: string, action: string, resource: string): Promise<boolean> {
  const answer = await server.graphql<{ isAuthorized: { allowed: boolean } }>(
    'query ($input: AuthorizationInput!) { isAuthorized(input: $input) { allowed } }',
    { input: { action, resource } },
    { realm, token: by },
  );
  return answer.isAuthorized.allowed;
}

/** What an invalid policy is told; by an administrator unless told otherwise. */
async function refusal(name: string, input: object, by?: string): Promise<unknown> {
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`;
  const answer = await server.graphql(
    `mutation ($input: ${type}!) { ${name}(input: $input) {
       ... on InvalidPolicyError { issues { pointer code } } ... on Error { code } } }`,
    { input },
    { realm, token: by ?? (await server.adminToken()) },
  );
  return answer[name];
}

describe('a trust policy that names principals of the AWS account', () => {
  test('lets exactly that account assume the role, by external id or e-mail address', async () => {
    const role = await makeRole();
    await trust(role, trusting(user('ada')));
    expect(await mayAssume(role, ada, bob)).toEqual([true, false]);
    await trust(role, trusting(user(bob.email.toUpperCase())));
    expect(await mayAssume(role, ada, bob)).toEqual([false, true]);
  });

  test('reads back as it was written, without warnings', async () => {
    const roleId = await makeRole();
    const document = trusting(user('ada'), AWS);
    await trust(roleId, document);
    const { role } = await server.graphql<{ role: unknown }>(
      'query ($id: ID!) { role(id: $id) { trustPolicy { document warnings { pointer } } } }',
      { id: roleId },
      { realm, token: await server.adminToken() },
    );
    expect(role).toEqual({ trustPolicy: { document, warnings: [] } });
  });

  test('keeps the role that had the name when it was written', async () => {
    const name = newId();
    const first = await makeRole(name);
    await trust(first, trusting(user('ada')));
    const target = await makeRole();
    await trust(target, trusting(roleArn(name)));
    const session = (await assumed(first, ada.token)) ?? '';
    expect(await assumed(target, session)).toBeDefined();

    await scenario.mutate(realm, 'updateRole', { id: first, name: newId() });
    const second = await makeRole(name);
    await trust(second, trusting(user('ada')));
    expect(await assumed(target, (await assumed(second, ada.token)) ?? '')).toBeUndefined();
    expect(await assumed(target, session)).toBeDefined();

    await scenario.mutate(realm, 'deleteRole', { id: first });
    expect(await assumed(target, session)).toBeUndefined();
    await trust(target, trusting(roleArn(name)));
    expect(await assumed(target, (await assumed(second, ada.token)) ?? '')).toBeDefined();
  });

  test('can name one session of a role', async () => {
    const name = newId();
    const role = await makeRole(name);
    await trust(role, trusting(user('ada')));
    const target = await makeRole();
    await trust(target, trusting(`arn:aws:sts::${AWS}:assumed-role/${name}/night`));
    const day = (await assumed(role, ada.token, 'day')) ?? '';
    const night = (await assumed(role, ada.token, 'night')) ?? '';
    expect([await assumed(target, day), await assumed(target, night)]).toEqual([
      undefined,
      expect.any(String),
    ]);
  });

  test.each([AWS, `arn:aws:iam::${AWS}:root`])(
    'delegates to policies of the realm with %s',
    async (whole) => {
      const role = await makeRole();
      await trust(role, trusting(whole));
      const delegate = await person(realm);
      const document = {
        Version: '2012-10-17',
        Statement: { Effect: 'Allow', Action: 'sts:AssumeRole', Resource: `rn:${realm}:iam:role/${role}` },
      };
      const input = { targetId: delegate.id, name: 'assume', document };
      await scenario.mutate(realm, 'putInlinePolicy', input);
      expect(await mayAssume(role, ada, delegate)).toEqual([false, true]);
    },
  );

  test('of another account names nobody, and says so', async () => {
    const roleId = await makeRole();
    const document = trusting(user('ada', '999999999999'));
    const { warnings } = await scenario.mutate<{ warnings: unknown }>(
      realm,
      'setTrustPolicy',
      { roleId, document },
      '... on Policy { warnings { code pointer } }',
    );
    expect(warnings).toEqual([{ code: 'matches-nothing', pointer: '/Statement/0/Principal/AWS' }]);
    expect(await mayAssume(roleId, ada)).toEqual([false]);
  });

  test('that are not there is refused with the place, and nothing is written', async () => {
    const roleId = await makeRole();
    await trust(roleId, trusting(user('ada')));
    const document = trusting(user('ada'), user('nobody'), roleArn('nobody'));
    const issues = [1, 2].map((at) => ({
      code: 'unknown-principal',
      pointer: `/Statement/0/Principal/AWS/${at}`,
    }));
    expect(await refusal('setTrustPolicy', { roleId, document })).toEqual({ code: 'INVALID_POLICY', issues });
    expect(await mayAssume(roleId, ada)).toEqual([true]);
  });

  test('does not tell who may not read accounts which of them there are', async () => {
    const roleId = await makeRole();
    const delegate = await person(realm);
    const document = {
      Version: '2012-10-17',
      Statement: {
        Effect: 'Allow',
        Action: ['iam:SetTrustPolicy', 'iam:Grant'],
        Resource: `rn:${realm}:iam:role/${roleId}`,
      },
    };
    await scenario.mutate(realm, 'putInlinePolicy', { targetId: delegate.id, name: 'trust', document });
    const input = (name: string) => ({ roleId, document: trusting(user(name)) });
    const there = await refusal('setTrustPolicy', input('ada'), delegate.token);
    expect(there).toEqual(await refusal('setTrustPolicy', input('nobody'), delegate.token));
    expect(there).toMatchObject({ code: 'INVALID_POLICY' });
    expect(await refusal('setTrustPolicy', input(delegate.email), delegate.token)).toEqual({});
  });
});

test('who may change an account needs a grant for what a trust policy gives it by its ARN', async () => {
  const target = await person(realm);
  const delegate = await person(realm);
  const one = (Action: string, Resource: string) => ({
    Version: '2012-10-17',
    Statement: { Effect: 'Allow', Action, Resource },
  });
  await scenario.mutate(realm, 'putInlinePolicy', {
    targetId: delegate.id,
    name: 'accounts',
    document: one('iam:*Account', `rn:${realm}:iam:account/${target.id}`),
  });
  const rename = async (): Promise<unknown> => {
    const answer = await server.graphql(
      'mutation ($input: UpdateAccountInput!) { updateAccount(input: $input) { ... on Error { code } } }',
      { input: { id: target.id, externalId: `hr-${newId()}` } },
      { realm, token: delegate.token },
    );
    return answer['updateAccount'];
  };
  expect(await rename()).toEqual({});
  const role = await makeRole();
  const own = { targetId: role, name: 'own', document: one('vault:Open', '*') };
  await scenario.mutate(realm, 'putInlinePolicy', own);
  await trust(role, trusting(user(target.email)));
  expect(await rename()).toEqual({ code: 'GRANT_REQUIRED' });
});

test('a resource policy names an account by its ARN, and drafts of it do too', async () => {
  const resource = `rn:${realm}:photos:photo/1`;
  const Statement = { Effect: 'Allow', Principal: { AWS: user('ada') }, Action: 'photos:See' };
  const input = { resource, document: { Version: '2012-10-17', Statement } };
  const draft = { changes: [{ setResourcePolicy: input }], actions: ['photos:See'], resources: [resource] };
  const { whatIf } = await server.graphql<{ whatIf: unknown }>(
    `query ($draft: DraftInput!) { whatIf(draft: $draft) {
       ... on AccessChangeConnection { edges { node { principalId gained } } } } }`,
    { draft },
    { realm, token: await server.adminToken() },
  );
  expect(whatIf).toEqual({ edges: [{ node: { principalId: ada.id, gained: ['photos:See'] } }] });
  await scenario.mutate(realm, 'setResourcePolicy', input);
  expect([
    await may(ada.token, 'photos:See', resource),
    await may(bob.token, 'photos:See', resource),
  ]).toEqual([true, false]);
});

describe('the setting', () => {
  test('is null, and then ARNs are taken as they are and name nobody', async () => {
    const other = await scenario.realm();
    const eve = await person(other, { externalId: 'eve' });
    const role = await makeRole(newId(), other);
    await trust(role, trusting(user('eve'), user('nobody')), other);
    expect(await assumed(role, eve.token, 'work', other)).toBeUndefined();
  });

  test('counts for what is written from then on', async () => {
    const other = await scenario.realm();
    const eve = await person(other, { externalId: 'eve' });
    const role = await makeRole(newId(), other);
    await trust(role, trusting(user('eve')), other);
    await scenario.mutate('system', 'updateRealm', { slug: other, settings: { awsAccountId: AWS } });
    expect(await assumed(role, eve.token, 'work', other)).toBeUndefined();
    await trust(role, trusting(user('eve')), other);
    expect(await assumed(role, eve.token, 'work', other)).toBeDefined();
    await scenario.mutate('system', 'updateRealm', { slug: other, settings: { awsAccountId: null } });
    expect(await assumed(role, eve.token, 'work', other)).toBeDefined();
  });

  test.each(['12345678901', '1234567890123', '12345678901a', ''])('is not %p', async (awsAccountId) => {
    await expect(
      scenario.mutate('system', 'updateRealm', { slug: realm, settings: { awsAccountId } }),
    ).rejects.toThrow('twelve digits');
  });
});
