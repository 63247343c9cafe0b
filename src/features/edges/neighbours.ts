import type { Page, PageRequest } from '../../kernel/page.js';
import { findAll } from '../../platform/mongo/find-all.js';
import type { RealmHandle } from '../../realms/realm.js';
import { badCursor } from '../../kernel/bad-cursor.js';
import { idOf, type NodeKind, type NodeRef, type Relation } from './edge.js';
import { edgeRecords } from './links.js';

/** Which edges of many nodes at once: those of `relation` whose `near` end is one of `refs`. */
export interface NeighbourQuery {
  /** The end at which the nodes stand whose neighbours are asked for. */
  readonly near: 'subject' | 'object';
  readonly refs: readonly NodeRef[];
  readonly relation: Relation;
  /** Only neighbours of this kind. */
  readonly kind?: NodeKind | undefined;
  /** `after` is the last neighbour (a node's name) of the page before. */
  readonly page: PageRequest;
}

/** One node's neighbours, in the order of their names, which are also the cursors. */
export interface NeighbourPage {
  readonly neighbours: readonly NodeRef[];
  readonly hasNextPage: boolean;
}

const EMPTY: NeighbourPage = { neighbours: [], hasNextPage: false };
/** What a cursor of neighbours looks like: the name of a node. */
export const CURSOR = /^(?:account|group|role|policy):[0-9a-f-]{36}$/;

/**
 * A page of neighbours for each node, in the order of `refs`; InvalidInputError if `page.after` is no cursor of ours. One command, however many nodes: all edges where they are
 * as few as the pages can hold, else (a second command) the first of each node.
 */
export async function neighbourPages(realm: RealmHandle, query: NeighbourQuery): Promise<NeighbourPage[]> {
  const { near, refs, relation, kind, page } = query;
  if (page.after !== undefined && !CURSOR.test(page.after)) throw badCursor();
  const far = near === 'subject' ? 'object' : 'subject';
  const match = {
    [near]: { $in: refs },
    relation,
    ...farRange(far, kind, page.after),
  };
  const order = { [near]: 1, relation: 1, [far]: 1 } as const;
  const limit = refs.length * (page.first + 1);
  const rows = await findAll(realm.model(edgeRecords), {
    filter: match,
    projection: { _id: 0, subject: 1, object: 1 },
    sort: order,
    limit,
  });
  if (refs.length > 1 && rows.length === limit) return firstOfEach(realm, query, match, order);
  const byNode = new Map<NodeRef, NodeRef[]>(refs.map((ref) => [ref, []]));
  for (const row of rows) byNode.get(row[near])?.push(row[far]);
  return refs.map((ref) => pageOf(byNode.get(ref), page.first));
}

/** The same by aggregation, which alone can stop at the first of each node; it reads all edges that match. */
async function firstOfEach(
  realm: RealmHandle,
  { near, refs, page }: NeighbourQuery,
  match: Record<string, unknown>,
  order: Record<string, 1>,
): Promise<NeighbourPage[]> {
  const far = near === 'subject' ? 'object' : 'subject';
  const groups = await realm
    .model(edgeRecords)
    .aggregate<{ _id: NodeRef; neighbours: NodeRef[] }>([
      { $match: match },
      { $sort: order },
      { $group: { _id: `$${near}`, neighbours: { $firstN: { input: `$${far}`, n: page.first + 1 } } } },
    ]);
  const byNode = new Map(groups.map((group) => [group._id, group.neighbours]));
  return refs.map((ref) => pageOf(byNode.get(ref), page.first));
}

function farRange(
  far: string,
  kind: NodeKind | undefined,
  after: string | undefined,
): Record<string, Record<string, string>> {
  if (kind === undefined) return after === undefined ? {} : { [far]: { $gt: after } };
  // ';' follows ':', so this is every name that starts with `kind:`.
  return { [far]: { $gt: after ?? `${kind}:`, $lt: `${kind};` } };
}

function pageOf(neighbours: readonly NodeRef[] | undefined, first: number): NeighbourPage {
  if (neighbours === undefined || neighbours.length === 0) return EMPTY;
  return { neighbours: neighbours.slice(0, first), hasNextPage: neighbours.length > first };
}

/** The ids of all nodes on the pages, each once. */
export function neighbourIds(pages: readonly NeighbourPage[]): string[] {
  const ids = new Set<string>();
  for (const { neighbours } of pages) for (const ref of neighbours) ids.add(idOf(ref));
  return [...ids];
}

/** The page of things behind a page of names; what is no more is left out. */
export function joinPage<T>(
  { neighbours, hasNextPage }: NeighbourPage,
  things: ReadonlyMap<string, T>,
): Page<T> {
  const items: T[] = [];
  const cursors: string[] = [];
  for (const ref of neighbours) {
    const thing = things.get(idOf(ref));
    if (thing === undefined) continue;
    items.push(thing);
    cursors.push(ref);
  }
  return { items, cursors, hasNextPage };
}
