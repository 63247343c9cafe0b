import type { ClientSession } from 'mongoose';
import type { RealmHandle } from '../../realms/realm.js';
import type { NodeRef, Relation } from './edge.js';
import { linksFrom } from './links.js';

/** Every node that a walk reached, and the node from which it did (the start: from nowhere). */
export type Ancestors = ReadonlyMap<NodeRef, NodeRef | undefined>;

/**
 * Follows one relation upwards from `start`, which is included. Inside a transaction that raises `revision` the answer
 * still holds when it commits, so that two writers cannot close a cycle together.
 */
export async function ancestorsOf(
  realm: RealmHandle,
  start: NodeRef,
  relation: Relation,
  session: ClientSession,
): Promise<Ancestors> {
  const reached = new Map<NodeRef, NodeRef | undefined>([[start, undefined]]);
  let frontier: NodeRef[] = [start];
  while (frontier.length > 0) {
    const links = await linksFrom(realm, frontier, { relation, session });
    frontier = [];
    for (const { subject, object } of links) {
      if (reached.has(object)) continue;
      reached.set(object, subject);
      frontier.push(object);
    }
  }
  return reached;
}

/** The way from the start to `end`, both included; `end` must have been reached. */
export function pathTo(end: NodeRef, ancestors: Ancestors): NodeRef[] {
  const path: NodeRef[] = [];
  for (let at: NodeRef | undefined = end; at !== undefined; at = ancestors.get(at)) path.unshift(at);
  return path;
}
