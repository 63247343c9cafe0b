import type { Document } from './documents.js';
import { isDocument } from './values.js';

/*
 * JavaScript puts fields whose names are numbers before the others, and in their order. Documents that came in another
 * one have their names kept here, for `encode`.
 */

const INDEX_NAME = /^(?:0|[1-9]\d{0,9})$/;
const orders = new WeakMap<object, readonly string[]>();
/** Most stores never see such a document, and pay nothing. */
let isAnyKept = false;

export function isIndexName(name: string): boolean {
  return INDEX_NAME.test(name);
}

/** Keeps the order of a document's names, some of which are numbers. */
export function keepOrder(document: Document, names: readonly string[]): void {
  orders.set(document, names);
  isAnyKept = true;
}

/** The names of a document's fields in their order. */
export function namesOf(document: Document): readonly string[] {
  const own = Object.keys(document);
  const kept = orders.get(document);
  if (kept === undefined) return own;
  const known = new Set(kept);
  return [...kept.filter((name) => Object.hasOwn(document, name)), ...own.filter((name) => !known.has(name))];
}

/** A copy of a document, in the same order, before or after a field is added. */
export function copyDocument(document: Document): Document {
  const copy = { ...document };
  if (orders.has(document)) keepOrder(copy, namesOf(document));
  return copy;
}

/** A copy that begins with the field `_id`. */
export function withIdFirst(id: unknown, document: Document): Document {
  const copy: Document = { _id: id, ...document };
  copy['_id'] = id;
  const names = Object.keys(copy);
  if (names[0] !== '_id') keepOrder(copy, ['_id', ...namesOf(document).filter((name) => name !== '_id')]);
  return copy;
}

/** What bson encodes in the order that was kept: documents with one as Maps, and all others as they are. */
export function inKeptOrder(document: Document): Document {
  return isAnyKept ? (ordered(document) as Document) : document;
}

function ordered(value: unknown): unknown {
  if (Array.isArray(value)) {
    const elements = value.map(ordered);
    return elements.some((element, i) => element !== value[i]) ? elements : value;
  }
  if (!isDocument(value)) return value;
  const entries = namesOf(value).map((name) => [name, ordered(value[name])] as const);
  const isSame = !orders.has(value) && entries.every(([name, inner]) => inner === value[name]);
  return isSame ? value : new Map(entries);
}
