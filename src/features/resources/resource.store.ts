import { Schema, type ClientSession, type mongo } from 'mongoose';
import { badCursor } from '../../kernel/bad-cursor.js';
import type { Page, PageRequest } from '../../kernel/page.js';
import { findAll } from '../../platform/mongo/find-all.js';
import type { CollectionDefinition, RealmHandle } from '../../realms/realm.js';
import type { Resource } from './resource.js';

/** A resource as it is stored. */
export interface ResourceRecord {
  /** The name. */
  readonly _id: string;
  readonly type: string;
  readonly id: string;
  /** A list: keys may hold what the store keeps for itself in names of fields. */
  readonly tags: readonly { readonly key: string; readonly value: string }[];
  readonly owner?: string;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

const schema = new Schema<ResourceRecord>(
  {
    _id: { type: String, required: true },
    type: { type: String, required: true },
    id: { type: String, required: true },
    tags: { type: [new Schema({ key: { type: String }, value: { type: String } }, { _id: false })] },
    owner: { type: String },
    createdAt: { type: Date, required: true },
    updatedAt: { type: Date, required: true },
  },
  { versionKey: false, id: false },
);

export const resourceRecords: CollectionDefinition<ResourceRecord> = {
  collection: 'resources',
  schema,
  indexes: [{ key: { type: 1, _id: 1 }, options: { name: 'type' } }],
};

export function resourceOf({ _id, type, id, tags, owner, createdAt, updatedAt }: ResourceRecord): Resource {
  return {
    name: _id,
    type,
    id,
    tags: Object.fromEntries(tags.map(({ key, value }) => [key, value])),
    owner,
    createdAt,
    updatedAt,
  };
}

/** Writes resources: new ones, and new tags and owners of those that are there. One command. */
export async function putResources(
  realm: RealmHandle,
  records: readonly ResourceRecord[],
  session: ClientSession,
): Promise<void> {
  if (records.length === 0) return;
  const writes = records.map(({ _id, createdAt, owner, ...rest }) => ({
    updateOne: {
      filter: { _id },
      update: {
        $set: { ...rest, ...(owner !== undefined && { owner }) },
        ...(owner === undefined && { $unset: { owner: 1 } }),
        $setOnInsert: { createdAt },
      },
      upsert: true,
    },
  }));
  await collectionOf(realm).bulkWrite(writes as mongo.AnyBulkWriteOperation<ResourceRecord>[], { session });
}

/** Removes resources; answers the names of those that were there. */
export async function removeResources(
  realm: RealmHandle,
  names: readonly string[],
  session: ClientSession,
): Promise<string[]> {
  const found = await realm
    .model(resourceRecords)
    .find({ _id: { $in: names } }, { _id: 1 }, { session })
    .lean<{ _id: string }[]>();
  const there = found.map(({ _id }) => _id);
  if (there.length > 0) await collectionOf(realm).deleteMany({ _id: { $in: there } }, { session });
  return there;
}

/** The resources with these names, in no particular order. */
export async function findResources(
  realm: RealmHandle,
  names: readonly string[],
  session?: ClientSession,
): Promise<Resource[]> {
  const records = await findAll<ResourceRecord>(realm.model(resourceRecords), {
    filter: { _id: { $in: [...names] } },
    limit: names.length,
    session,
  });
  return records.map(resourceOf);
}

/** Whether the realm has any. */
export async function hasResources(realm: RealmHandle): Promise<boolean> {
  const [one] = await findAll(realm.model(resourceRecords), { filter: {}, projection: { _id: 1 }, limit: 1 });
  return one !== undefined;
}

/** No character comes after this one, and no name contains it. */
const LAST = '\u{10ffff}';

/** By name, of one type if it is named; a cursor is the name behind which the page starts. */
export async function pageOfResources(
  realm: RealmHandle,
  { type, namePrefix }: { readonly type?: string | undefined; readonly namePrefix?: string | undefined },
  { first, after }: PageRequest,
): Promise<Page<Resource>> {
  const behind = after === undefined ? undefined : nameOfCursor(after);
  const name = {
    ...(namePrefix !== undefined && { $gte: namePrefix, $lt: namePrefix + LAST }),
    ...(behind !== undefined && { $gt: behind }),
  };
  const records = await findAll<ResourceRecord>(realm.model(resourceRecords), {
    filter: { ...(type !== undefined && { type }), ...(Object.keys(name).length > 0 && { _id: name }) },
    sort: type === undefined ? { _id: 1 } : { type: 1, _id: 1 },
    limit: first + 1,
  });
  const items = records.slice(0, first).map(resourceOf);
  return {
    items,
    cursors: items.map((item) => Buffer.from(item.name).toString('base64url')),
    hasNextPage: records.length > first,
  };
}

/** The registered resources of one type by name, from behind `after`. */
export async function resourcesOfType(
  realm: RealmHandle,
  {
    type,
    after,
    first,
  }: { readonly type: string; readonly after?: string | undefined; readonly first: number },
): Promise<Resource[]> {
  const records = await findAll<ResourceRecord>(realm.model(resourceRecords), {
    filter: { type, ...(after !== undefined && { _id: { $gt: after } }) },
    sort: { type: 1, _id: 1 },
    limit: first,
  });
  return records.map(resourceOf);
}

/** The registered resources by name, from behind `after`. */
export async function resourcesBehind(
  realm: RealmHandle,
  { after, first }: { readonly after?: string | undefined; readonly first: number },
  session: ClientSession,
): Promise<Resource[]> {
  const records = await findAll<ResourceRecord>(realm.model(resourceRecords), {
    filter: after === undefined ? {} : { _id: { $gt: after } },
    sort: { _id: 1 },
    limit: first,
    session,
  });
  return records.map(resourceOf);
}

function nameOfCursor(cursor: string): string {
  const name = Buffer.from(cursor, 'base64url').toString();
  if (name === '' || Buffer.from(name).toString('base64url') !== cursor) {
    throw badCursor();
  }
  return name;
}

function collectionOf(realm: RealmHandle): mongo.Collection<ResourceRecord> {
  return realm.model(resourceRecords).collection as unknown as mongo.Collection<ResourceRecord>;
}
