import { Schema, type ClientSession } from 'mongoose';
import { NotFoundError } from '../../kernel/errors.js';
import { findAll } from '../../platform/mongo/find-all.js';
import { isDuplicateOf } from '../../platform/mongo/storage-errors.js';
import type { CollectionDefinition, RealmHandle } from '../../realms/realm.js';
import { PolicyNameTakenError } from './policy.errors.js';
import { countingText, type Policy, type PolicyScope, type PolicyVersion } from './policy.js';

/** A policy as it is stored. */
export interface PolicyRecord {
  readonly _id: string;
  readonly scope: PolicyScope;
  readonly owner: string;
  readonly name: string;
  readonly description?: string;
  readonly builtIn?: boolean;
  readonly defaultVersion: number;
  /** The highest number that a version ever had: numbers are never used twice. */
  readonly lastVersion: number;
  readonly versions: readonly PolicyVersion[];
  /**
   * The context keys, canonical (`aws:principaltag/team`), that conditions and variables of the default version
   * mention: changing what such a key says of a principal or resource changes what the policy gives.
   */
  readonly mentions: readonly string[];
  /** To whom a resource or trust policy speaks, as `namedPrincipals` has it of the text that decides. */
  readonly principals: readonly string[];
  readonly version: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

const schema = new Schema<PolicyRecord>(
  {
    _id: { type: String, required: true },
    scope: { type: String, required: true },
    // Not `required`: Mongoose takes the empty string, which managed policies have here, for a missing one.
    owner: { type: String },
    name: { type: String, required: true },
    description: { type: String },
    builtIn: { type: Boolean },
    defaultVersion: { type: Number, required: true },
    lastVersion: { type: Number, required: true },
    versions: {
      type: [
        new Schema<PolicyVersion>(
          {
            number: { type: Number, required: true },
            document: { type: String, required: true },
            translated: { type: String },
            createdAt: { type: Date, required: true },
            createdBy: { type: String },
          },
          { _id: false },
        ),
      ],
      required: true,
    },
    mentions: { type: [String], required: true },
    principals: { type: [String], required: true },
    version: { type: Number, required: true },
    createdAt: { type: Date, required: true },
    updatedAt: { type: Date, required: true },
  },
  { versionKey: false },
);

export const policyRecords: CollectionDefinition<PolicyRecord> = {
  collection: 'policies',
  schema,
  indexes: [
    { key: { scope: 1, owner: 1, name: 1 }, options: { name: 'scope_owner_name', unique: true } },
    { key: { mentions: 1 }, options: { name: 'mentions' } },
    { key: { principals: 1 }, options: { name: 'principals' } },
  ],
  // 2: `principals` says which policies speak to everybody, and which deny some.
  derivation: 2,
};

/** What a decision needs of a policy: the version that counts. */
export interface ActiveDocument {
  readonly id: string;
  readonly scope: PolicyScope;
  readonly owner: string;
  readonly name: string;
  readonly number: number;
  /** JSON text. */
  readonly document: string;
  readonly mentions: readonly string[];
}

/** The documents that count of the policies with these ids, in no particular order; what is not there is left out. */
export async function activeDocuments(
  realm: RealmHandle,
  ids: readonly string[],
  session?: ClientSession,
): Promise<ActiveDocument[]> {
  return findActive(realm, { _id: { $in: [...ids] } }, session);
}

/** The documents that count of all policies of one scope and owner, by name. */
export async function activeDocumentsOf(
  realm: RealmHandle,
  scope: PolicyScope,
  owner: string,
  session?: ClientSession,
): Promise<ActiveDocument[]> {
  return findActive(realm, { scope, owner }, session);
}

/** The documents that count of the policies of the resources with these names. */
export async function activeResourcePolicies(
  realm: RealmHandle,
  names: readonly string[],
  session?: ClientSession,
): Promise<ActiveDocument[]> {
  return findActive(realm, { scope: 'resource', owner: { $in: [...names] } }, session);
}

/**
 * The documents that count of the policies of some scopes that mention one of these context keys, at most `limit`. A key
 * that ends with a slash stands for all that begin so.
 */
export async function documentsMentioning(
  realm: RealmHandle,
  keys: readonly string[],
  { scopes, limit }: { readonly scopes: readonly PolicyScope[]; readonly limit: number },
  session: ClientSession,
): Promise<ActiveDocument[]> {
  return findActive(realm, { scope: { $in: scopes }, ...oneOf('mentions', keys) }, session, limit);
}

/** Those of the resource and trust policies that name one of these principals; a slash at the end likewise. */
export async function documentsNaming(
  realm: RealmHandle,
  principals: readonly string[],
  { limit }: { readonly limit: number },
  session: ClientSession,
): Promise<ActiveDocument[]> {
  return findActive(realm, oneOf('principals', principals), session, limit);
}

/** All trust policies. */
export async function documentsTrusting(
  realm: RealmHandle,
  { limit }: { readonly limit: number },
  session: ClientSession,
): Promise<ActiveDocument[]> {
  return findActive(realm, { scope: 'trust' }, session, limit);
}

function oneOf(field: 'mentions' | 'principals', values: readonly string[]): Record<string, unknown> {
  const exact = { [field]: { $in: values } };
  // '0' follows '/', so this is every text that starts with the value.
  const ranges = values
    .filter((value) => value.endsWith('/'))
    .map((value) => ({ [field]: { $gt: value, $lt: `${value.slice(0, -1)}0` } }));
  return ranges.length === 0 ? exact : { $or: [exact, ...ranges] };
}

/** Every policy of the realm, one after the other, in the order of ids. */
export async function* allPolicies(realm: RealmHandle): AsyncGenerator<PolicyRecord> {
  yield* realm.model(policyRecords).find().sort({ _id: 1 }).lean<PolicyRecord>().cursor();
}

/** Writes what is made out from the version that counts, if it still is that one. */
export async function putDerived(
  realm: RealmHandle,
  { _id, defaultVersion, lastVersion }: PolicyRecord,
  derived: Pick<PolicyRecord, 'mentions' | 'principals'>,
): Promise<void> {
  await realm.model(policyRecords).updateOne({ _id, defaultVersion, lastVersion }, { $set: derived });
}

/** Whether any resource of the realm has a policy. */
export async function hasResourcePolicies(realm: RealmHandle): Promise<boolean> {
  return (await realm.model(policyRecords).exists({ scope: 'resource' })) !== null;
}

async function findActive(
  realm: RealmHandle,
  filter: Record<string, unknown>,
  session: ClientSession | undefined,
  limit?: number,
): Promise<ActiveDocument[]> {
  const options = { session: session ?? null, ...(limit !== undefined && { limit }) };
  const records = await realm.model(policyRecords).find(filter, null, options).lean<PolicyRecord[]>();
  return records.map((record) => ({
    id: record._id,
    scope: record.scope,
    owner: record.owner,
    name: record.name,
    number: record.defaultVersion,
    document: countingText(record),
    mentions: record.mentions,
  }));
}

/** The policy that a record describes. */
export function policyOf(record: PolicyRecord): Policy {
  return {
    id: record._id,
    scope: record.scope,
    owner: record.owner,
    name: record.name,
    ...(record.description !== undefined && { description: record.description }),
    builtIn: record.builtIn ?? false,
    defaultVersion: record.defaultVersion,
    versions: record.versions,
    version: record.version,
    createdAt: record.createdAt,
    updatedAt: record.updatedAt,
  };
}

/** The documents that count of the first managed policies by name, as JSON texts. */
export async function managedDocuments(
  realm: RealmHandle,
  limit: number,
  session: ClientSession,
): Promise<string[]> {
  const records = await findAll<PolicyRecord>(realm.model(policyRecords), {
    filter: { scope: 'managed', owner: '' },
    sort: { scope: 1, owner: 1, name: 1 },
    limit,
    session,
  });
  return records.flatMap(
    ({ versions, defaultVersion }) =>
      versions.find(({ number }) => number === defaultVersion)?.document ?? [],
  );
}

/** The policies with these ids, in no particular order. */
export async function findPolicies(
  realm: RealmHandle,
  ids: readonly string[],
  session?: ClientSession,
): Promise<PolicyRecord[]> {
  if (ids.length === 0) return [];
  return findAll(realm.model(policyRecords), {
    filter: { _id: { $in: [...ids] } },
    limit: ids.length,
    session,
  });
}

/** What a policy is called: unique in a realm. */
export interface PolicyKey {
  readonly scope: PolicyScope;
  readonly owner: string;
  readonly name: string;
}

export async function findPolicyByKey(
  realm: RealmHandle,
  { scope, owner, name }: PolicyKey,
  session?: ClientSession,
): Promise<PolicyRecord | undefined> {
  const [record] = await findAll(realm.model(policyRecords), {
    filter: { scope, owner, name },
    limit: 1,
    session,
  });
  return record;
}

/** The policies of one scope that belong to any of `owners`. */
export async function findPoliciesOfOwners(
  realm: RealmHandle,
  scope: PolicyScope,
  owners: readonly string[],
  limit: number,
): Promise<PolicyRecord[]> {
  return findAll(realm.model(policyRecords), { filter: { scope, owner: { $in: [...owners] } }, limit });
}

/** How many policies of any scope a realm has, by the store's own count. */
export async function countPolicies(realm: RealmHandle): Promise<number> {
  const [counted] = await realm.model(policyRecords).aggregate<{ n: number }>([{ $count: 'n' }]);
  return counted?.n ?? 0;
}

/** How many policies of one scope an owner has. */
export async function countPoliciesOf(
  realm: RealmHandle,
  scope: PolicyScope,
  owner: string,
  session: ClientSession,
): Promise<number> {
  return realm.model(policyRecords).countDocuments({ scope, owner }, { session });
}

/** @throws PolicyNameTakenError */
export async function insertPolicy(
  realm: RealmHandle,
  record: PolicyRecord,
  session: ClientSession,
): Promise<void> {
  await refusingTaken(record.name, async () => {
    await realm.model(policyRecords).insertMany([record], { session });
  });
}

/** What can be changed of a policy; `null` removes the description. */
export interface PolicyChange {
  readonly name?: string | undefined;
  readonly description?: string | null | undefined;
  readonly defaultVersion?: number;
  readonly lastVersion?: number;
  readonly versions?: readonly PolicyVersion[];
  readonly mentions?: readonly string[];
  readonly principals?: readonly string[];
}

/** Changes a policy that is known to be there: its transaction must raise `revision`, which serialises writers. */
export async function changePolicy(
  realm: RealmHandle,
  id: string,
  { name, description, ...change }: PolicyChange,
  now: Date,
  session: ClientSession,
): Promise<PolicyRecord> {
  const update = {
    $set: {
      ...change,
      updatedAt: now,
      ...(name !== undefined && { name }),
      ...(typeof description === 'string' && { description }),
    },
    ...(description === null && { $unset: { description: 1 } }),
    $inc: { version: 1 },
  };
  const changed = await refusingTaken(name, () =>
    realm
      .model(policyRecords)
      .findOneAndUpdate({ _id: id }, update, { session, returnDocument: 'after' })
      .lean<PolicyRecord>(),
  );
  if (changed === null) throw new NotFoundError('The policy');
  return changed;
}

export async function removePolicy(realm: RealmHandle, id: string, session: ClientSession): Promise<void> {
  await realm.model(policyRecords).deleteOne({ _id: id }, { session });
}

/** Removes what belongs to a node that is no more; may be interrupted and repeated. */
export async function removePoliciesOf(realm: RealmHandle, owner: string): Promise<void> {
  await realm.model(policyRecords).deleteMany({ scope: { $in: ['inline', 'trust'] }, owner });
}

async function refusingTaken<T>(name: string | undefined, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    throw name !== undefined && isDuplicateOf(error, 'scope') ? new PolicyNameTakenError(name) : error;
  }
}
