import type { Document } from '../query/documents.js';
import { getField, setField } from '../query/documents.js';
import { identical } from '../query/identical.js';
import { isDocument } from '../query/values.js';

/** What an update did to a document, as in a change event. */
export interface UpdateDescription {
  readonly updatedFields: Document;
  readonly removedFields: string[];
  readonly truncatedArrays: { readonly field: string; readonly newSize: number }[];
}

/** The paths that operators write. `undefined` in place of a tree: any path may have changed. */
interface WrittenPaths {
  /** The value at this path is told whole; of an array that only grew, the new elements. */
  leaf: 'whole' | 'append' | undefined;
  readonly children: Map<string, WrittenPaths>;
}

/**
 * The difference between two states of a document (plain or typed, both alike). With `operators`, an update document,
 * values that it wrote are told whole, at its paths, as MongoDB does; without, at the deepest paths that differ.
 */
export function describeUpdate(
  before: Document,
  after: Document,
  operators: Document | null,
): UpdateDescription {
  const description: UpdateDescription = { updatedFields: {}, removedFields: [], truncatedArrays: [] };
  const paths = operators === null ? undefined : writtenPaths(operators);
  compareDocuments(before, after, paths, '', description);
  return description;
}

function writtenPaths(operators: Document): WrittenPaths {
  const root: WrittenPaths = { leaf: undefined, children: new Map() };
  for (const [operator, fields] of Object.entries(operators)) {
    if (!isDocument(fields)) continue;
    for (const [path, operand] of Object.entries(fields)) {
      addPath(root, path, operator === '$push' && onlyAppends(operand) ? 'append' : 'whole');
      if (operator === '$rename' && typeof operand === 'string') addPath(root, operand, 'whole');
    }
  }
  return root;
}

function onlyAppends(operand: unknown): boolean {
  if (!isDocument(operand) || !('$each' in operand)) return true;
  return !('$position' in operand || '$slice' in operand || '$sort' in operand);
}

function addPath(root: WrittenPaths, path: string, leaf: 'whole' | 'append'): void {
  let node = root;
  for (const part of path.split('.')) {
    let next = node.children.get(part);
    if (next === undefined) {
      next = { leaf: undefined, children: new Map() };
      node.children.set(part, next);
    }
    node = next;
  }
  node.leaf = leaf;
}

function compareDocuments(
  before: Document,
  after: Document,
  paths: WrittenPaths | undefined,
  prefix: string,
  description: UpdateDescription,
): void {
  for (const key of Object.keys(before))
    if (!Object.hasOwn(after, key)) description.removedFields.push(prefix + key);
  for (const key of Object.keys(after)) {
    const was = getField(before, key);
    compareValues(was, getField(after, key), paths, key, prefix + key, description);
  }
}

function compareArrays(
  before: readonly unknown[],
  after: readonly unknown[],
  paths: WrittenPaths | undefined,
  path: string,
  description: UpdateDescription,
): void {
  after.forEach((value, i) => {
    compareValues(before[i], value, paths, String(i), `${path}.${String(i)}`, description);
  });
  if (after.length < before.length) description.truncatedArrays.push({ field: path, newSize: after.length });
}

function compareValues(
  before: unknown,
  after: unknown,
  parent: WrittenPaths | undefined,
  key: string,
  path: string,
  description: UpdateDescription,
): void {
  if (before !== undefined && identical(before, after)) return;
  const paths = parent === undefined ? undefined : childOf(parent, key);
  const told = parent !== undefined && (paths === undefined || paths.leaf === 'whole');
  if (told || before === undefined) setField(description.updatedFields, path, after);
  else if (Array.isArray(before) && Array.isArray(after)) {
    if (paths?.leaf === 'append' && !startsWith(after, before))
      setField(description.updatedFields, path, after);
    else compareArrays(before, after, paths, path, description);
  } else if (isDocument(before) && isDocument(after)) {
    compareDocuments(before, after, paths, `${path}.`, description);
  } else {
    setField(description.updatedFields, path, after);
  }
}

function startsWith(array: readonly unknown[], beginning: readonly unknown[]): boolean {
  return array.length >= beginning.length && beginning.every((value, i) => identical(value, array[i]));
}

/** What is written below an element: by its number, or by `$`, `$[]` or `$[id]`. */
function childOf({ children }: WrittenPaths, key: string): WrittenPaths | undefined {
  const named = children.get(key);
  const positional = [...children].filter(([part]) => part.startsWith('$')).map(([, child]) => child);
  const all = named === undefined ? positional : [named, ...positional];
  const [first, ...others] = all;
  if (first === undefined || others.length === 0) return first;
  return {
    leaf: all.some(({ leaf }) => leaf !== undefined) ? 'whole' : undefined,
    children: new Map(all.flatMap((child) => [...child.children])),
  };
}
