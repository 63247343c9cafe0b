import { InvalidInputError } from '../../kernel/errors.js';
import type { RealmHandle } from '../../realms/realm.js';
import { idOf, kindOf, type NodeRef, type Relation } from './edge.js';
import { linksFrom, linksToGroupsAndRoles, type Link } from './links.js';
import type { NodeNames } from './membership.js';

/** Groups and roles that one question follows at most, for all that it asks about. */
const MAX_FOLLOWED = 1000;

/** The relations along which membership and roles are passed on. */
const PASSING: ReadonlySet<Relation> = new Set(['member', 'assigned', 'includes']);

/**
 * All groups and roles on the ways up or down from each node, the node itself not included, in the order of `starts`.
 * Level by level for all of them together; edges of what is no more count for nothing.
 *
 * @throws InvalidInputError if there are more than can be followed
 */
export async function closures(
  realm: RealmHandle,
  starts: readonly NodeRef[],
  way: 'up' | 'down',
  names: NodeNames,
): Promise<ReadonlySet<NodeRef>[]> {
  const next = new Map<NodeRef, readonly NodeRef[]>();
  let frontier = [...new Set(starts)];
  while (frontier.length > 0) {
    const links = (await step(realm, frontier, way)).filter(({ relation }) => PASSING.has(relation));
    const alive = await existing(realm, [...new Set(links.map((link) => farEnd(link, way)))], names);
    for (const ref of frontier) next.set(ref, []);
    for (const link of links) {
      const far = farEnd(link, way);
      const near = way === 'up' ? link.subject : link.object;
      if (alive.has(far)) next.set(near, [...(next.get(near) ?? []), far]);
    }
    if (next.size > MAX_FOLLOWED) {
      const message = `leads through more than ${MAX_FOLLOWED} groups and roles: ask for what is direct`;
      throw new InvalidInputError([{ path: ['transitive'], message }]);
    }
    frontier = [...alive].filter((ref) => !next.has(ref));
  }
  return starts.map((start) => reachable(start, next));
}

function step(realm: RealmHandle, refs: readonly NodeRef[], way: 'up' | 'down'): Promise<Link[]> {
  return way === 'up' ? linksFrom(realm, refs) : linksToGroupsAndRoles(realm, refs);
}

function farEnd({ subject, object }: Link, way: 'up' | 'down'): NodeRef {
  return way === 'up' ? object : subject;
}

async function existing(
  realm: RealmHandle,
  refs: readonly NodeRef[],
  names: NodeNames,
): Promise<ReadonlySet<NodeRef>> {
  const ids = (kind: 'group' | 'role'): string[] => refs.filter((ref) => kindOf(ref) === kind).map(idOf);
  const [groupIds, roleIds] = [ids('group'), ids('role')];
  const [groups, roles] = await Promise.all([
    groupIds.length > 0 ? names.groups(realm, groupIds) : [],
    roleIds.length > 0 ? names.roles(realm, roleIds) : [],
  ]);
  return new Set<NodeRef>([
    ...groups.map(({ id }) => `group:${id}` as const),
    ...roles.map(({ id }) => `role:${id}` as const),
  ]);
}

function reachable(start: NodeRef, next: ReadonlyMap<NodeRef, readonly NodeRef[]>): Set<NodeRef> {
  const reached = new Set<NodeRef>();
  const waiting = [...(next.get(start) ?? [])];
  for (let ref = waiting.pop(); ref !== undefined; ref = waiting.pop()) {
    if (ref === start || reached.has(ref)) continue;
    reached.add(ref);
    waiting.push(...(next.get(ref) ?? []));
  }
  return reached;
}
