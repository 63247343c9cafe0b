import type { ClientSession } from 'mongoose';
import { findAll } from '../../platform/mongo/find-all.js';
import type { RealmHandle } from '../../realms/realm.js';
import { kindOf, type NodeKind, type NodeRef, type Relation } from './edge.js';
import { edgeRecords } from './links.js';

/** What flows from a node of each kind to those below it. */
const RELATIONS_TO: Readonly<Record<NodeKind, readonly Relation[]>> = {
  account: [],
  group: ['member'],
  role: ['assigned', 'includes'],
  policy: ['attached', 'bounded'],
};

/** Few enough for the store to merge their ranges of the index rather than to sort. */
const OBJECTS_AT_ONCE = 40;

export interface NodesBelow {
  /** By name, each once. */
  readonly refs: readonly NodeRef[];
  /** There are no more behind them. */
  readonly complete: boolean;
}

/** The nodes of one kind from which an edge leads to any of `objects`, from behind `after`; about `first` of them. */
export async function nodesBelow(
  realm: RealmHandle,
  {
    objects,
    kind,
    after,
    first,
  }: {
    readonly objects: readonly NodeRef[];
    readonly kind: NodeKind;
    readonly after?: NodeRef | undefined;
    readonly first: number;
  },
  session: ClientSession,
): Promise<NodesBelow> {
  const found = new Set<NodeRef>();
  /** Up to here, nothing is left out. */
  let complete: NodeRef | undefined;
  for (const { of, relations } of chunks(objects)) {
    const rows = await findAll(realm.model(edgeRecords), {
      // ';' follows ':', so this is every name that starts with `kind:`.
      filter: {
        object: { $in: [...of] },
        relation: { $in: [...relations] },
        subject: { $gt: after ?? (`${kind}:` as NodeRef), $lt: `${kind};` as NodeRef },
      },
      projection: { _id: 0, subject: 1 },
      sort: { subject: 1 },
      limit: first,
      session,
    });
    for (const { subject } of rows) found.add(subject);
    const last = rows.at(-1)?.subject;
    if (rows.length < first || last === undefined) continue;
    if (complete === undefined || last < complete) complete = last;
  }
  const end = complete;
  const refs = [...found].filter((ref) => end === undefined || ref <= end).sort();
  return { refs, complete: end === undefined };
}

function* chunks(
  objects: readonly NodeRef[],
): Generator<{ readonly of: readonly NodeRef[]; readonly relations: readonly Relation[] }> {
  for (const kind of ['group', 'role', 'policy'] as const) {
    const own = objects.filter((ref) => kindOf(ref) === kind);
    for (let at = 0; at < own.length; at += OBJECTS_AT_ONCE) {
      yield { of: own.slice(at, at + OBJECTS_AT_ONCE), relations: RELATIONS_TO[kind] };
    }
  }
}
