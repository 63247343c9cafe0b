/** What an edge can start or end at. */
export type NodeKind = 'account' | 'group' | 'role' | 'policy';

/** A node of the realm's graph as edges name it: `group:0192...`. */
export type NodeRef = `${NodeKind}:${string}`;

/**
 * What an edge says of its subject and object:
 * `member` (an account or group belongs to a group), `assigned` (an account or group holds a role), `includes` (whoever
 * holds the subject role holds the object role too), `attached` (the subject has what the policy gives), `bounded` (the
 * subject, an account or role, has nothing that the policy does not allow). Power always flows from object to subject.
 */
export type Relation = 'member' | 'assigned' | 'includes' | 'attached' | 'bounded';

export const RELATIONS: readonly Relation[] = ['assigned', 'attached', 'bounded', 'includes', 'member'];

/** One relationship. There is at most one edge of a subject, relation and object. */
export interface Edge {
  readonly id: string;
  readonly subject: NodeRef;
  readonly relation: Relation;
  readonly object: NodeRef;
  readonly createdAt: Date;
}

/** The name of a node in edges. */
export function nodeRef(kind: NodeKind, id: string): NodeRef {
  return `${kind}:${id}`;
}

/** The kind of a named node. */
export function kindOf(ref: NodeRef): NodeKind {
  return ref.slice(0, ref.indexOf(':')) as NodeKind;
}

/** The id of a named node. */
export function idOf(ref: NodeRef): string {
  return ref.slice(ref.indexOf(':') + 1);
}
