import type { ClientSession } from 'mongoose';
import type { PolicyDocument } from '../../decision/public.js';
import { newId } from '../../kernel/ids.js';
import type { RealmHandle } from '../../realms/realm.js';
import { policyRecords, type PolicyRecord } from './policy.store.js';

/** Allows everything; the built-in role `administrator` has it. */
export const ADMINISTRATOR_ACCESS = 'AdministratorAccess';

/** The managed policies that every realm has from the start and nobody changes. */
const BUILT_IN: readonly { name: string; description: string; document: PolicyDocument }[] = [
  {
    name: ADMINISTRATOR_ACCESS,
    description: 'Everything, everywhere in this realm.',
    document: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] },
  },
  {
    name: 'ReadOnlyAccess',
    description: 'See everything that Reeve keeps in this realm, and change nothing.',
    document: {
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Action: ['iam:Get*', 'iam:List*', 'iam:ValidatePolicy'], Resource: '*' },
      ],
    },
  },
];

/** Makes the built-in policies that are not there yet; answers the id of AdministratorAccess. */
export async function insertBuiltInPolicies(
  realm: RealmHandle,
  now: Date,
  session: ClientSession,
): Promise<string> {
  const ids = new Map<string, string>();
  for (const { name, description, document } of BUILT_IN) {
    const policies = realm.model(policyRecords);
    const known = await policies
      .findOne({ scope: 'managed', owner: '', name }, { _id: 1 }, { session })
      .lean<Pick<PolicyRecord, '_id'>>();
    const id = known?._id ?? newId();
    ids.set(name, id);
    if (known !== null) continue;
    const record: PolicyRecord = {
      _id: id,
      scope: 'managed',
      owner: '',
      name,
      description,
      builtIn: true,
      defaultVersion: 1,
      lastVersion: 1,
      versions: [{ number: 1, document: JSON.stringify(document), createdAt: now }],
      mentions: [],
      principals: [],
      version: 1,
      createdAt: now,
      updatedAt: now,
    };
    await policies.insertMany([record], { session });
  }
  const id = ids.get(ADMINISTRATOR_ACCESS);
  if (id === undefined) throw new Error('AdministratorAccess was not made.');
  return id;
}
