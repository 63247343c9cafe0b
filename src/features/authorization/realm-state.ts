import type { ClientSession } from 'mongoose';
import type { RealmHandle } from '../../realms/realm.js';
import { idOf, kindOf, type NodeRef } from '../edges/edge.js';
import type { Link } from '../edges/links.js';
import type { ActivePolicy, AuthorityReads } from './authority-reads.js';
import { isPassedThrough, type WalkNode } from './graph-walk.js';

/** Groups, roles and policies kept of one realm; beyond it the cache starts anew. */
const MAX_KEPT = 20_000;

interface Kept<T> {
  /** The revision at which it was read. */
  readonly since: number;
  readonly value: T;
}

/** What Authorities are put together from, at one revision. */
export interface GraphPart {
  readonly nodes: ReadonlyMap<NodeRef, WalkNode>;
  readonly policies: ReadonlyMap<NodeRef, ActivePolicy>;
}

/** The name by which the change log speaks of all guardrails of a realm. */
export const GUARDRAILS = 'guardrails';

/**
 * What is remembered of one realm's graph between loads: groups, roles and policies, which many principals share. What
 * the change log names is read again.
 */
export interface RealmState {
  /** All nodes on the ways up from `starts`, and the policies that are attached to them or bound them. */
  graphAbove(starts: readonly NodeRef[], session: ClientSession, revision: number): Promise<GraphPart>;
  /** The realm's guardrails. */
  guardrails(session: ClientSession, revision: number): Promise<readonly ActivePolicy[]>;
}

export function createRealmState(realm: RealmHandle, reads: AuthorityReads): RealmState {
  const nodes = new Map<NodeRef, Kept<WalkNode>>();
  const policies = new Map<NodeRef, Kept<ActivePolicy | undefined>>();
  let guardrails: Kept<readonly ActivePolicy[]> | undefined;

  function current<T>(kept: Kept<T> | undefined, ref: string): kept is Kept<T> {
    return kept !== undefined && realm.changes.unchanged([ref], kept.since);
  }

  /** Level by level: a command for each level that is not known, and one for the names of each kind. */
  async function readNodes(
    starts: readonly NodeRef[],
    session: ClientSession,
    revision: number,
  ): Promise<Map<NodeRef, WalkNode>> {
    const found = new Map<NodeRef, WalkNode>();
    const links = new Map<NodeRef, Link[]>();
    let frontier = [...new Set(starts)];
    while (frontier.length > 0) {
      const unknown: NodeRef[] = [];
      for (const ref of frontier) {
        const kept = nodes.get(ref);
        if (current(kept, ref)) found.set(ref, kept.value);
        else unknown.push(ref);
      }
      for (const ref of unknown) links.set(ref, []);
      if (unknown.length > 0) {
        for (const link of await reads.links(realm, unknown, session)) links.get(link.subject)?.push(link);
      }
      const next = frontier.flatMap((ref) => found.get(ref)?.links ?? links.get(ref) ?? []);
      frontier = [...new Set(next.map(({ object }) => object))].filter(
        (ref) => isPassedThrough(ref) && !found.has(ref) && !links.has(ref),
      );
    }
    const names = await readNames([...links.keys()], session);
    if (nodes.size > MAX_KEPT) nodes.clear();
    for (const [ref, own] of links) {
      // An account's existence is its caller's to know.
      const node = { name: kindOf(ref) === 'account' ? ref : names.get(ref), links: own };
      found.set(ref, node);
      // An account's own edges are nobody else's, so they are not kept.
      if (kindOf(ref) !== 'account') nodes.set(ref, { since: revision, value: node });
    }
    return found;
  }

  async function readNames(
    refs: readonly NodeRef[],
    session: ClientSession,
  ): Promise<ReadonlyMap<NodeRef, string>> {
    const names = new Map<NodeRef, string>();
    // One after the other: a transaction takes one command at a time.
    for (const kind of ['group', 'role'] as const) {
      const ids = refs.filter((ref) => kindOf(ref) === kind).map(idOf);
      if (ids.length === 0) continue;
      const found = await (kind === 'group' ? reads.groups : reads.roles)(realm, ids, session);
      for (const { id, name } of found) names.set(`${kind}:${id}`, name);
    }
    return names;
  }

  return {
    async graphAbove(starts, session, revision) {
      const above = await readNodes(starts, session, revision);
      const wanted = new Set<NodeRef>();
      for (const { links } of above.values()) {
        for (const { object } of links) if (!isPassedThrough(object)) wanted.add(object);
      }
      const found = new Map<NodeRef, ActivePolicy>();
      const unknown: NodeRef[] = [];
      for (const ref of wanted) {
        const kept = policies.get(ref);
        if (!current(kept, ref)) unknown.push(ref);
        else if (kept.value !== undefined) found.set(ref, kept.value);
      }
      if (unknown.length > 0) {
        if (policies.size > MAX_KEPT) policies.clear();
        const read = await reads.policies(realm, unknown.map(idOf), session);
        for (const policy of read) found.set(`policy:${policy.id}`, policy);
        for (const ref of unknown) policies.set(ref, { since: revision, value: found.get(ref) });
      }
      return { nodes: above, policies: found };
    },

    async guardrails(session, revision) {
      if (!current(guardrails, GUARDRAILS)) {
        guardrails = {
          since: revision,
          value: await reads.policiesOf(realm, 'guardrail', '', session),
        };
      }
      return guardrails.value;
    },
  };
}
