import type { ArrayFilters } from './array-filters.js';
import type { Document } from './documents.js';
import { getField, setField } from './documents.js';
import { badValue, pathNotViable } from './errors.js';
import { copyDocument, isIndexName, keepOrder, namesOf } from './field-order.js';
import { identical } from './identical.js';
import { arrayOffset } from './path-match.js';
import { shellText } from './shell-text.js';
import type { UpdateNode } from './update-tree.js';
import { isPositional, mergeNodes, orderedChildren, toleratesBlockedPath } from './update-tree.js';
import { isDocument } from './values.js';

/** What is fixed while one document is updated. */
export interface ApplyContext {
  readonly root: Document;
  readonly now: Date;
  readonly isInsert: boolean;
  /** The array index that `$` stands for. */
  readonly position: () => number | undefined;
  readonly arrayFilters: ArrayFilters;
}

/** How many nulls an update may put between an array's end and the index that it sets. */
const maximumPadding = 1_500_000;

/** Applies a node to the value at `path`; the same value comes back if nothing changed, undefined if there is none. */
export function applyNode(node: UpdateNode, value: unknown, path: string, context: ApplyContext): unknown {
  if (node.leaf !== undefined) {
    if (node.leaf.onlyOnInsert && !context.isInsert) return value;
    const result = node.leaf.apply(value, { path, root: context.root, now: context.now });
    return value !== undefined && identical(result, value) ? value : result;
  }
  if (Array.isArray(value)) return applyToArray(node, value, path, context);
  if (value === undefined || isDocument(value)) return applyToDocument(node, value, path, context);
  if (toleratesBlockedPath(node, context.isInsert)) return value;
  for (const part of node.children.keys()) fieldName(part, value, path, context);
  throw blocked(node, value, path);
}

function blocked(node: UpdateNode, value: unknown, path: string): Error {
  const [part = ''] = node.children.keys();
  const field = path.slice(path.lastIndexOf('.') + 1);
  return pathNotViable(`Cannot create field '${part}' in element {${field}: ${shellText(value)}}`);
}

function applyToDocument(
  node: UpdateNode,
  value: Document | undefined,
  path: string,
  context: ApplyContext,
): unknown {
  let result = value;
  for (const [name, child] of orderedChildren(node)) {
    const part = fieldName(name, value, path, context);
    const before = result === undefined ? undefined : getField(result, part);
    const after = applyNode(child, before, path === '' ? part : `${path}.${part}`, context);
    // unlike ===, it tells -0 from 0
    if (Object.is(after, before)) continue;
    result = result === value && value !== undefined ? copyDocument(value) : (result ?? {});
    if (isIndexName(part) && !Object.hasOwn(result, part)) keepOrder(result, [...namesOf(result), part]);
    if (after === undefined) Reflect.deleteProperty(result, part);
    else setField(result, part, after);
  }
  return result;
}

/** In a document, `$` is a field with the matched index for a name; `$[...]` needs an array. */
function fieldName(part: string, value: unknown, path: string, context: ApplyContext): string {
  if (part === '$') return String(matchedPosition(context));
  if (!isPositional(part)) return part;
  throw value === undefined
    ? badValue(`The path '${path}' must exist in the document in order to apply array updates.`)
    : badValue(`Cannot apply array updates to non-array element ${path}: ${shellText(value)}`);
}

function matchedPosition(context: ApplyContext): number {
  const position = context.position();
  if (position === undefined)
    throw badValue('The positional operator did not find the match needed from the query.');
  return position;
}

function applyToArray(
  node: UpdateNode,
  value: readonly unknown[],
  path: string,
  context: ApplyContext,
): unknown {
  const byIndex = elementNodes(node, value, path, context);
  let result = value as unknown[];
  for (const [index, child] of [...byIndex].sort(([a], [b]) => a - b)) {
    const before: unknown = result[index];
    const after = applyNode(child, before, `${path}.${String(index)}`, context);
    if (Object.is(after, before)) continue;
    if (result === value) result = [...value];
    if (index - result.length > maximumPadding) {
      throw badValue(`can't backfill more than ${String(maximumPadding)} elements`);
    }
    while (result.length < index) result.push(null);
    // an array has no holes: what is removed becomes null
    result[index] = after ?? null;
  }
  return result;
}

/** Which node each element gets; several (`a.0`, `a.$[]`) are merged. */
function elementNodes(
  node: UpdateNode,
  array: readonly unknown[],
  path: string,
  context: ApplyContext,
): Map<number, UpdateNode> {
  const byIndex = new Map<number, UpdateNode>();
  const put = (index: number, child: UpdateNode): void => {
    const present = byIndex.get(index);
    byIndex.set(
      index,
      present === undefined ? child : mergeNodes(present, child, `${path}.${String(index)}`),
    );
  };
  for (const [part, child] of node.children) {
    if (part === '$') {
      put(matchedPosition(context), child);
    } else if (isPositional(part)) {
      const passes = elementTest(part, context);
      array.forEach((element, i) => {
        if (passes(element)) put(i, child);
      });
    } else if (arrayOffset(part) >= 0) {
      put(arrayOffset(part), child);
    } else if (!toleratesBlockedPath(child, context.isInsert)) {
      throw blocked({ leaf: undefined, children: new Map([[part, child]]) }, array, path);
    }
  }
  return byIndex;
}

function elementTest(part: string, context: ApplyContext): (element: unknown) => boolean {
  const identifier = part.slice(2, -1);
  return context.arrayFilters.get(identifier) ?? (() => true);
}
