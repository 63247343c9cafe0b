import { type Collection, type Index, newIndex } from '../catalog/collection.js';
import { checkedIndexSpec } from '../catalog/index-spec.js';
import { compareValues } from '../query/bson-order.js';
import { decodePlain, type Document } from '../query/documents.js';
import { CommandError, indexNotFound, invalidOptions } from '../query/errors.js';
import { documentIdOf } from '../records/documents.js';
import { type Key, prefixEnd } from '../storage/keys.js';
import { DOCUMENTS, INDEXES } from '../storage/layer.js';
import { booleanArgument, isDocument, refuse } from './arguments.js';
import type { Call } from './command.js';
import { buildIndex } from './indexes.js';

const KNOWN = ['name', 'keyPattern', 'expireAfterSeconds', 'hidden', 'prepareUnique', 'unique', 'dryRun'];

/** The indexes of a collection after what collMod asks of one of them, and what it answers. */
export function changedIndex(
  call: Call,
  collection: Collection,
  change: Document,
): { readonly indexes: readonly Index[]; readonly answer: Document } {
  const unknown = Object.keys(change).find((key) => !KNOWN.includes(key));
  if (unknown !== undefined) throw invalidOptions(`the field 'index.${unknown}' is not known`);
  refuse('collMod', change, ['hidden', 'dryRun']);
  const index = indexOf(collection, change);
  const answer: Document = {};
  const spec = Object.fromEntries(Object.entries(index.spec).filter(([name]) => name !== 'prepareUnique'));
  if (change.expireAfterSeconds !== undefined) {
    if (spec.expireAfterSeconds !== undefined) answer.expireAfterSeconds_old = spec.expireAfterSeconds;
    answer.expireAfterSeconds_new = change.expireAfterSeconds;
    spec.expireAfterSeconds = change.expireAfterSeconds;
  }
  const prepared = booleanArgument(change, 'prepareUnique', index.prepareUnique);
  if (prepared !== index.prepareUnique) {
    answer.prepareUnique_old = index.prepareUnique;
    answer.prepareUnique_new = prepared;
  }
  const replaceWith = (next: Index): readonly Index[] =>
    collection.indexes.map((one) => (one === index ? next : one));
  if (!booleanArgument(change, 'unique', false) || index.unique) {
    const checked = checkedIndexSpec(spec);
    if (prepared && !index.unique) checked.prepareUnique = true;
    return { indexes: replaceWith(newIndex(index.id, checked, index.marks)), answer };
  }
  if (!prepared) {
    throw invalidOptions("Cannot make index unique with 'prepareUnique=false'. Run collMod to set it first.");
  }
  refuseViolations(call, collection, index);
  // A unique index keeps its entries in another way, so it is made anew.
  const next = newIndex(call.engine.catalog.newId(), checkedIndexSpec({ ...spec, unique: true }));
  buildIndex(call, collection, next);
  call.engine.catalog.dropIndexKeys(call.unit, index);
  return { indexes: replaceWith(next), answer: { ...answer, unique_new: true } };
}

function indexOf({ indexes }: Collection, { name, keyPattern }: Document): Index {
  if ((name === undefined) === (keyPattern === undefined))
    throw invalidOptions("exactly one of 'index.name' and 'index.keyPattern' must be given");
  const found = indexes.find(
    (index) =>
      index.name === name || (isDocument(keyPattern) && compareValues(index.spec.key, keyPattern) === 0),
  );
  if (found !== undefined) return found;
  throw indexNotFound(`cannot find index ${JSON.stringify(name ?? keyPattern)} to modify`);
}

/** Throws 359 CannotConvertIndexToUnique with the `_id`s of the documents that have a key in common. */
function refuseViolations({ unit }: Call, collection: Collection, index: Index): void {
  const range = { lower: index.prefix, upper: prefixEnd(index.prefix) };
  const byKey = new Map<Key, Key[]>();
  for (const entry of unit.reader.range(INDEXES, range, false, Infinity)) {
    const key = entry.key.slice(0, entry.value.readUInt16BE(0));
    const ids = byKey.get(key);
    if (ids === undefined) byKey.set(key, [documentIdOf(index, entry)]);
    else ids.push(documentIdOf(index, entry));
  }
  const violations = [...byKey.values()]
    .filter((ids) => ids.length > 1)
    .map((ids) => ({ ids: ids.map((id) => storedId(unit.reader.get(DOCUMENTS, collection.prefix + id))) }));
  if (violations.length === 0) return;
  throw new CommandError(
    359,
    'CannotConvertIndexToUnique',
    'Cannot convert the index to unique. Please resolve conflicting documents before running collMod again.',
    { violations },
  );
}

function storedId(raw: Buffer | undefined): unknown {
  return raw === undefined ? null : decodePlain(raw)._id;
}
