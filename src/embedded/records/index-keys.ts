import type { Index } from '../catalog/collection.js';
import type { Document } from '../query/documents.js';
import { CommandError } from '../query/errors.js';
import { encodeKey, encodeValue, fitKey } from '../query/key-encoding.js';
import { isDocument } from '../query/values.js';
import { type Key, keyOf } from '../storage/keys.js';

/** Room for the index number before and the document's key behind, inside LMDB's 1,978 bytes. */
export const INDEX_KEY_BYTES = 1_440;
export const ID_KEY_BYTES = 520;

/** One key of one document in one index. */
export interface IndexKey {
  readonly key: Key;
  readonly values: readonly unknown[];
  readonly truncated: boolean;
}

export interface IndexKeys {
  readonly keys: readonly IndexKey[];
  /** The parts that crossed an array. */
  readonly multikey: ReadonlySet<number>;
}

/** Where one part of the key stands while it walks into a document. */
interface Walker {
  readonly node: unknown;
  readonly path: readonly string[];
}

const NONE: IndexKeys = { keys: [], multikey: new Set() };

/** The key under which the documents space holds a document, without the collection's prefix. */
export function idKey(id: unknown): { key: Key; truncated: boolean } {
  const { key, truncated } = fitKey(encodeValue(id), ID_KEY_BYTES);
  return { key: keyOf(key), truncated };
}

/** All keys of a document. Throws 171 if two different arrays would have to be multiplied. */
export function indexKeys(index: Index, document: Document): IndexKeys {
  if (index.partialFilter !== undefined && !index.partialFilter.test(document)) return NONE;
  const multikey = new Set<number>();
  const keys = new Map<Key, IndexKey>();
  const start = index.paths.map((path) => ({ node: document, path: path.split('.') }));
  expand(start, (walkers) => {
    if (index.sparse && walkers.every(({ node }) => node === undefined)) return;
    const values = walkers.map(({ node }) => (node instanceof Value ? node.value : (node ?? null)));
    const { key, truncated } = fitKey(encodeKey(values, index.directions), INDEX_KEY_BYTES);
    const text = keyOf(key);
    keys.set(text, { key: text, values, truncated });
  });
  return { keys: [...keys.values()], multikey };

  /** Walks every part to its value; where an array is in the way, goes on once for every element. */
  function expand(walkers: readonly Walker[], emit: (done: readonly Walker[]) => void): void {
    const walked = walkers.map(walk);
    const arrays = new Set(walked.map(({ node }) => node).filter(Array.isArray));
    if (arrays.size === 0) {
      emit(walked);
      return;
    }
    if (arrays.size > 1) throw parallelArrays(index, walked);
    const [array] = arrays as Set<readonly unknown[]>;
    walked.forEach(({ node }, part) => node === array && multikey.add(part));
    const elements: readonly unknown[] = array === undefined || array.length === 0 ? [EMPTY] : array;
    for (const element of elements) {
      expand(
        walked.map((walker) => (walker.node === array ? enter(element, walker.path) : walker)),
        emit,
      );
    }
  }
}

/** The values at one path, those in arrays one by one; nothing where the path is missing or an array empty. */
export function pathValues(document: Document, path: string): unknown[] {
  const { node, path: rest } = walk({ node: document, path: path.split('.') });
  if (!Array.isArray(node)) return node === undefined ? [] : [node];
  return node.flatMap((element: unknown) => {
    const entered = enter(element, rest);
    if (entered.node instanceof Value) return [entered.node.value];
    return isDocument(entered.node) ? pathValues(entered.node, rest.join('.')) : [];
  });
}

const EMPTY = Symbol('the only entry of an empty array');

/** An element is a value where the path ends, even if it is an array itself; inside, only documents are walked. */
function enter(element: unknown, path: readonly string[]): Walker {
  if (element === EMPTY) return { node: path.length === 0 ? new Value(undefined) : undefined, path: [] };
  if (path.length === 0) return { node: new Value(element), path };
  return isDocument(element) ? { node: element, path } : { node: undefined, path: [] };
}

/** A value that is not to be expanded again. */
class Value {
  readonly value: unknown;

  constructor(value: unknown) {
    this.value = value;
  }
}

function walk({ node, path }: Walker): Walker {
  let at: unknown = node;
  let next = 0;
  while (next < path.length) {
    const name = path[next] as string;
    if (Array.isArray(at)) {
      if (!/^\d+$/.test(name) || Number(name) >= at.length) return { node: at, path: path.slice(next) };
      at = at[Number(name)];
    } else if (isDocument(at)) {
      at = Object.hasOwn(at, name) ? at[name] : undefined;
    } else {
      return { node: undefined, path: [] };
    }
    next++;
  }
  return { node: at, path: path.slice(next) };
}

function parallelArrays(index: Index, walkers: readonly Walker[]): CommandError {
  const names = walkers.flatMap(({ node }, part) =>
    Array.isArray(node) ? [`[${String(index.paths[part])}]`] : [],
  );
  return new CommandError(
    171,
    'CannotIndexParallelArrays',
    `cannot index parallel arrays ${names.join(' ')}`,
  );
}
