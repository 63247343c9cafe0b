import { FOREIGN_HASHES, STRONG_PASSWORD, WRONG_PASSWORD } from './passwords.js';
import { createScenario, type Scenario } from './scenario.js';
import { SOME_ID } from './routes.js';
import type { TestServer } from './server.js';
import { ACTORS, type ActorName } from './denial-table.js';

/** One of everything that operations are done to, by the kind of thing that an id names. */
export interface Things {
  readonly account: string;
  readonly service: string;
  readonly secret: string;
  readonly session: string;
  readonly group: string;
  readonly role: string;
  readonly otherRole: string;
  readonly policy: string;
  readonly guardrail: string;
  readonly route: string;
  /** The name of a registered resource with a policy. */
  readonly resource: string;
}

/** Everybody whom the table speaks of, in one realm, and what each of them tries its operations on. */
export interface DenialScenario {
  readonly realm: string;
  /** A token of who asks; undefined for nobody. */
  token(actor: ActorName): string | undefined;
  /** Who is let through changes things of his own, over each API; the others share what none of them changes. */
  thingsOf(actor: ActorName, api: Api): Things;
}

export type Api = 'graphql' | 'rest';

type Document = Readonly<Record<string, unknown>>;

export async function denialScenario(server: TestServer): Promise<DenialScenario> {
  const scenario = createScenario(server);
  const realm = await scenario.realm();
  const other = await scenario.realm();
  const make = (who: string): Promise<Things> => makeThings(server, scenario, realm, who.replace(' ', '-'));
  const shared = await make('shared');
  const own = new Map(
    await Promise.all(
      ['owner graphql', 'admin graphql', 'system graphql', 'admin rest', 'system rest'].map(
        async (who) => [who, await make(who)] as const,
      ),
    ),
  );
  const emails = new Map<ActorName, { realm: string; email: string }>();
  for (const actor of ['member', 'reader', 'owner', 'admin', 'foreign'] as const) {
    const where = actor === 'foreign' ? other : realm;
    const email = `${actor}@people.example`;
    const id = await scenario.user(where, email);
    emails.set(actor, { realm: where, email });
    if (actor === 'admin' || actor === 'foreign') await makeAdministrator(server, scenario, where, id);
    if (actor === 'reader') {
      const policyId = await builtIn(server, where, 'policies', 'ReadOnlyAccess');
      await scenario.mutate(where, 'attachPolicy', { policyId, targetId: id });
    }
    if (actor === 'owner') {
      const Resource = `rn:${realm}:iam:group/${own.get('owner graphql')?.group ?? ''}`;
      await give(scenario, realm, id, { Effect: 'Allow', Action: 'iam:*', Resource });
    }
  }
  const service = await scenario.service(realm);
  await give(scenario, realm, service.id, { Effect: 'Allow', Action: 'iam:ListAccounts', Resource: '*' });

  async function login(actor: ActorName): Promise<string | undefined> {
    if (actor === 'anonymous') return undefined;
    if (actor === 'system') return server.adminToken();
    if (actor === 'service') {
      const { body } = await server.postForm<{ access_token: string }>(
        `/realms/${realm}/token`,
        { grant_type: 'client_credentials' },
        { headers: { authorization: service.basic } },
      );
      return body.access_token;
    }
    const known = emails.get(actor);
    if (known === undefined) throw new Error(`${actor} has no login.`);
    return (await server.login(known.realm, known.email, STRONG_PASSWORD)).body.access_token;
  }

  const tokens = new Map<ActorName, string | undefined>();
  for (const actor of ACTORS) tokens.set(actor, await login(actor));
  return {
    realm,
    token: (actor) => tokens.get(actor),
    thingsOf: (actor, api) => own.get(`${actor} ${api}`) ?? shared,
  };
}

