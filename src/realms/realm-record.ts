import { Schema } from 'mongoose';
import type { CollectionDefinition, Realm } from './realm.js';
import { realmSettingsSchema } from './realm-settings.js';

/** CREATING and DELETING realms exist for nobody; only the holder of `claim` goes on with them. */
export type RealmStatus = 'CREATING' | 'ACTIVE' | 'DELETING';

/** Who creates or deletes it at the moment. A claim that has expired is of a dead process: others take over. */
export interface RealmClaim {
  readonly owner: string;
  readonly expiresAt: Date;
}

/** A realm as the control database keeps it. */
export interface RealmRecord {
  readonly _id: string;
  readonly slug: string;
  readonly name: string;
  readonly status: RealmStatus;
  readonly claim?: RealmClaim;
  /** Which collections and indexes its database has (`layoutOf`). */
  readonly layout?: string;
  /** What was set; the schema's defaults fill the rest when it is read. */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly version: number;
  readonly revision: number;
  readonly authEpoch: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

const schema = new Schema<RealmRecord>(
  {
    _id: { type: String, required: true },
    slug: { type: String, required: true },
    name: { type: String, required: true },
    status: { type: String, required: true },
    claim: { type: new Schema({ owner: String, expiresAt: Date }, { _id: false }) },
    layout: { type: String },
    settings: { type: Schema.Types.Mixed, required: true },
    version: { type: Number, required: true },
    revision: { type: Number, required: true },
    authEpoch: { type: Number, required: true },
    createdAt: { type: Date, required: true },
    updatedAt: { type: Date, required: true },
  },
  { versionKey: false, minimize: false },
);

export const realmRecords: CollectionDefinition<RealmRecord> = {
  collection: 'realms',
  schema,
  indexes: [
    { key: { slug: 1 }, options: { name: 'slug', unique: true } },
    { key: { status: 1, slug: 1 }, options: { name: 'status_slug' } },
  ],
};

/**
 * The realm that a record describes.
 *
 * @throws Error if its settings are not ones that this version knows: a newer Reeve wrote them.
 */
export function realmOf(record: RealmRecord): Realm {
  const settings = realmSettingsSchema.safeParse(record.settings);
  if (!settings.success) {
    throw new Error(
      `The settings of realm ${record.slug} are not known to this version: ${settings.error.message}`,
    );
  }
  return {
    id: record._id,
    slug: record.slug,
    name: record.name,
    settings: settings.data,
    version: record.version,
    createdAt: record.createdAt,
    updatedAt: record.updatedAt,
  };
}
