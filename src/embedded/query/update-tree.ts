import { conflictingUpdateOperators, emptyFieldName, badValue } from './errors.js';
import { arrayOffset } from './path-match.js';
import type { Leaf } from './update-operators.js';

/** All operators of an update by the parts of their paths; a node is a leaf or has children. */
export interface UpdateNode {
  leaf: Leaf | undefined;
  readonly children: Map<string, UpdateNode>;
  /** The children in order of application, once somebody has asked for them. */
  ordered?: readonly (readonly [string, UpdateNode])[];
}

export function emptyNode(): UpdateNode {
  return { leaf: undefined, children: new Map() };
}

/** `$`, `$[]` and `$[identifier]`. */
export function isPositional(part: string): boolean {
  return part === '$' || /^\$\[.*\]$/.test(part);
}

/** `$[]` and `$[identifier]`, which no name, index or `$` may stand beside. */
function isArrayPart(part: string): boolean {
  return part !== '$' && isPositional(part);
}

/** Splits an update path. Throws 56 for empty parts, 2 for a leading `$`. */
export function parseUpdatePath(path: string): string[] {
  if (path === '') throw emptyFieldName('An empty update path is not valid.');
  const parts = path.split('.');
  if (parts.includes('')) {
    throw emptyFieldName(`The update path '${path}' contains an empty field name, which is not allowed.`);
  }
  if (isPositional(parts[0] ?? '')) {
    throw badValue(`Cannot have positional (i.e. '$') element in the first position in path '${path}'`);
  }
  if (parts.filter((part) => part === '$').length > 1) {
    throw badValue(`Too many positional (i.e. '$') elements found in path '${path}'`);
  }
  return parts;
}

/** Puts an operator at its path. Throws 40 if the path, a part of it or something below is already taken. */
export function addLeaf(root: UpdateNode, path: string, parts: readonly string[], leaf: Leaf): void {
  let node = root;
  parts.forEach((part, i) => {
    let next = node.children.get(part);
    const [other] = node.children.keys();
    if (other !== undefined && isArrayPart(other) !== isArrayPart(part)) {
      throw conflict(path, parts.slice(0, i).join('.'));
    }
    if (next === undefined) {
      next = emptyNode();
      node.children.set(part, next);
    } else if (next.leaf !== undefined) {
      throw conflict(path, parts.slice(0, i + 1).join('.'));
    }
    node = next;
  });
  if (node.children.size > 0) throw conflict(path, path);
  node.leaf = leaf;
}

/** One node that does what both do. Throws 40 if they meet at `path` or below. */
export function mergeNodes(a: UpdateNode, b: UpdateNode, path: string): UpdateNode {
  if (a.leaf !== undefined || b.leaf !== undefined)
    throw conflictingUpdateOperators(`Update created a conflict at '${path}'`);
  const merged: UpdateNode = { leaf: undefined, children: new Map(a.children) };
  for (const [part, child] of b.children) {
    const present = merged.children.get(part);
    merged.children.set(part, present === undefined ? child : mergeNodes(present, child, `${path}.${part}`));
  }
  return merged;
}

/** Children in MongoDB's order of application: by name, numeric names by number. */
export function orderedChildren(node: UpdateNode): readonly (readonly [string, UpdateNode])[] {
  node.ordered ??= [...node.children].sort(([a], [b]) => {
    const [left, right] = [arrayOffset(a), arrayOffset(b)];
    if (left >= 0 && right >= 0) return left - right;
    return a < b ? -1 : 1;
  });
  return node.ordered;
}

/** Whether all operators below a node pass over a path that is blocked by a scalar; $setOnInsert does if it does nothing. */
export function toleratesBlockedPath(node: UpdateNode, isInsert: boolean): boolean {
  if (node.leaf !== undefined) {
    return node.leaf.toleratesBlockedPath || (node.leaf.onlyOnInsert && !isInsert);
  }
  return [...node.children.values()].every((child) => toleratesBlockedPath(child, isInsert));
}

function conflict(path: string, at: string): Error {
  return conflictingUpdateOperators(`Updating the path '${path}' would create a conflict at '${at}'`);
}
