import type { Authority } from '../../kernel/authority.js';

/** How a principal comes to hold what a node has. */
export interface OriginPath {
  /** The node as answers name it: `group:ID`. */
  readonly origin: string;
  /** From the principal to it, both included. */
  readonly nodes: readonly OriginNode[];
}

export interface OriginNode {
  readonly ref: string;
  /** The name of a group or role; null for an account. */
  readonly name: string | null;
}

/** The way to each node whose policies count for the principal. */
export function pathsTo({ reachedFrom, groups, roles }: Authority): OriginPath[] {
  const names = new Map<string, string>([
    ...groups.map(({ id, name }) => [`group:${id}`, name] as const),
    ...roles.map(({ id, name }) => [`role:${id}`, name] as const),
  ]);
  return [...reachedFrom.keys()].map((origin) => {
    const nodes: OriginNode[] = [];
    const seen = new Set<string>();
    for (let at: string | undefined = origin; at !== undefined && !seen.has(at); at = reachedFrom.get(at)) {
      seen.add(at);
      nodes.unshift({ ref: at, name: names.get(at) ?? null });
    }
    return { origin, nodes };
  });
}
