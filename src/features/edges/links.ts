import { Schema, type ClientSession } from 'mongoose';
import { newId } from '../../kernel/ids.js';
import type { CollectionDefinition, RealmHandle } from '../../realms/realm.js';
import type { Edge, NodeRef, Relation } from './edge.js';

/** An edge as it is stored. */
export interface EdgeRecord {
  readonly _id: string;
  readonly subject: NodeRef;
  readonly relation: Relation;
  readonly object: NodeRef;
  readonly createdAt: Date;
}

const schema = new Schema<EdgeRecord>(
  {
    _id: { type: String, required: true },
    subject: { type: String, required: true },
    relation: { type: String, required: true },
    object: { type: String, required: true },
    createdAt: { type: Date, required: true },
  },
  { versionKey: false },
);

export const edgeRecords: CollectionDefinition<EdgeRecord> = {
  collection: 'edges',
  schema,
  indexes: [
    {
      key: { subject: 1, relation: 1, object: 1 },
      options: { name: 'subject_relation_object', unique: true },
    },
    { key: { object: 1, relation: 1, subject: 1 }, options: { name: 'object_relation_subject' } },
  ],
};

/** An edge without what the graph does not need. */
export type Link = Pick<Edge, 'subject' | 'relation' | 'object'>;

const LINK = { _id: 0, subject: 1, relation: 1, object: 1 } as const;

/** Every edge (of one relation, if it is named) that starts at one of `subjects`. */
export async function linksFrom(
  realm: RealmHandle,
  subjects: readonly NodeRef[],
  { relation, session }: { relation?: Relation; session?: ClientSession } = {},
): Promise<Link[]> {
  return realm
    .model(edgeRecords)
    .find({ subject: { $in: subjects }, ...(relation && { relation }) }, LINK, { session: session ?? null })
    .lean<Link[]>();
}

/** Every edge that ends at one of `objects`. */
export async function linksTo(
  realm: RealmHandle,
  objects: readonly NodeRef[],
  session: ClientSession,
): Promise<Link[]> {
  return realm
    .model(edgeRecords)
    .find({ object: { $in: objects } }, LINK, { session })
    .lean<Link[]>();
}

/** Every edge that ends at one of `objects` and starts at a group or role: accounts may be very many. */
export async function linksToGroupsAndRoles(
  realm: RealmHandle,
  objects: readonly NodeRef[],
): Promise<Link[]> {
  return realm
    .model(edgeRecords)
    .find(
      {
        object: { $in: objects },
        relation: { $in: ['member', 'assigned', 'includes'] },
        // 'account:' comes before 'group:', and nothing else does.
        subject: { $gte: 'group:' },
      },
      LINK,
    )
    .lean<Link[]>();
}

/** At most `limit` of the edges that end at `object`. */
export async function someLinksTo(
  realm: RealmHandle,
  object: NodeRef,
  limit: number,
  session: ClientSession,
): Promise<Link[]> {
  return realm.model(edgeRecords).find({ object }, LINK, { session }).limit(limit).lean<Link[]>();
}

/** How many edges of one relation start at `subject`. */
export async function countLinksFrom(
  realm: RealmHandle,
  subject: NodeRef,
  relation: Relation,
  session: ClientSession,
): Promise<number> {
  return realm.model(edgeRecords).countDocuments({ subject, relation }, { session });
}

/** The edges of one relation from each of `subjects` to `object`. */
export interface LinkSet {
  readonly subjects: readonly NodeRef[];
  readonly relation: Relation;
  readonly object: NodeRef;
}

async function linksBetween(realm: RealmHandle, set: LinkSet, session: ClientSession): Promise<Link[]> {
  const { subjects, relation, object } = set;
  return realm
    .model(edgeRecords)
    .find({ subject: { $in: subjects }, relation, object }, LINK, { session })
    .lean<Link[]>();
}

/** Which of the subjects have their edge already. */
export async function linkedSubjects(
  realm: RealmHandle,
  set: LinkSet,
  session: ClientSession,
): Promise<ReadonlySet<NodeRef>> {
  return new Set((await linksBetween(realm, set, session)).map((link) => link.subject));
}

/**
 * Writes the edges that are not there yet; answers the subjects of the new ones. Its transaction must raise `revision`:
 * that serialises writers, so what is read here is still so when it commits.
 */
export async function addLinks(
  realm: RealmHandle,
  set: LinkSet,
  now: Date,
  session: ClientSession,
): Promise<ReadonlySet<NodeRef>> {
  const known = await linkedSubjects(realm, set, session);
  const added = new Set(set.subjects.filter((subject) => !known.has(subject)));
  if (added.size === 0) return added;
  const records = [...added].map((subject) => ({
    _id: newId(),
    subject,
    relation: set.relation,
    object: set.object,
    createdAt: now,
  }));
  await realm.model(edgeRecords).insertMany(records, { session });
  return added;
}

/** Removes edges; answers the subjects of those that were there. */
export async function removeLinks(
  realm: RealmHandle,
  set: LinkSet,
  session: ClientSession,
): Promise<ReadonlySet<NodeRef>> {
  const known = await linkedSubjects(realm, set, session);
  if (known.size === 0) return known;
  await realm
    .model(edgeRecords)
    .deleteMany({ subject: { $in: [...known] }, relation: set.relation, object: set.object }, { session });
  return known;
}

const SWEEP_BATCH = 1000;

/**
 * Removes all edges that touch a node which is no more, in batches, outside a transaction. Edges of a missing node
 * count for nothing, so it may be interrupted and repeated.
 */
export async function sweepLinksOf(realm: RealmHandle, ref: NodeRef): Promise<void> {
  const edges = realm.model(edgeRecords);
  for (const filter of [{ subject: ref }, { object: ref }]) {
    for (;;) {
      const batch = await edges.find(filter, { _id: 1 }).limit(SWEEP_BATCH).lean<{ _id: string }[]>();
      if (batch.length > 0) await edges.deleteMany({ _id: { $in: batch.map((edge) => edge._id) } });
      if (batch.length < SWEEP_BATCH) break;
    }
  }
}
