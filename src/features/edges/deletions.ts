import type { ClientSession } from 'mongoose';
import type { RealmHandle } from '../../realms/realm.js';
import type { NodeRef } from './edge.js';
import { edgeRecords, sweepLinksOf } from './links.js';

/** Records of deletions are in the collection of edges, under ids that no edge has: these are letters, those hex digits. */
const PREFIX = 'sweep:';
const BEHIND_PREFIX = 'sweep;';

/** Removes what else belongs to a node that is no more; may be interrupted and repeated. */
export type SweepMore = (realm: RealmHandle, ref: NodeRef) => Promise<void>;

/**
 * Remembers, in the transaction that deletes a node, that its edges are still to be removed. They count for nothing from
 * then on, so removing them needs no transaction, and whoever is interrupted at it leaves it to the next.
 */
export async function rememberDeletion(
  realm: RealmHandle,
  ref: NodeRef,
  now: Date,
  session: ClientSession,
): Promise<void> {
  const end = `deleted:${ref}`;
  const record = { _id: PREFIX + ref, subject: end, relation: 'deleted', object: end, createdAt: now };
  await realm.model(edgeRecords).collection.insertOne(record as object, { session });
}

/** Removes what is left of every node of the realm that was deleted; answers how many there were. */
export async function sweepDeletions(realm: RealmHandle, sweepMore: SweepMore): Promise<number> {
  const { collection } = realm.model(edgeRecords);
  const pending = await collection
    .find({ _id: { $gte: PREFIX, $lt: BEHIND_PREFIX } } as object, { projection: { _id: 1 } })
    .toArray();
  for (const { _id } of pending) {
    const id = String(_id);
    const ref = id.slice(PREFIX.length) as NodeRef;
    await sweepLinksOf(realm, ref);
    await sweepMore(realm, ref);
    await collection.deleteOne({ _id: id } as object);
  }
  return pending.length;
}
