import { Schema, type ClientSession } from 'mongoose';
import type { CollectionDefinition, RealmHandle } from '../../realms/realm.js';
import type { PolicyScope, PolicyVersion } from './policy.js';

/** A policy as it is stored. */
export interface PolicyRecord {
  readonly _id: string;
  readonly scope: PolicyScope;
  readonly owner: string;
  readonly name: string;
  readonly description?: string;
  readonly builtIn?: boolean;
  readonly defaultVersion: number;
  readonly versions: readonly PolicyVersion[];
  /**
   * The context keys, canonical (`aws:principaltag/team`), that conditions and variables of the default version
   * mention: changing what such a key says of a principal or resource changes what the policy gives.
   */
  readonly mentions: readonly string[];
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
    versions: {
      type: [
        new Schema<PolicyVersion>(
          {
            number: { type: Number, required: true },
            document: { type: String, required: true },
            createdAt: { type: Date, required: true },
            createdBy: { type: String },
          },
          { _id: false },
        ),
      ],
      required: true,
    },
    mentions: { type: [String], required: true },
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
  ],
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

async function findActive(
  realm: RealmHandle,
  filter: Record<string, unknown>,
  session: ClientSession | undefined,
): Promise<ActiveDocument[]> {
  const records = await realm
    .model(policyRecords)
    .find(filter, null, { session: session ?? null })
    .lean<PolicyRecord[]>();
  return records.map((record) => ({
    id: record._id,
    scope: record.scope,
    owner: record.owner,
    name: record.name,
    number: record.defaultVersion,
    document: record.versions.find(({ number }) => number === record.defaultVersion)?.document ?? '',
  }));
}
