import { accountRecords } from '../../../src/features/accounts/account.store.js';
import { edgeRecords } from '../../../src/features/edges/links.js';
import { groupRecords } from '../../../src/features/groups/group.store.js';
import { policyRecords } from '../../../src/features/policies/policy.store.js';
import { resourceRecords } from '../../../src/features/resources/resource.store.js';
import { roleRecords } from '../../../src/features/roles/role.store.js';
import type { CollectionDefinition, RealmHandle } from '../../../src/realms/realm.js';

type Document = Readonly<Record<string, unknown>>;

/** All that decides in a realm, as it is stored. */
export type StoredState = readonly (readonly Document[])[];

const COLLECTIONS = [
  accountRecords,
  groupRecords,
  roleRecords,
  policyRecords,
  edgeRecords,
  resourceRecords,
] as unknown as readonly CollectionDefinition<Document>[];

export async function readState(realm: RealmHandle): Promise<StoredState> {
  const state: (readonly Document[])[] = [];
  for (const collection of COLLECTIONS) state.push(await realm.model(collection).find({}).lean<Document[]>());
  return state;
}

/** Makes the realm what it was. */
export async function writeState(realm: RealmHandle, state: StoredState): Promise<void> {
  await realm.transaction(['revision'], async (session) => {
    for (const [at, definition] of COLLECTIONS.entries()) {
      const { collection } = realm.model(definition);
      await collection.deleteMany({}, { session });
      const documents = state[at] ?? [];
      if (documents.length > 0) await collection.insertMany(documents, { session });
    }
  });
}

/** One text for all states that differ by nothing but ids, times and numbers of versions. */
export function stateKey(state: StoredState): string {
  const [accounts = [], groups = [], roles = [], policies = [], edges = [], resources = []] = state;
  const names = new Map<string, string>();
  const text = (value: unknown): string => (typeof value === 'string' ? value : '');
  for (const one of [...accounts, ...groups, ...roles]) names.set(text(one['_id']), text(one['name']));
  const ref = (value: unknown): string => {
    const [kind = '', id = ''] = text(value).split(':');
    return `${kind}:${names.get(id) ?? id}`;
  };
  const placed = new Map(
    policies.map((one) => {
      const owner =
        one['scope'] === 'inline' || one['scope'] === 'trust' ? ref(one['owner']) : text(one['owner']);
      return [text(one['_id']), `${text(one['scope'])} ${owner} ${text(one['name'])}`];
    }),
  );
  for (const [id, name] of placed) names.set(id, name);
  const alive = (value: unknown): boolean => names.has(text(value).split(':')[1] ?? '');
  return [
    ...accounts.map((one) =>
      JSON.stringify([one['name'], one['email'], one['externalId'], one['status'], one['attributes']]),
    ),
    ...groups.map((one) => JSON.stringify(one['name'])),
    ...roles.map((one) => JSON.stringify(one['name'])),
    ...policies.map((one) => `${placed.get(text(one['_id'])) ?? ''} ${documentsOf(one)}`),
    ...edges
      .filter((one) => alive(one['subject']) && alive(one['object']))
      .map((one) => `${ref(one['subject'])} ${text(one['relation'])} ${ref(one['object'])}`),
    ...resources.map((one) => JSON.stringify([one['_id'], one['tags'], one['owner']])),
  ]
    .sort()
    .join('\n');
}

/** The version that counts first, then the others, which may come to count. */
function documentsOf(policy: Document): string {
  const versions = policy['versions'] as readonly { number: number; document: string }[];
  const others = versions.filter(({ number }) => number !== policy['defaultVersion']);
  const counting = versions.find(({ number }) => number === policy['defaultVersion']);
  return [counting?.document ?? '', ...others.map(({ document }) => document).sort()].join(' | ');
}
