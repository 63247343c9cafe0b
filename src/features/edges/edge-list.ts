import { isId } from '../../kernel/ids.js';
import type { Page, PageRequest } from '../../kernel/page.js';
import type { RealmHandle } from '../../realms/realm.js';
import { badCursor } from '../../kernel/bad-cursor.js';
import type { EdgeFilterInput } from './edge.input.js';
import { RELATIONS, type Edge, type Relation } from './edge.js';
import { edgeRecords, type EdgeRecord } from './links.js';

/**
 * A page of edges. Without a node: in the order in which they were made. With one: by relation, then by the other end,
 * which is how the indexes have them; that takes at most one command for each relation.
 */
export async function pageOfEdges(
  realm: RealmHandle,
  filter: EdgeFilterInput,
  { first, after }: PageRequest,
): Promise<Page<Edge>> {
  const near = filter.subject ? 'subject' : filter.object ? 'object' : undefined;
  const records = await (near === undefined
    ? scanAll(realm, first + 1, after)
    : scanNode(realm, filter, near, first + 1, after));
  const items = records.slice(0, first);
  return {
    items: items.map(edgeOf),
    cursors: items.map((record) => (near === undefined ? record._id : nodeCursor(record, near))),
    hasNextPage: records.length > first,
  };
}

async function scanAll(realm: RealmHandle, limit: number, after: string | undefined): Promise<EdgeRecord[]> {
  if (after !== undefined && !isId(after)) throw badCursor();
  return (
    realm
      .model(edgeRecords)
      // Behind the ids of edges come the records of deletions.
      .find({ _id: { ...(after !== undefined && { $gt: after }), $lt: 'g' } })
      .sort({ _id: 1 })
      .limit(limit)
      .lean<EdgeRecord[]>()
  );
}

async function scanNode(
  realm: RealmHandle,
  { subject, relation, object }: EdgeFilterInput,
  near: 'subject' | 'object',
  limit: number,
  after: string | undefined,
): Promise<EdgeRecord[]> {
  const far = near === 'subject' ? 'object' : 'subject';
  const start = after === undefined ? undefined : parseNodeCursor(after);
  const relations = (relation ? [relation] : RELATIONS).filter(
    (name) => start === undefined || name >= start.relation,
  );
  const found: EdgeRecord[] = [];
  for (const name of relations) {
    if (found.length >= limit) break;
    const records = await realm
      .model(edgeRecords)
      .find({
        ...(subject && { subject }),
        ...(object && { object }),
        relation: name,
        ...(start?.relation === name && {
          [far]: { ...(object && subject && { $eq: object }), $gt: start.far },
        }),
      })
      .sort({ [far]: 1 })
      .limit(limit - found.length)
      .lean<EdgeRecord[]>();
    found.push(...records);
  }
  return found;
}

/** `member>group:0192...`: the relation and the other end of the last edge seen. */
function nodeCursor(record: EdgeRecord, near: 'subject' | 'object'): string {
  return `${record.relation}>${near === 'subject' ? record.object : record.subject}`;
}

function parseNodeCursor(cursor: string): { relation: Relation; far: string } {
  const [, name, far] = /^(\w+)>((?:account|group|role|policy):[0-9a-f-]{36})$/.exec(cursor) ?? [];
  const relation = RELATIONS.find((known) => known === name);
  if (relation === undefined || far === undefined) throw badCursor();
  return { relation, far };
}

function edgeOf(record: EdgeRecord): Edge {
  return {
    id: record._id,
    subject: record.subject,
    relation: record.relation,
    object: record.object,
    createdAt: record.createdAt,
  };
}
