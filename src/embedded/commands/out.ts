import { UUID } from 'bson';
import { type Collection, newIndex } from '../catalog/collection.js';
import { fullName, namespace, type Namespace } from '../catalog/namespace.js';
import { type Document, encode } from '../query/documents.js';
import { CommandError } from '../query/errors.js';
import { insertDocument, withId } from '../records/documents.js';
import type { Call } from './command.js';
import { isView } from './pipeline-input.js';

/**
 * Puts a collection of these documents in the place of the target, which keeps its options and indexes: all at once.
 * As in MongoDB the documents go into a collection of their own, which is then renamed.
 */
export function writeOut({ engine, unit }: Call, target: Namespace, documents: readonly Document[]): void {
  const { catalog } = engine;
  const present = catalog.find(unit, target);
  refuseView(present, target);
  const temporary = namespace(target.db, `tmp.agg_out.${new UUID().toString()}`);
  let collection = catalog.create(unit, temporary, present?.options ?? {});
  if (present !== undefined) {
    const indexes = present.indexes.map(({ spec }) => newIndex(catalog.newId(), spec));
    collection = { ...collection, indexes };
    catalog.replace(unit, collection);
  }
  for (const one of documents) {
    const { raw, document } = withId(encode(one), one);
    insertDocument(catalog, unit, collection, raw, document);
  }
  if (present !== undefined) catalog.drop(unit, present);
  unit.changes.push({ kind: 'rename', collection, to: target });
  catalog.rename(unit, collection, target);
}

/** Throws 166 for a write to a view. */
export function refuseView(collection: Collection | undefined, name: Namespace): void {
  if (collection === undefined || !isView(collection)) return;
  throw new CommandError(
    166,
    'CommandNotSupportedOnView',
    `Namespace ${fullName(name)} is a view, not a collection`,
  );
}
