import type { ClientSession } from 'mongoose';
import type { RealmHandle } from '../../realms/realm.js';
import { idOf, kindOf, nodeRef, type NodeRef } from '../edges/edge.js';
import { nodesBelow } from '../edges/nodes-below.js';

/** A page of account ids, in their order. */
export interface AccountIds {
  readonly ids: readonly string[];
  /** There are none behind them. */
  readonly complete: boolean;
}

/** Whom a draft can make a difference to: perhaps more, never fewer. */
export interface Reach {
  /** Everybody in the realm: a guardrail or the policy of a resource speaks about all. */
  readonly everybody: boolean;
  /** About `first` of the accounts behind `after`. */
  accounts(after: string | undefined, first: number): Promise<AccountIds>;
}

/** Accounts of the realm by id, behind `after`. */
export type AccountsByAge = (
  realm: RealmHandle,
  query: { readonly after?: string | undefined; readonly first: number },
  session?: ClientSession,
) => Promise<readonly { readonly id: string }[]>;

/** Groups, roles and policies below which accounts are looked for; a draft that reaches more is said to reach all. */
const MAX_NODES = 400;
const NODE = /^(?:account|group|role|policy):/;

/**
 * Finds whom what a draft touched reaches: along stored edges, from what it touched downwards. New edges need not be
 * followed, since the draft touches where they start.
 */
export async function reachOf(
  realm: RealmHandle,
  touched: ReadonlySet<string>,
  session: ClientSession,
  accountsByAge: AccountsByAge,
): Promise<Reach> {
  const roots = [...touched].filter((ref): ref is NodeRef => NODE.test(ref));
  const nodes = roots.length < touched.size ? undefined : await groupsAndRolesBelow(realm, roots, session);
  if (nodes === undefined) {
    return {
      everybody: true,
      async accounts(after, first) {
        const found = await accountsByAge(realm, { after, first }, session);
        return { ids: found.map(({ id }) => id), complete: found.length < first };
      },
    };
  }
  const direct = roots.filter((ref) => kindOf(ref) === 'account').map(idOf);
  return {
    everybody: false,
    async accounts(after, first) {
      const behind = after === undefined ? undefined : nodeRef('account', after);
      const below = await nodesBelow(
        realm,
        { objects: nodes, kind: 'account', after: behind, first },
        session,
      );
      const found = below.refs.map(idOf);
      const last = found.at(-1);
      const own = direct.filter(
        (id) => (after === undefined || id > after) && (below.complete || (last !== undefined && id <= last)),
      );
      return { ids: [...new Set([...found, ...own])].sort(), complete: below.complete };
    },
  };
}

/** The roots that are groups, roles or policies, and all groups and roles below any root; undefined if too many. */
async function groupsAndRolesBelow(
  realm: RealmHandle,
  roots: readonly NodeRef[],
  session: ClientSession,
): Promise<readonly NodeRef[] | undefined> {
  const known = new Set<NodeRef>(roots.filter((ref) => kindOf(ref) !== 'account'));
  let frontier = [...known];
  while (frontier.length > 0 && known.size <= MAX_NODES) {
    const next: NodeRef[] = [];
    for (const kind of ['group', 'role'] as const) {
      const query = { objects: frontier, kind, first: MAX_NODES + 1 };
      const { refs, complete } = await nodesBelow(realm, query, session);
      if (!complete) return undefined;
      for (const ref of refs) {
        if (known.has(ref)) continue;
        known.add(ref);
        next.push(ref);
      }
    }
    frontier = next;
  }
  return known.size > MAX_NODES ? undefined : [...known];
}