async function makeThings(
  server: TestServer,
  scenario: Scenario,
  realm: string,
  name: string,
): Promise<Things> {
  const make = async (mutation: string, input: object, type: string): Promise<string> =>
    (await scenario.mutate<{ id: string }>(realm, mutation, input, `... on ${type} { id }`)).id;
  const statement = { Effect: 'Allow', Action: 'none:None', Resource: '*' };
  const document = { Version: '2012-10-17', Statement: statement };
  const email = `${name}@things.example`;
  const account = await scenario.user(realm, email);
  const { body } = await server.login(realm, email, STRONG_PASSWORD);
  const claims = JSON.parse(Buffer.from(body.access_token.split('.')[1] ?? '', 'base64url').toString()) as {
    readonly sid: string;
  };
  const service = await scenario.service(realm);
  await scenario.mutate(realm, 'registerResources', { resources: [{ type: RESOURCE.type, id: name }] });
  const resource = `rn:${realm}:${RESOURCE.type}:${name}`;
  await scenario.mutate(realm, 'setResourcePolicy', { resource, document: NAMES_PRINCIPALS });
  const everything = { ...statement, Action: '*' };
  const things = {
    account,
    service: service.id,
    secret: service.secretId,
    resource,
    session: claims.sid,
    group: await make('createGroup', { name }, 'Group'),
    role: await make('createRole', { name }, 'Role'),
    otherRole: await make('createRole', { name: `${name} too` }, 'Role'),
    policy: await make('createPolicy', { name, document }, 'Policy'),
    route: await make('createGatewayRoute', { ...GATEWAY_ROUTE, path: `/${name}` }, 'GatewayRoute'),
    guardrail: await make(
      'createGuardrail',
      { name, document: { ...document, Statement: everything } },
      'Policy',
    ),
  };
  await scenario.mutate(realm, 'setTrustPolicy', {
    roleId: things.role,
    document: {
      Version: '2012-10-17',
      Statement: { Effect: 'Allow', Principal: { Reeve: realm }, Action: 'sts:AssumeRole' },
    },
  });
  return things;
}

function give(scenario: Scenario, realm: string, targetId: string, statement: object): Promise<unknown> {
  const document = { Version: '2012-10-17', Statement: statement };
  return scenario.mutate(realm, 'putInlinePolicy', { targetId, name: 'own', document });
}

async function builtIn(
  server: TestServer,
  realm: string,
  field: 'roles' | 'policies',
  name: string,
): Promise<string> {
  const found = await server.graphql<Record<string, { edges: { node: { id: string; name: string } }[] }>>(
    `query ($prefix: String!) { ${field}(filter: { namePrefix: $prefix }) { edges { node { id name } } } }`,
    { prefix: name },
    { realm, token: await server.adminToken() },
  );
  const id = found[field]?.edges.find(({ node }) => node.name === name)?.node.id;
  if (id === undefined) throw new Error(`The realm has no ${name}.`);
  return id;
}

async function makeAdministrator(
  server: TestServer,
  scenario: Scenario,
  realm: string,
  subjectId: string,
): Promise<void> {
  const roleId = await builtIn(server, realm, 'roles', 'administrator');
  await scenario.mutate(realm, 'assignRole', { roleId, subjectId });
}

/** What an id in an input means, by its name and, for `id` itself, by the operation. */
function thingNamed(field: string, operation: string, things: Things): string | undefined {
  const account = /secret/i.test(operation) ? things.service : things.account;
  switch (field) {
    case 'accountId':
    case 'subjectId':
    case 'targetId':
    case 'memberIds':
    case 'principalId':
      return account;
    case 'secretId':
      return things.secret;
    case 'groupId':
      return things.group;
    case 'roleId':
      return things.role;
    case 'includedRoleId':
      return things.otherRole;
    case 'policyId':
      return things.policy;
    case 'id':
      break;
    default:
      return undefined;
  }
  if (/gatewayRoute/i.test(operation)) return things.route;
  if (/guardrail/i.test(operation)) return things.guardrail;
  if (/session/i.test(operation)) return things.session;
  if (/group/i.test(operation)) return things.group;
  if (/role/i.test(operation)) return things.role;
  if (/policy/i.test(operation)) return things.policy;
  return account;
}

