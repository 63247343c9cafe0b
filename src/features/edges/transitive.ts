import type { Page, PageRequest } from '../../kernel/page.js';
import type { RealmHandle } from '../../realms/realm.js';
import { badCursor } from '../../kernel/bad-cursor.js';
import { closures } from './closure.js';
import { kindOf, type NodeRef, type Relation } from './edge.js';
import type { NodeNames } from './membership.js';
import { CURSOR, neighbourPages, type NeighbourPage } from './neighbours.js';

/** What is reached through any number of edges, in pages as direct neighbours are: by name, which is the cursor. */
export interface TransitiveReads {
  /** The groups, or the roles, that each node has directly or through others, in the order of `refs`. */
  above(
    realm: RealmHandle,
    refs: readonly NodeRef[],
    kind: 'group' | 'role',
    page: PageRequest,
  ): Promise<NeighbourPage[]>;
  /** The accounts and groups that have each group or role directly or through others. */
  below(realm: RealmHandle, refs: readonly NodeRef[], page: PageRequest): Promise<Page<NodeRef>[]>;
}

export function createTransitiveReads(names: NodeNames): TransitiveReads {
  return {
    async above(realm, refs, kind, page) {
      checkCursor(page);
      const found = await closures(realm, refs, 'up', names);
      return found.map((reached) =>
        pageOf(
          [...reached].filter((ref) => kindOf(ref) === kind),
          page,
        ),
      );
    },

    async below(realm, refs, page) {
      checkCursor(page);
      const reached = await closures(realm, refs, 'down', names);
      const holders = refs.map((ref, at) => [ref, ...(reached[at] ?? [])]);
      const all = [...new Set(holders.flat())];
      const subjects = new Map<NodeRef, readonly NodeRef[]>();
      for (const [kind, relation] of [
        ['group', 'member'],
        ['role', 'assigned'],
      ] as const) {
        const near = all.filter((ref) => kindOf(ref) === kind);
        const pages = near.length === 0 ? [] : await subjectsOf(realm, near, relation, page);
        near.forEach((ref, at) => subjects.set(ref, pages[at]?.neighbours ?? []));
      }
      return holders.map((own) => {
        // Each has its first ones: the first of all of them are among these.
        const { neighbours, hasNextPage } = pageOf(
          own.flatMap((ref) => subjects.get(ref) ?? []),
          page,
        );
        return { items: neighbours, cursors: neighbours, hasNextPage };
      });
    },
  };
}

/** One more than the page holds, so that the page of all of them knows whether there is more. */
function subjectsOf(
  realm: RealmHandle,
  refs: readonly NodeRef[],
  relation: Relation,
  page: PageRequest,
): Promise<NeighbourPage[]> {
  return neighbourPages(realm, { near: 'object', refs, relation, page: { ...page, first: page.first + 1 } });
}

function pageOf(refs: readonly NodeRef[], { first, after }: PageRequest): NeighbourPage {
  const ordered = [...new Set(refs)].filter((ref) => after === undefined || ref > after).sort();
  return { neighbours: ordered.slice(0, first), hasNextPage: ordered.length > first };
}

function checkCursor({ after }: PageRequest): void {
  if (after !== undefined && !CURSOR.test(after)) throw badCursor();
}
