import type { RealmHandle } from '../../realms/realm.js';
import { idOf, kindOf, nodeRef, type NodeRef } from './edge.js';
import { linksFrom, type Link } from './links.js';

/** A group or role by id and name. */
export interface NamedNode {
  readonly id: string;
  readonly name: string;
}

/** What an account belongs to and holds, directly or through groups and roles, nearest first. */
export interface Membership {
  readonly groups: readonly NamedNode[];
  readonly roles: readonly NamedNode[];
}

export interface Memberships {
  /** The account's membership as of the realm's confirmed `revision`: synchronous where it is cached. */
  of(realm: RealmHandle, accountId: string): Promise<Membership> | Membership;
}

/** Names by id; what does not exist any more is left out, and edges to it count for nothing. */
export interface NodeNames {
  groups(realm: RealmHandle, ids: readonly string[]): Promise<readonly NamedNode[]>;
  roles(realm: RealmHandle, ids: readonly string[]): Promise<readonly NamedNode[]>;
}

/** Accounts remembered in a realm at once; the oldest goes first. */
const MAX_CACHED_ACCOUNTS = 5000;

/** What is known of a realm's graph at one revision. */
interface RevisionCache {
  readonly revision: number;
  readonly accounts: Map<string, Membership>;
  /** Edges that start at a group or role. */
  readonly links: Map<NodeRef, readonly Link[]>;
  /** Names of groups and roles; undefined for those that are no more. */
  readonly names: Map<NodeRef, string | undefined>;
}

/** Computes memberships over stored edges, and keeps them for as long as a realm's `revision` stands. */
export function createMemberships(names: NodeNames): Memberships {
  const caches = new WeakMap<RealmHandle, RevisionCache>();

  function cacheAt(realm: RealmHandle, revision: number): RevisionCache {
    const known = caches.get(realm);
    if (known?.revision === revision) return known;
    const fresh: RevisionCache = { revision, accounts: new Map(), links: new Map(), names: new Map() };
    caches.set(realm, fresh);
    return fresh;
  }

  async function compute(realm: RealmHandle, accountId: string): Promise<Membership> {
    for (;;) {
      const { revision } = await realm.counters();
      const cache = cacheAt(realm, revision);
      const membership = await walk(realm, accountId, cache, names);
      // A write during the walk may have been half seen: what was read then belongs to no revision.
      if ((await realm.counters()).revision !== revision) continue;
      if (cache.accounts.size >= MAX_CACHED_ACCOUNTS) forgetOldest(cache.accounts);
      cache.accounts.set(accountId, membership);
      return membership;
    }
  }

  return {
    of(realm, accountId) {
      const counters = realm.counters();
      if (!(counters instanceof Promise)) {
        const cached = cacheAt(realm, counters.revision).accounts.get(accountId);
        if (cached !== undefined) return cached;
      }
      return compute(realm, accountId);
    },
  };
}

/** Follows edges upwards, level by level: as many commands as the hierarchy has levels that are not cached. */
async function walk(
  realm: RealmHandle,
  accountId: string,
  cache: RevisionCache,
  names: NodeNames,
): Promise<Membership> {
  const seen = new Map<NodeRef, string>();
  let frontier: readonly NodeRef[] = [nodeRef('account', accountId)];
  while (frontier.length > 0) {
    const links = await linksOf(realm, frontier, cache);
    const next = [...new Set(links.map((link) => link.object))].filter((ref) => !seen.has(ref));
    await learnNames(realm, next, cache, names);
    const alive: NodeRef[] = [];
    for (const ref of next) {
      const name = cache.names.get(ref);
      if (name === undefined) continue;
      seen.set(ref, name);
      alive.push(ref);
    }
    frontier = alive;
  }
  const found = (kind: 'group' | 'role'): NamedNode[] =>
    [...seen].filter(([ref]) => kindOf(ref) === kind).map(([ref, name]) => ({ id: idOf(ref), name }));
  return { groups: found('group'), roles: found('role') };
}

async function linksOf(realm: RealmHandle, refs: readonly NodeRef[], cache: RevisionCache): Promise<Link[]> {
  const unknown = refs.filter((ref) => !cache.links.has(ref));
  if (unknown.length === 0) return refs.flatMap((ref) => cache.links.get(ref) ?? []);
  const read = new Map<NodeRef, Link[]>(unknown.map((ref) => [ref, []]));
  for (const link of await linksFrom(realm, unknown)) read.get(link.subject)?.push(link);
  // An account's own edges are not shared by other walks, so they are not kept.
  for (const [ref, links] of read) if (kindOf(ref) !== 'account') cache.links.set(ref, links);
  return refs.flatMap((ref) => read.get(ref) ?? cache.links.get(ref) ?? []);
}

async function learnNames(
  realm: RealmHandle,
  refs: readonly NodeRef[],
  cache: RevisionCache,
  names: NodeNames,
): Promise<void> {
  const unknown = refs.filter((ref) => !cache.names.has(ref));
  const ids = (kind: 'group' | 'role'): string[] => unknown.filter((ref) => kindOf(ref) === kind).map(idOf);
  const [groups, roles] = [ids('group'), ids('role')];
  const [knownGroups, knownRoles] = await Promise.all([
    groups.length > 0 ? names.groups(realm, groups) : [],
    roles.length > 0 ? names.roles(realm, roles) : [],
  ]);
  for (const ref of unknown) cache.names.set(ref, undefined);
  for (const { id, name } of knownGroups) cache.names.set(nodeRef('group', id), name);
  for (const { id, name } of knownRoles) cache.names.set(nodeRef('role', id), name);
}

function forgetOldest(accounts: Map<string, Membership>): void {
  const oldest = accounts.keys().next();
  if (oldest.done !== true) accounts.delete(oldest.value);
}
