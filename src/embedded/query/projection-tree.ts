import type { Document } from './documents.js';
import { setField } from './documents.js';
import { locationError } from './errors.js';
import { isDocument } from './values.js';

/** What happens to one field. `transform` sees the field's value in its place; `compute` makes a new value. */
export type Leaf =
  | { readonly kind: 'keep' }
  | { readonly kind: 'drop' }
  | { readonly kind: 'transform'; readonly apply: (value: unknown, root: Document) => unknown }
  | { readonly kind: 'compute'; readonly apply: (root: Document) => unknown };

/** The fields of one level, in the order of the specification. */
export interface ProjectionNode {
  readonly fields: Map<string, Leaf | ProjectionNode>;
  /** True if anything below is computed. */
  computes: boolean;
}

export function projectionNode(): ProjectionNode {
  return { fields: new Map(), computes: false };
}

/** Puts a leaf at a path. Throws 31249 or 31250 if the path meets another one. */
export function addProjection(root: ProjectionNode, parts: readonly string[], leaf: Leaf): void {
  let node = root;
  const computes = leaf.kind === 'compute';
  parts.forEach((part, i) => {
    node.computes ||= computes;
    const present = node.fields.get(part);
    if (i === parts.length - 1) {
      if (present !== undefined) throw locationError(31250, `Path collision at ${parts.join('.')}`);
      node.fields.set(part, leaf);
      return;
    }
    if (present !== undefined && 'kind' in present) {
      throw locationError(
        31249,
        `Path collision at ${parts.join('.')} remaining portion ${parts.slice(i + 1).join('.')}`,
      );
    }
    const next = present ?? projectionNode();
    if (present === undefined) node.fields.set(part, next);
    node = next;
  });
}

/**
 * Makes a document of one: fields that the node names are treated as it says, others kept if `keepOthers`.
 * Computed fields replace in place if `keepOthers` (as $addFields does), else they follow at the end (as $project does).
 */
export function applyProjection(
  node: ProjectionNode,
  document: Document,
  root: Document,
  keepOthers: boolean,
): Document {
  const result: Document = {};
  for (const key of Object.keys(document)) {
    const value = document[key];
    const field = node.fields.get(key);
    if (field === undefined) {
      if (keepOthers) setField(result, key, value);
      continue;
    }
    const projected = projectField(field, value, root, keepOthers);
    if (projected !== undefined) setField(result, key, projected);
  }
  if (node.computes) appendComputed(node, document, result, root, keepOthers);
  return result;
}

function projectField(
  field: Leaf | ProjectionNode,
  value: unknown,
  root: Document,
  keepOthers: boolean,
): unknown {
  if (!('kind' in field)) return projectInside(field, value, root, keepOthers);
  switch (field.kind) {
    case 'keep':
      return value;
    case 'drop':
      return undefined;
    case 'transform':
      return field.apply(value, root);
    case 'compute':
      return keepOthers ? field.apply(root) : undefined;
  }
}

function projectInside(node: ProjectionNode, value: unknown, root: Document, keepOthers: boolean): unknown {
  if (Array.isArray(value)) {
    return value
      .map((element: unknown) => projectInside(node, element, root, keepOthers))
      .filter((element) => element !== undefined);
  }
  if (isDocument(value)) return applyProjection(node, value, root, keepOthers);
  if (node.computes) return applyProjection(node, {}, root, keepOthers);
  return keepOthers ? value : undefined;
}

function appendComputed(
  node: ProjectionNode,
  document: Document,
  result: Document,
  root: Document,
  keepOthers: boolean,
): void {
  for (const [key, field] of node.fields) {
    const present = Object.hasOwn(document, key);
    if ('kind' in field) {
      if (field.kind !== 'compute' || (present && keepOthers)) continue;
      const value = field.apply(root);
      if (value !== undefined) setField(result, key, value);
    } else if (field.computes && !present) {
      setField(result, key, applyProjection(field, {}, root, keepOthers));
    }
  }
}
