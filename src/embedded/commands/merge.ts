import { ObjectId } from 'bson';
import type { Collection, Index } from '../catalog/collection.js';
import { namespace, type Namespace } from '../catalog/namespace.js';
import { prepareQuery, storedDocuments } from '../plan/query.js';
import { decodePlain, type Document, encode } from '../query/documents.js';
import { CommandError, failedToParse, immutableField, locationError } from '../query/errors.js';
import { compileExpression } from '../query/expression.js';
import { checkVariableName } from '../query/expressions/compile.js';
import { identical } from '../query/identical.js';
import { type CompiledUpdate, compileUpdate } from '../query/update.js';
import { insertDocument, replaceDocument, type StoredDocument, withId } from '../records/documents.js';
import { duplicateKeyError } from '../records/write-errors.js';
import type { Replacing } from '../streams/change.js';
import { isDocument } from './arguments.js';
import type { Call } from './command.js';
import { refuseView } from './out.js';

const MATCHED = ['replace', 'keepExisting', 'merge', 'fail'] as const;
const NOT_MATCHED = ['insert', 'discard', 'fail'] as const;

interface Merge {
  readonly into: Namespace;
  readonly on: readonly string[];
  readonly whenMatched: (typeof MATCHED)[number] | readonly Document[];
  readonly whenNotMatched: (typeof NOT_MATCHED)[number];
  /** Of `let`, for a pipeline; expressions over the document that is merged. */
  readonly variables: Document;
}

/** Checks the stage; the answer merges documents into its collection. */
export function writeMerge(call: Call, spec: unknown): (documents: readonly Document[]) => void {
  const merge = parseMerge(call.db, spec);
  const { engine, unit } = call;
  const target = engine.catalog.find(unit, merge.into);
  refuseView(target, merge.into);
  const index = uniqueIndex(target, merge.on);
  return (documents) => {
    let collection = target;
    for (const document of documents) {
      collection ??= engine.catalog.create(unit, merge.into);
      mergeOne(call, collection, index, merge, document);
    }
  };
}

function parseMerge(db: string, given: unknown): Merge {
  const spec = typeof given === 'string' ? { into: given } : given;
  if (!isDocument(spec)) throw locationError(51182, '$merge requires a string or object argument');
  const unknown = Object.keys(spec).find(
    (key) => !['into', 'on', 'let', 'whenMatched', 'whenNotMatched'].includes(key),
  );
  if (unknown !== undefined)
    throw locationError(40415, `BSON field '$merge.${unknown}' is an unknown field.`);
  const { into, on = '_id', let: variables = {}, whenMatched = 'merge', whenNotMatched = 'insert' } = spec;
  const pipeline = Array.isArray(whenMatched) && whenMatched.every(isDocument);
  if (!pipeline && !MATCHED.some((mode) => mode === whenMatched)) {
    throw failedToParse("Enumeration value for field '$merge.whenMatched' is not a valid value");
  }
  if (!NOT_MATCHED.some((mode) => mode === whenNotMatched)) {
    throw failedToParse("Enumeration value for field '$merge.whenNotMatched' is not a valid value");
  }
  if (!isDocument(variables)) throw failedToParse("BSON field '$merge.let' must be an object");
  const fields: readonly unknown[] = Array.isArray(on) ? on : [on];
  if (fields.length === 0 || !fields.every((field) => typeof field === 'string')) {
    throw locationError(51186, "$merge 'on' field must be either a string or a non-empty array of strings");
  }
  return {
    into: isDocument(into) ? namespace((into.db ?? db) as string, into.coll) : namespace(db, into),
    on: fields,
    whenMatched: whenMatched as Merge['whenMatched'],
    whenNotMatched: whenNotMatched as Merge['whenNotMatched'],
    variables,
  };
}

/** The index that makes `on` unique; undefined for `_id`. Throws 51183 if there is none. */
function uniqueIndex(collection: Collection | undefined, on: readonly string[]): Index | undefined {
  if (on.length === 1 && on[0] === '_id') return undefined;
  const wanted = [...on].sort().join('\0');
  const index = collection?.indexes.find(
    ({ unique, partialFilter, paths }) =>
      unique && partialFilter === undefined && [...paths].sort().join('\0') === wanted,
  );
  if (index !== undefined) return index;
  throw locationError(51183, 'Cannot find index to verify that join fields will be unique');
}

function mergeOne(
  call: Call,
  collection: Collection,
  index: Index | undefined,
  merge: Merge,
  given: Document,
): void {
  const { engine, unit, deadline } = call;
  const document = Object.hasOwn(given, '_id') ? given : { _id: new ObjectId(), ...given };
  const key = merge.on.map((path) => [path, keyValue(document, path)] as const);
  const filter = Object.fromEntries(key.map(([path, value]) => [path, { $eq: value }]));
  const [stored] = storedDocuments(prepareQuery(unit.reader, collection, { filter, limit: 1 }, deadline));
  if (stored !== undefined) {
    if (merge.whenMatched === 'fail')
      throw duplicateKeyError(
        collection,
        index,
        key.map(([, value]) => value),
      );
    replaceMatched(call, collection, stored, merge, given);
    return;
  }
  if (merge.whenNotMatched === 'fail') {
    throw new CommandError(
      13113,
      'MergeStageNoMatchingDocument',
      '$merge could not find a matching document in the target collection for at least one document in the source collection',
    );
  }
  if (merge.whenNotMatched === 'discard') return;
  const made = withId(encode(document), document);
  insertDocument(engine.catalog, unit, collection, made.raw, made.document);
}

function keyValue(document: Document, path: string): unknown {
  const value = path
    .split('.')
    .reduce<unknown>((at, part) => (isDocument(at) ? at[part] : undefined), document);
  if (value === undefined || value === null)
    throw locationError(
      51132,
      `$merge write error: 'on' field cannot be missing, null, undefined or an array`,
    );
  if (Array.isArray(value))
    throw locationError(
      51185,
      `$merge write error: 'on' field cannot be missing, null, undefined or an array`,
    );
  return value;
}

function replaceMatched(
  { engine, unit }: Call,
  collection: Collection,
  stored: StoredDocument,
  merge: Merge,
  given: Document,
): void {
  if (merge.whenMatched === 'keepExisting') return;
  const before = decodePlain(stored.raw);
  const { update, how } = updateOf(merge, given);
  const { document, modified } = update.apply(before, { now: new Date() });
  if (!modified) return;
  if (!identical(document._id, before._id)) {
    throw immutableField("$merge failed to update the matching document: the field '_id' is immutable");
  }
  replaceDocument(engine.catalog, unit, collection, stored, encode(document), document, how);
}

function updateOf(
  { whenMatched, variables }: Merge,
  given: Document,
): { readonly update: CompiledUpdate; readonly how: Replacing } {
  if (whenMatched === 'replace') return { update: compileUpdate(given), how: { kind: 'replace' } };
  if (typeof whenMatched === 'string') {
    const operators = { $set: given };
    return { update: mergingUpdate(given), how: { kind: 'update', operators } };
  }
  const values = Object.entries(variables).map(
    ([name, expression]) => [checkVariableName(name), compileExpression(expression)(given) ?? null] as const,
  );
  const all = { ...Object.fromEntries(values), new: given };
  return { update: compileUpdate(whenMatched, { variables: all }), how: { kind: 'update', operators: null } };
}

/** Sets the fields one by one, whatever their names. */
function mergingUpdate(given: Document): CompiledUpdate {
  return {
    kind: 'operators',
    apply(before) {
      const document = { ...before, ...given };
      return { document, modified: !identical(before, document) };
    },
  };
}
