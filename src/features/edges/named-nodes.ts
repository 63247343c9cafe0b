import { Schema, type ClientSession, type Model, type UpdateQuery } from 'mongoose';
import { NotFoundError, VersionConflictError, type DomainError } from '../../kernel/errors.js';
import type { Page, PageRequest } from '../../kernel/page.js';
import { findAll } from '../../platform/mongo/find-all.js';
import { isDuplicateOf } from '../../platform/mongo/storage-errors.js';
import type { CollectionDefinition, RealmHandle } from '../../realms/realm.js';
import { badCursor } from '../../kernel/bad-cursor.js';
import type { NamedNode } from './membership.js';

/** What groups and roles have in common as they are stored. */
export interface NamedNodeRecord {
  readonly _id: string;
  /** In Unicode's composed form (NFC), unique in its realm. */
  readonly name: string;
  readonly description?: string;
  readonly builtIn?: boolean;
  readonly version: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** The collection of one kind of named node. */
export function namedNodeCollection(collection: string): CollectionDefinition<NamedNodeRecord> {
  return {
    collection,
    schema: new Schema<NamedNodeRecord>(
      {
        _id: { type: String, required: true },
        name: { type: String, required: true },
        description: { type: String },
        builtIn: { type: Boolean },
        version: { type: Number, required: true },
        createdAt: { type: Date, required: true },
        updatedAt: { type: Date, required: true },
      },
      { versionKey: false },
    ),
    indexes: [{ key: { name: 1 }, options: { name: 'name', unique: true } }],
  };
}

/** A change of name or description; `null` removes the description. */
export interface NamedNodeChange {
  readonly name?: string | undefined;
  readonly description?: string | null | undefined;
  readonly expectedVersion?: number | undefined;
}

/** How groups and roles are kept. All reads use `_id` or the index on the name. */
export interface NamedNodeStore {
  findMany(realm: RealmHandle, ids: readonly string[], session?: ClientSession): Promise<NamedNodeRecord[]>;
  names(realm: RealmHandle, ids: readonly string[], session?: ClientSession): Promise<NamedNode[]>;
  findByName(realm: RealmHandle, name: string, session?: ClientSession): Promise<NamedNodeRecord | undefined>;
  /** By name; a cursor is the name behind which the page starts. */
  page(realm: RealmHandle, namePrefix: string | undefined, page: PageRequest): Promise<Page<NamedNodeRecord>>;
  insert(realm: RealmHandle, record: NamedNodeRecord, session: ClientSession): Promise<void>;
  update(
    realm: RealmHandle,
    id: string,
    change: NamedNodeChange,
    now: Date,
    session: ClientSession,
  ): Promise<NamedNodeRecord>;
  delete(realm: RealmHandle, id: string, session: ClientSession): Promise<NamedNodeRecord>;
}

/** `what` names the kind in messages (`The group`); `taken` makes the error of a name that is in use. */
export function createNamedNodeStore(
  definition: CollectionDefinition<NamedNodeRecord>,
  what: string,
  taken: (name: string) => DomainError,
): NamedNodeStore {
  const of = (realm: RealmHandle): Model<NamedNodeRecord> => realm.model(definition);

  async function refusingTaken<T>(name: string | undefined, write: () => Promise<T>): Promise<T> {
    try {
      return await write();
    } catch (error) {
      throw name !== undefined && isDuplicateOf(error, 'name') ? taken(name) : error;
    }
  }

  return {
    findMany: (realm, ids, session) =>
      findAll(of(realm), { filter: { _id: { $in: [...ids] } }, limit: ids.length, session }),

    async names(realm, ids, session) {
      const records = await of(realm)
        .find({ _id: { $in: ids } }, { name: 1 }, { session: session ?? null })
        .lean<Pick<NamedNodeRecord, '_id' | 'name'>[]>();
      return records.map((record) => ({ id: record._id, name: record.name }));
    },

    async findByName(realm, name, session) {
      const found = await of(realm)
        .findOne({ name }, null, { session: session ?? null })
        .lean<NamedNodeRecord>();
      return found ?? undefined;
    },

    async page(realm, namePrefix, { first, after }) {
      const filter = nameRange(namePrefix, after === undefined ? undefined : nameOfCursor(after));
      const records = await findAll(of(realm), { filter, sort: { name: 1 }, limit: first + 1 });
      const items = records.slice(0, first);
      return {
        items,
        cursors: items.map((record) => cursorOfName(record.name)),
        hasNextPage: records.length > first,
      };
    },

    insert: (realm, record, session) =>
      refusingTaken(record.name, async () => {
        await of(realm).insertMany([record], { session });
      }),

    async update(realm, id, change, now, session) {
      const { name, description, expectedVersion } = change;
      const update: UpdateQuery<NamedNodeRecord> = {
        $set: {
          updatedAt: now,
          ...(name !== undefined && { name }),
          ...(typeof description === 'string' && { description }),
        },
        ...(description === null && { $unset: { description: 1 } }),
        $inc: { version: 1 },
      };
      const updated = await refusingTaken(name, () =>
        of(realm)
          .findOneAndUpdate(
            { _id: id, ...(expectedVersion !== undefined && { version: expectedVersion }) },
            update,
            { session, returnDocument: 'after' },
          )
          .lean<NamedNodeRecord>(),
      );
      if (updated !== null) return updated;
      const current = await of(realm).findById(id, { version: 1 }, { session }).lean<NamedNodeRecord>();
      throw current === null ? new NotFoundError(what) : new VersionConflictError(current.version);
    },

    async delete(realm, id, session) {
      const deleted = await of(realm).findOneAndDelete({ _id: id }, { session }).lean<NamedNodeRecord>();
      if (deleted === null) throw new NotFoundError(what);
      return deleted;
    },
  };
}

/** Greater than every character, so that `prefix + LAST` bounds what starts with the prefix. */
const LAST = '\u{10FFFF}';

function nameRange(prefix: string | undefined, after: string | undefined): Record<string, unknown> {
  const from = after === undefined ? prefix && { $gte: prefix } : { $gt: after };
  if (prefix === undefined) return from === undefined || from === '' ? {} : { name: from };
  return { name: { ...(from === '' ? {} : from), $lt: prefix + LAST } };
}

function cursorOfName(name: string): string {
  return Buffer.from(name).toString('base64url');
}

function nameOfCursor(cursor: string): string {
  const name = Buffer.from(cursor, 'base64url').toString();
  if (name === '' || cursorOfName(name) !== cursor) {
    throw badCursor();
  }
  return name;
}
