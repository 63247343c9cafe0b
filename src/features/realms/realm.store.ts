import { badCursor } from '../../kernel/bad-cursor.js';
import type { Page, PageRequest } from '../../kernel/page.js';
import { isDuplicateOf } from '../../platform/mongo/storage-errors.js';
import type { ControlDatabase } from '../../realms/control-database.js';
import { isRealmSlug, SYSTEM_REALM, type Realm } from '../../realms/realm.js';
import {
  realmOf,
  realmRecords,
  type RealmClaim,
  type RealmRecord,
  type RealmStatus,
} from '../../realms/realm-record.js';

/** Inserts a record; false if the slug is taken. */
export async function insertRecord(control: ControlDatabase, record: RealmRecord): Promise<boolean> {
  try {
    await control.model(realmRecords).insertOne(record);
    return true;
  } catch (error) {
    if (isDuplicateOf(error, 'slug')) return false;
    throw error;
  }
}

/**
 * Claims what a dead process left half made or half deleted. Undefined if there is no such record, or its claim has
 * not expired.
 */
export async function claimLeftover(
  control: ControlDatabase,
  slug: string,
  claim: RealmClaim,
  now: Date,
): Promise<RealmRecord | undefined> {
  const filter = {
    slug,
    status: { $in: ['CREATING', 'DELETING'] as RealmStatus[] },
    'claim.expiresAt': { $lte: now },
  };
  return (
    (await control.model(realmRecords).findOneAndUpdate(filter, { $set: { claim } }).lean<RealmRecord>()) ??
    undefined
  );
}

/** CREATING becomes ACTIVE, if the claim still stands. */
export async function activate(
  control: ControlDatabase,
  id: string,
  owner: string,
  layout: string,
): Promise<RealmRecord | undefined> {
  const activated = await control
    .model(realmRecords)
    .findOneAndUpdate(
      { _id: id, status: 'CREATING', 'claim.owner': owner },
      { $set: { status: 'ACTIVE', layout }, $unset: { claim: 1 } },
      { returnDocument: 'after' },
    )
    .lean<RealmRecord>();
  return activated ?? undefined;
}

/** ACTIVE becomes DELETING; the raised counters make every process drop what it cached of the realm. */
export async function markDeleting(
  control: ControlDatabase,
  slug: string,
  claim: RealmClaim,
): Promise<RealmRecord | undefined> {
  const marked = await control
    .model(realmRecords)
    .findOneAndUpdate(
      { slug, status: 'ACTIVE' },
      { $set: { status: 'DELETING', claim }, $inc: { revision: 1, authEpoch: 1 } },
      { returnDocument: 'after' },
    )
    .lean<RealmRecord>();
  return marked ?? undefined;
}

/** True while `owner` may go on with a record that is being made or deleted. */
export async function isClaimedBy(control: ControlDatabase, id: string, owner: string): Promise<boolean> {
  return (await control.model(realmRecords).exists({ _id: id, 'claim.owner': owner })) !== null;
}

/** Removes a record that `owner` has claimed. */
export async function removeRecord(control: ControlDatabase, id: string, owner: string): Promise<void> {
  await control.model(realmRecords).deleteOne({ _id: id, 'claim.owner': owner });
}

/** The slugs of what dead processes left half made or half deleted. */
export async function leftoverSlugs(control: ControlDatabase, now: Date): Promise<string[]> {
  const leftovers = await control
    .model(realmRecords)
    .find({ status: { $in: ['CREATING', 'DELETING'] }, 'claim.expiresAt': { $lte: now } }, { slug: 1 })
    .lean<Pick<RealmRecord, 'slug'>[]>();
  return leftovers.map((record) => record.slug);
}

/** The record of a realm that exists. */
export async function findRecord(control: ControlDatabase, slug: string): Promise<RealmRecord | undefined> {
  return (
    (await control.model(realmRecords).findOne({ slug, status: 'ACTIVE' }).lean<RealmRecord>()) ?? undefined
  );
}

/** The slug of the oldest realm but `system`; undefined if there is none. */
export async function oldestSlug(control: ControlDatabase): Promise<string | undefined> {
  const record = await control
    .model(realmRecords)
    .findOne({ status: 'ACTIVE', slug: { $ne: SYSTEM_REALM } }, { slug: 1 })
    .sort({ _id: 1 })
    .lean<Pick<RealmRecord, 'slug'>>();
  return record?.slug;
}

/** The realms with these ids that exist, in no particular order. */
export async function findRealmsById(control: ControlDatabase, ids: readonly string[]): Promise<Realm[]> {
  const records = await control
    .model(realmRecords)
    .find({ _id: { $in: ids }, status: 'ACTIVE' })
    .lean<RealmRecord[]>();
  return records.map(realmOf);
}

/** Writes name and settings if the record still has `version`; undefined if it has not. */
export async function replaceRealm(
  control: ControlDatabase,
  record: Pick<RealmRecord, '_id' | 'version'>,
  change: Pick<RealmRecord, 'name' | 'settings' | 'updatedAt'>,
): Promise<RealmRecord | undefined> {
  const replaced = await control
    .model(realmRecords)
    .findOneAndUpdate(
      { _id: record._id, version: record.version, status: 'ACTIVE' },
      { $set: change, $inc: { version: 1, revision: 1 } },
      { returnDocument: 'after' },
    )
    .lean<RealmRecord>();
  return replaced ?? undefined;
}

/** A page of realms by slug; a cursor is the slug behind which the page starts. */
export async function findRealms(
  control: ControlDatabase,
  { first, after }: PageRequest,
): Promise<Page<Realm>> {
  const filter = {
    status: 'ACTIVE' as const,
    ...(after !== undefined && { slug: { $gt: slugOfCursor(after) } }),
  };
  const records = await control
    .model(realmRecords)
    .find(filter)
    .sort({ slug: 1 })
    .limit(first + 1)
    .lean<RealmRecord[]>();
  const items = records.slice(0, first).map(realmOf);
  return { items, cursors: items.map(({ slug }) => cursorOf(slug)), hasNextPage: records.length > first };
}

function cursorOf(slug: string): string {
  return Buffer.from(slug).toString('base64url');
}

function slugOfCursor(cursor: string): string {
  const slug = Buffer.from(cursor, 'base64url').toString();
  if (isRealmSlug(slug) && cursorOf(slug) === cursor) return slug;
  throw badCursor();
}