const SUBJECT = { type: 'user', id: SOME_ID };
const RESOURCE = { type: 'orders', id: '1' };
const READ = { name: 'Read' };
const NEW_ACCOUNT = { email: 'new@people.example' };
const GATEWAY_ROUTE = { path: '/orders', action: 'orders:List', resource: 'arn:aws:s3:::orders' };
const NAMES_PRINCIPALS = {
  Version: '2012-10-17',
  Statement: { Effect: 'Allow', Principal: '*', Action: 'none:None' },
};

/** What an operation needs beside the least that its schema asks for; a new operation seldom needs a line here. */
const MORE: Readonly<Record<string, Document>> = {
  changePassword: { accountId: SOME_ID },
  createAccount: NEW_ACCOUNT,
  importAccounts: { accounts: [{ ...NEW_ACCOUNT, passwordHash: FOREIGN_HASHES.bcrypt2b }] },
  createGatewayRoute: GATEWAY_ROUTE,
  explain: { principalId: SOME_ID },
  isAuthorized: { principalId: SOME_ID },
  isAuthorizedBatch: { principalId: SOME_ID },
  registerResources: { resources: [RESOURCE] },
  revokeAllSessions: { accountId: SOME_ID },
  setResourcePolicy: { document: NAMES_PRINCIPALS },
  setTrustPolicy: { document: NAMES_PRINCIPALS },
  'POST /realms/{realm}/accounts': NEW_ACCOUNT,
  'POST /realms/{realm}/password': { currentPassword: WRONG_PASSWORD, newPassword: WRONG_PASSWORD },
  'POST /realms/{realm}/token': { grant_type: 'client_credentials' },
  'POST /realms/{realm}/access/v1/evaluation': { subject: SUBJECT, action: READ, resource: RESOURCE },
  'POST /realms/{realm}/access/v1/evaluations': {
    subject: SUBJECT,
    resource: RESOURCE,
    evaluations: [{ action: READ }],
  },
  'POST /realms/{realm}/access/v1/search/subject': {
    subject: { type: 'user' },
    action: READ,
    resource: RESOURCE,
  },
  'POST /realms/{realm}/access/v1/search/resource': {
    subject: SUBJECT,
    action: READ,
    resource: { type: 'orders' },
  },
  'POST /realms/{realm}/access/v1/search/action': { subject: SUBJECT, resource: RESOURCE },
};

/** An operation's least input, with things that exist in the place of the id that nothing has. */
export function onThings(input: Document, operation: string, things: Things): Document {
  const more = MORE[operation] ?? {};
  if (typeof input !== 'object') return {};
  const whole =
    'input' in input
      ? { ...input, input: { ...(input['input'] as Document), ...more } }
      : { ...input, ...more };
  return replaced(whole, operation, things, '') as Document;
}

/** The thing that a parameter of a route's path names. */
export function thingOfPath(path: string, parameter: string, things: Things): string {
  return thingNamed(parameter, path, things) ?? SOME_ID;
}

function isResourceName(field: string, operation: string): boolean {
  if (field === 'resource') return /ResourcePolicy$/i.test(operation);
  return (field === 'name' && operation === 'resource') || field === 'names';
}

function replaced(input: unknown, operation: string, things: Things, field: string): unknown {
  if (typeof input === 'string' && isResourceName(field, operation)) return things.resource;
  if (input === SOME_ID) return thingNamed(field, operation, things) ?? input;
  if (Array.isArray(input)) return input.map((one) => replaced(one, operation, things, field));
  if (typeof input !== 'object' || input === null) return input;
  return Object.fromEntries(
    Object.entries(input as Document).map(([key, value]) => [key, replaced(value, operation, things, key)]),
  );
}
