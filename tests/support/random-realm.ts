import { accountRecords, insertAccount } from '../../src/features/accounts/account.store.js';
import type { NodeRef, Relation } from '../../src/features/edges/edge.js';
import { edgeRecords } from '../../src/features/edges/links.js';
import { groupRecords } from '../../src/features/groups/group.store.js';
import type { PolicyScope } from '../../src/features/policies/policy.js';
import { policyRecords } from '../../src/features/policies/policy.store.js';
import { resourceRecords } from '../../src/features/resources/resource.store.js';
import { roleRecords } from '../../src/features/roles/role.store.js';
import type { DraftChange } from '../../src/features/simulation/simulation.input.js';
import type { CollectionDefinition, RealmHandle } from '../../src/realms/realm.js';

/** The words of which random realms are made: few, so that what is asked and what is written meet often. */
export const ACTIONS = ['orders:Read', 'orders:Write', 'bills:Read', 'bills:Pay'];
const ACTION_PATTERNS = ['*', 'orders:*', '*:Read', 'bills:?ay', ...ACTIONS];
const TEAMS = ['red', 'blue'];

export interface RandomRealm {
  readonly accounts: readonly string[];
  readonly groups: readonly string[];
  readonly roles: readonly string[];
  readonly policies: readonly string[];
  readonly guardrails: readonly string[];
  readonly resources: readonly string[];
  /** Changes that a person might make, some of them refused. */
  draft(): DraftChange[];
}

type Random = () => number;

