import type { StatementElement } from '../../../src/decision/document.js';
import type { PrincipalRef } from '../../../src/features/authorization/principal.js';
import type { RealmHandle } from '../../../src/realms/realm.js';
import type { RequestContext } from '../../../src/realms/request-context.js';
import { readState, type StoredState } from './stored-state.js';
import type { Services } from './services.js';

/** The ids of the six: the delegate, another account, a group, two roles and a policy. */
export interface Six {
  readonly dora: string;
  readonly xavier: string;
  readonly guards: string;
  readonly keeper: string;
  readonly clerk: string;
  readonly opens: string;
}

/** A realm in which there is something to get hold of. */
export interface World {
  readonly realm: RealmHandle;
  readonly services: Services;
  readonly six: Six;
  readonly start: StoredState;
}

export const documentOf = (...Statement: StatementElement[]) =>
  ({ Version: '2012-10-17', Statement }) as const;
export const allow = (
  Action: string | readonly string[],
  Resource: string | readonly string[] = '*',
  Condition?: StatementElement['Condition'],
): StatementElement => ({ Effect: 'Allow', Action, Resource, ...(Condition && { Condition }) });
export const deny = (Action: string): StatementElement => ({ Effect: 'Deny', Action, Resource: '*' });

const DOORS = 'rn:acme:vault:door/*';
export const FRONT_DOOR = 'rn:acme:vault:door/1';
export const BACK_DOOR = 'rn:acme:vault:door/2';
const RED = { StringEquals: { 'aws:PrincipalTag/team': 'red' } };
const DORAS = { StringEquals: { 'aws:ResourceTag/owner': 'dora' } };

/** What Dora holds beside what her office gives her: some of it is denied to her, some depends on tags. */
const OWN: readonly StatementElement[] = [
  allow(['vault:Burn', 'vault:Melt'], DOORS),
  allow('vault:Read', DOORS, DORAS),
];

/** @param office what Dora may do as a delegated administrator; @param bounded by a boundary that the office fits into */
export async function createWorld(
  realm: RealmHandle,
  services: Services,
  {
    office,
    bounded = false,
  }: { readonly office: (six: Six) => readonly StatementElement[]; readonly bounded?: boolean },
): Promise<World> {
  const { accounts, groups, roles, policies, attachments, ownedPolicies, guardrails, resources } = services;
  const ctx = internal(realm);
  const account = async (name: string): Promise<string> =>
    (await accounts.create(ctx, { kind: 'USER', email: `${name}@example.com`, name })).id;
  const six: Six = {
    dora: await account('dora'),
    xavier: await account('xavier'),
    guards: (await groups.create(ctx, { name: 'guards' })).id,
    keeper: (await roles.create(ctx, { name: 'keeper' })).id,
    clerk: (await roles.create(ctx, { name: 'clerk' })).id,
    opens: (await policies.create(ctx, { name: 'opens', document: documentOf(allow('vault:Open', DOORS)) }))
      .id,
  };
  const inline = (targetId: string, name: string, ...statements: StatementElement[]) =>
    ownedPolicies.putInline(ctx, { targetId, name, document: documentOf(...statements) });
  await policies.createVersion(ctx, {
    policyId: six.opens,
    document: documentOf(allow('*')),
    setAsDefault: false,
  });
  await attachments.attach(ctx, { policyId: six.opens, targetId: six.xavier });
  await attachments.attach(ctx, { policyId: six.opens, targetId: six.keeper });
  await inline(six.guards, 'close', allow('vault:Close', DOORS), allow('vault:Mark', DOORS, RED));
  await inline(six.clerk, 'no-fire', deny('vault:Burn'));
  await roles.assign(ctx, { roleId: six.clerk, subjectId: six.dora });
  await inline(six.dora, 'own', ...OWN, ...office(six));
  await ownedPolicies.setResource(ctx, {
    resource: FRONT_DOOR,
    document: documentOf({ ...allow('vault:Peek', '*', RED), Principal: '*' }),
  });
  await resources.register(ctx, [
    { type: 'vault/door', id: FRONT_DOOR, tags: { owner: 'dora' } },
    { type: 'vault/door', id: BACK_DOOR, tags: { owner: 'xavier' } },
  ]);
  await guardrails.create(ctx, { name: 'no-melting', document: documentOf(allow('*'), deny('vault:Melt')) });
  if (bounded) {
    const fence = await policies.create(ctx, {
      name: 'fence',
      document: documentOf(allow(['iam:*', 'vault:Read', 'vault:Burn', 'vault:Melt'])),
    });
    await attachments.setBoundary(ctx, { policyId: fence.id, targetId: six.dora });
  }
  return { realm, services, six, start: await readState(realm) };
}

/** The server itself, which may do anything. */
export function internal(realm: RealmHandle): RequestContext {
  return { realm, actor: { kind: 'internal', name: 'test' }, requestId: 'test', clientAddress: '' };
}

/** A request of one account, with what it may do at this moment. */
export async function requestOf({ realm, services }: World, accountId: string): Promise<RequestContext> {
  const authority = await services.authorities.of(realm, { kind: 'account', accountId });
  return {
    realm,
    actor: {
      kind: 'account',
      accountId,
      accountKind: 'USER',
      realmSlug: realm.slug,
      sessionId: 'test',
      issuedAt: new Date(),
      authority,
    },
    requestId: 'test',
    clientAddress: '192.0.2.1',
  };
}

/** The questions by which a state is judged: the vault's, and some of Reeve's own. */
function probes({
  dora,
  xavier,
  guards,
  keeper,
}: Six): readonly (readonly [action: string, resource: string])[] {
  const vault = ['Open', 'Close', 'Burn', 'Melt', 'Peek', 'Mark', 'Read', 'Other'].flatMap((name) =>
    [FRONT_DOOR, BACK_DOOR].map((door) => [`vault:${name}`, door] as const),
  );
  const names = [
    `account/${dora}`,
    `account/${xavier}`,
    `group/${guards}`,
    `role/${keeper}`,
    'policy/*',
    'key/*',
  ];
  const own = ['Grant', 'AttachPolicy', 'AddGroupMembers', 'ResetPassword', 'AssignRole', 'RotateRealmKeys'];
  return [
    ...vault,
    ...own.flatMap((name) => names.map((on) => [`iam:${name}`, `rn:acme:iam:${on}`] as const)),
  ];
}

/** Which of the probes a principal may do in the present state: `vault:Open rn:acme:vault:door/1`. */
export async function allowedNow(world: World, principal: PrincipalRef): Promise<ReadonlySet<string>> {
  const { realm, services, six } = world;
  const allowed = new Set<string>();
  for (const [action, resource] of probes(six)) {
    const { decision } = await services.asker.decide(realm, { principal, action, resource });
    if (decision === 'Allowed') allowed.add(`${action} ${resource}`);
  }
  return allowed;
}
