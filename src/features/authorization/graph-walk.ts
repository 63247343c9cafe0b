import { kindOf, type NodeRef } from '../edges/edge.js';
import type { Link } from '../edges/links.js';

/** A node as a walk sees it. */
export interface WalkNode {
  /** Undefined: it is no more, and edges to it count for nothing. */
  readonly name: string | undefined;
  /** The edges that start at it. */
  readonly links: readonly Link[];
}

/** One way of holding what a node has. */
export interface Reached {
  readonly ref: NodeRef;
  /** The node before it; undefined for the start. */
  readonly from: NodeRef | undefined;
  /** The policies attached to it. */
  readonly policies: readonly NodeRef[];
  /** The boundaries (policies) of the roles on the way, itself included: they limit what is held this way. */
  readonly limits: readonly NodeRef[];
}

/**
 * Everything whose policies count for `start`: itself, then groups and roles along `member`, `assigned` and
 * `includes`, nearest first. The boundary of a role limits what it gives and what it includes; the boundary of `start`
 * itself is not a limit here. A node is reached twice only where neither way is limited by less than the other.
 */
export function walkUpwards(start: NodeRef, nodeOf: (ref: NodeRef) => WalkNode | undefined): Reached[] {
  const reached: Reached[] = [];
  const limitsOf = new Map<NodeRef, (readonly NodeRef[])[]>();
  const queue: Pick<Reached, 'ref' | 'from' | 'limits'>[] = [{ ref: start, from: undefined, limits: [] }];
  for (const { ref, from, limits: before } of queue) {
    const node = nodeOf(ref);
    if (node?.name === undefined) continue;
    const limits = ref === start ? before : union(before, boundariesOf(node));
    const known = limitsOf.get(ref) ?? [];
    if (known.some((other) => other.every((limit) => limits.includes(limit)))) continue;
    limitsOf.set(ref, [...known, limits]);
    reached.push({ ref, from, limits, policies: objectsOf(node, 'attached') });
    for (const { relation, object } of node.links) {
      if (relation === 'attached' || relation === 'bounded') continue;
      queue.push({ ref: object, from: ref, limits });
    }
  }
  return reached;
}

/** The boundaries (policies) of a node. */
export function boundariesOf(node: WalkNode): NodeRef[] {
  return objectsOf(node, 'bounded');
}

function objectsOf(node: WalkNode, relation: Link['relation']): NodeRef[] {
  return node.links.filter((link) => link.relation === relation).map((link) => link.object);
}

function union(some: readonly NodeRef[], more: readonly NodeRef[]): readonly NodeRef[] {
  return more.length === 0 ? some : [...new Set([...some, ...more])].sort();
}

/** True for nodes at which a walk goes on. */
export function isPassedThrough(ref: NodeRef): boolean {
  return kindOf(ref) !== 'policy';
}