/** Replaces all that a realm holds by something random. */
export async function fillRandomly(realm: RealmHandle, random: Random): Promise<RandomRealm> {
  const { slug } = realm;
  const pick = <T>(options: readonly T[]): T => options[Math.floor(random() * options.length)] as T;
  const chance = (probability: number) => random() < probability;
  const times = <T>(count: number, make: (at: number) => T): T[] =>
    Array.from({ length: count }, (_, at) => make(at));
  const some = <T>(options: readonly T[], most: number): T[] =>
    times(1 + Math.floor(random() * most), () => pick(options));

  /** Ids that the seed decides, so that a seed tells the same story again. */
  const newId = (): string => {
    const digits = (count: number) => times(count, () => Math.floor(random() * 16).toString(16)).join('');
    return `0192d1f0-${digits(4)}-7${digits(3)}-8${digits(3)}-${digits(12)}`;
  };
  const accounts = times(6, newId).sort();
  const groups = times(3, newId);
  const roles = times(3, newId);
  const resources = [1, 2, 3].flatMap((at) => [
    `rn:${slug}:orders:order/${at}`,
    `rn:${slug}:bills:bill/${at}`,
  ]);
  const patterns = [
    '*',
    `rn:${slug}:orders:*`,
    `rn:${slug}:bills:bill/?`,
    `rn:${slug}:orders:order/\${aws:PrincipalTag/number}`,
    '*/2',
    ...resources,
  ];
  const conditions = [
    { StringEquals: { 'aws:PrincipalTag/team': pick(TEAMS) } },
    { 'ForAnyValue:StringEquals': { 'reeve:Groups': [pick(['group 0', 'group 1']), 'group 2'] } },
    { 'ForAllValues:StringEquals': { 'reeve:Roles': ['role 0', 'role 1'] } },
    { StringEquals: { 'aws:ResourceTag/kind': 'open' } },
    { StringEquals: { 'reeve:ResourceOwner': '${aws:userid}' } },
    { StringNotLike: { 'aws:PrincipalArn': '*a' } },
  ];
  const principals = [
    '*',
    { Reeve: slug },
    ...accounts.slice(0, 3).map((id) => ({ Reeve: `rn:${slug}:iam:account/${id}` })),
  ];
  const statement = (principal: boolean) => ({
    Effect: chance(0.25) ? 'Deny' : 'Allow',
    ...(principal && { Principal: pick(principals) }),
    ...(chance(0.9) ? { Action: some(ACTION_PATTERNS, 2) } : { NotAction: some(ACTION_PATTERNS, 2) }),
    ...(chance(0.9) ? { Resource: some(patterns, 2) } : { NotResource: some(patterns, 2) }),
    ...(chance(0.4) && { Condition: pick(conditions) }),
  });
  const document = (principal = false): object => ({
    Version: '2012-10-17',
    Statement: times(1 + Math.floor(random() * 2), () => statement(principal)),
  });
  const limit = (): object => ({
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Action: pick(['*', '*', 'orders:*', '*:Read']), Resource: '*' },
      { ...(document() as { Statement: object[] }).Statement[0], Effect: 'Deny' },
    ],
  });

  const now = new Date();
  const policyRecord = (scope: PolicyScope, owner: string, name: string, versions: readonly object[]) => ({
    _id: newId(),
    scope,
    owner,
    name,
    defaultVersion: 1,
    lastVersion: versions.length,
    versions: versions.map((given, at) => ({
      number: at + 1,
      document: JSON.stringify(given),
      createdAt: now,
    })),
    mentions: [],
    version: 1,
    createdAt: now,
    updatedAt: now,
  });
  const managed = times(6, (at) => policyRecord('managed', '', `policy ${at}`, [document(), document()]));
  const holders: NodeRef[] = [
    ...accounts.map((id): NodeRef => `account:${id}`),
    ...groups.map((id): NodeRef => `group:${id}`),
    ...roles.map((id): NodeRef => `role:${id}`),
  ];
  const inline = times(3, () => pick(holders)).filter((ref, at, all) => all.indexOf(ref) === at);
  const inlineRecords = inline.map((owner) => policyRecord('inline', owner, 'own', [document()]));
  const resourcePolicies = resources
    .filter(() => chance(0.3))
    .map((name) => policyRecord('resource', name, 'ResourcePolicy', [document(true)]));
  const guardrails = times(chance(0.4) ? 1 : 0, (at) =>
    policyRecord('guardrail', '', `rail ${at}`, [limit()]),
  );
  const policies = managed.map(({ _id }) => _id);

  const edges = new Map<string, { subject: NodeRef; relation: Relation; object: NodeRef }>();
  const link = (subject: NodeRef, relation: Relation, object: NodeRef) =>
    edges.set(`${subject} ${relation} ${object}`, { subject, relation, object });
  for (const id of accounts) if (chance(0.6)) link(`account:${id}`, 'member', `group:${pick(groups)}`);
  for (const ref of holders) {
    if (!ref.startsWith('role:') && chance(0.3)) link(ref, 'assigned', `role:${pick(roles)}`);
    if (chance(0.4)) link(ref, 'attached', `policy:${pick(policies)}`);
    if (!ref.startsWith('group:') && chance(0.15)) link(ref, 'bounded', `policy:${pick(policies)}`);
  }
  // Only towards later ones, so that there is no cycle.
  if (chance(0.6)) link(`group:${groups[0] ?? ''}`, 'member', `group:${pick(groups.slice(1))}`);
  if (chance(0.6)) link(`role:${roles[0] ?? ''}`, 'includes', `role:${pick(roles.slice(1))}`);
  for (const { _id, owner } of inlineRecords) link(owner as NodeRef, 'attached', `policy:${_id}`);

  await realm.transaction(['revision'], async (session) => {
    const refill = async <T>(definition: CollectionDefinition<T>, records: readonly object[]) => {
      const { collection } = realm.model(definition);
      await collection.deleteMany({}, { session });
      if (records.length > 0) await collection.insertMany(records, { session });
    };
    const node = (kind: string) => (_id: string, at: number) => ({
      _id,
      name: `${kind} ${at}`,
      version: 1,
      createdAt: now,
      updatedAt: now,
    });
    await refill(groupRecords, groups.map(node('group')));
    await refill(roleRecords, roles.map(node('role')));
    await refill(policyRecords, [...managed, ...inlineRecords, ...resourcePolicies, ...guardrails]);
    await refill(
      edgeRecords,
      [...edges.values()].map((edge) => ({ _id: newId(), ...edge, createdAt: now })),
    );
    await refill(
      resourceRecords,
      resources.map((_id, at) => ({
        _id,
        type: at % 2 === 0 ? 'orders/order' : 'bills/bill',
        id: String(at),
        tags: [{ key: 'kind', value: pick(['open', 'closed']) }],
        ...(chance(0.5) && { owner: pick(accounts) }),
        createdAt: now,
        updatedAt: now,
      })),
    );
    await realm.model(accountRecords).collection.deleteMany({}, { session });
    for (const _id of accounts) {
      const attributes = { team: pick(TEAMS), number: pick(['1', '2']) };
      const state = { kind: 'USER', status: 'ACTIVE', attributes, version: 1 } as const;
      const keys = { email: `${_id}@example.com`, loginKey: _id, nameKey: _id };
      await insertAccount(realm, { _id, ...state, ...keys, createdAt: now, updatedAt: now }, session);
    }
  });

  const anyHolder = () => pick([...accounts, ...groups, ...roles]);
  const subject = () => pick([...accounts, ...groups]);
  const ownOrOther = (ref: NodeRef | undefined) =>
    ref !== undefined && chance(0.7) ? ref.slice(ref.indexOf(':') + 1) : anyHolder();
  const policy = () => pick(policies);
  /** The ids of an edge that there is, mostly: to remove what is not there changes nothing. */
  const existing = (relation: Relation): { subject: string; object: string } | undefined => {
    const found = [...edges.values()].filter((edge) => edge.relation === relation);
    if (found.length === 0 || chance(0.2)) return undefined;
    const { subject: from, object: to } = pick(found);
    return { subject: from.slice(from.indexOf(':') + 1), object: to.slice(to.indexOf(':') + 1) };
  };
  const kinds: (() => DraftChange)[] = [
    () => ({
      kind: 'createPolicyVersion',
      input: { policyId: policy(), document: document(), setAsDefault: chance(0.9) },
    }),
    () => ({ kind: 'setDefaultPolicyVersion', input: { policyId: policy(), number: chance(0.9) ? 2 : 7 } }),
    () => ({
      kind: 'putInlinePolicy',
      input: { targetId: ownOrOther(inline[0]), name: 'own', document: document() },
    }),
    () => ({ kind: 'deleteInlinePolicy', input: { targetId: ownOrOther(inline[0]), name: 'own' } }),
    () => ({
      kind: 'setResourcePolicy',
      input: {
        resource: chance(0.8) ? pick(resources) : `rn:${slug}:orders:order/new`,
        document: document(true),
      },
    }),
    () => ({
      kind: 'removeResourcePolicy',
      input: { resource: resourcePolicies[0]?.owner ?? pick(resources) },
    }),
    () => ({ kind: 'createGuardrail', input: { name: pick(['rail 0', 'rail 9']), document: limit() } }),
    () => ({
      kind: 'updateGuardrail',
      input: { id: guardrails[0]?._id ?? newId(), document: chance(0.8) ? limit() : undefined },
    }),
    () => ({ kind: 'deleteGuardrail', input: { id: guardrails[0]?._id ?? newId() } }),
    () => ({ kind: 'setPermissionsBoundary', input: { policyId: policy(), targetId: anyHolder() } }),
    () => ({
      kind: 'removePermissionsBoundary',
      input: { targetId: existing('bounded')?.subject ?? anyHolder() },
    }),
    () => ({ kind: 'attachPolicy', input: { policyId: policy(), targetId: anyHolder() } }),
    () => {
      const edge = existing('attached');
      const managed = edge !== undefined && policies.includes(edge.object) ? edge : undefined;
      return {
        kind: 'detachPolicy',
        input: { policyId: managed?.object ?? policy(), targetId: managed?.subject ?? anyHolder() },
      };
    },
    () => ({ kind: 'addGroupMembers', input: { groupId: pick(groups), memberIds: [subject()] } }),
    () => {
      const edge = existing('member');
      return {
        kind: 'removeGroupMembers',
        input: { groupId: edge?.object ?? pick(groups), memberIds: [edge?.subject ?? subject(), subject()] },
      };
    },
    () => ({ kind: 'assignRole', input: { roleId: pick(roles), subjectId: subject() } }),
    () => {
      const edge = existing('assigned');
      return {
        kind: 'unassignRole',
        input: { roleId: edge?.object ?? pick(roles), subjectId: edge?.subject ?? subject() },
      };
    },
    () => ({ kind: 'includeRole', input: { roleId: pick(roles), includedRoleId: pick(roles) } }),
    () => {
      const edge = existing('includes');
      return {
        kind: 'excludeRole',
        input: { roleId: edge?.subject ?? pick(roles), includedRoleId: edge?.object ?? pick(roles) },
      };
    },
  ];
  return {
    accounts,
    groups,
    roles,
    policies,
    guardrails: guardrails.map(({ _id }) => _id),
    resources,
    draft: () => times(1 + Math.floor(random() * 3), () => pick(kinds)()),
  };
}
