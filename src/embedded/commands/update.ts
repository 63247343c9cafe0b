import type { Collection } from '../catalog/collection.js';
import { prepareQuery, storedDocuments } from '../plan/query.js';
import { compareValues } from '../query/bson-order.js';
import { decodePlain, type Document, encode } from '../query/documents.js';
import { failedToParse, immutableField } from '../query/errors.js';
import { compileFilter, type Filter } from '../query/filter.js';
import { type CompiledUpdate, compileUpdate, upsertDocument } from '../query/update.js';
import type { Replacing } from '../streams/change.js';
import { insertDocument, replaceDocument, type StoredDocument, withId } from '../records/documents.js';
import {
  booleanArgument,
  documentArgument,
  documentsArgument,
  hintArgument,
  isDocument,
  letArgument,
  refuse,
  refuseCollation,
} from './arguments.js';
import type { Call, Command } from './command.js';
import { filteredStatements, runStatements, targetOf, type WriteStatement } from './write-statements.js';

const STATEMENT_FIELDS = [
  'q',
  'u',
  'c',
  'upsert',
  'multi',
  'hint',
  'arrayFilters',
  'collation',
  'upsertSupplied',
  'sort',
];

/** One change of the documents that a filter finds. */
export interface UpdateStatement {
  readonly filter: Document;
  readonly update: CompiledUpdate;
  /** For change streams. */
  readonly how: Replacing;
  readonly sort?: Document | undefined;
  readonly multi: boolean;
  readonly upsert: boolean;
  readonly hint: string | Document | undefined;
  readonly variables: Document | undefined;
}

export interface UpdateResult {
  readonly matched: number;
  readonly modified: number;
  readonly upserted: Document | undefined;
  /** What was found and what was made of it, the last one. */
  readonly before: Document | undefined;
  readonly after: Document | undefined;
}

function update(call: Call): Document {
  const { args } = call;
  const statements = filteredStatements(args, 'update', STATEMENT_FIELDS);
  const target = targetOf(call, args.update);
  let n = 0;
  let nModified = 0;
  const upserted: Document[] = [];
  const errors = runStatements(call, statements.length, (index) => {
    const statement = statementOf(call, statements[index] as WriteStatement);
    const result = runUpdate(call, target, statement);
    n += result.upserted === undefined ? result.matched : 1;
    nModified += result.modified;
    if (result.upserted !== undefined) upserted.push({ index, _id: result.upserted._id });
  });
  return { n, nModified, ...(upserted.length === 0 ? {} : { upserted }), ...errors };
}

function statementOf({ args }: Call, { filter, args: statement }: WriteStatement): UpdateStatement {
  refuseCollation('update', statement);
  refuse('update', statement, ['upsertSupplied']);
  const multi = booleanArgument(statement, 'multi', false);
  const sort = documentArgument(statement, 'sort');
  if (multi && sort !== undefined) throw failedToParse('Cannot specify sort with multi=true');
  const variables = letArgument(statement, 'c') ?? letArgument(args);
  const compiled = compileUpdateArgument(statement.u, statement, variables);
  if (multi && compiled.kind === 'replacement')
    throw failedToParse('multi update is not supported for replacement-style update');
  return {
    filter,
    update: compiled,
    how: replacing(statement.u, compiled),
    sort,
    multi,
    upsert: booleanArgument(statement, 'upsert', false),
    hint: hintArgument(statement.hint),
    variables,
  };
}

/** How documents change by an update, for change streams. */
export function replacing(update: unknown, { kind }: CompiledUpdate): Replacing {
  if (kind === 'replacement') return { kind: 'replace' };
  return { kind: 'update', operators: kind === 'operators' && isDocument(update) ? update : null };
}

export function compileUpdateArgument(
  value: unknown,
  from: Document,
  variables: Document | undefined,
): CompiledUpdate {
  if (!isDocument(value) && !(Array.isArray(value) && value.every(isDocument))) {
    throw failedToParse('Update argument must be either an object or an array');
  }
  const arrayFilters = from.arrayFilters === undefined ? undefined : documentsArgument(from, 'arrayFilters');
  return compileUpdate(value, {
    ...(arrayFilters === undefined ? {} : { arrayFilters }),
    ...(variables === undefined ? {} : { variables }),
  });
}

/** Finds first and writes then, so that no document is met again at its new place in an index. */
export function runUpdate(
  call: Call,
  target: ReturnType<typeof targetOf>,
  statement: UpdateStatement,
): UpdateResult {
  const { unit, deadline } = call;
  const now = new Date();
  const collection = target.find();
  const { filter, sort, hint, multi, variables } = statement;
  const compiled = compileFilter(filter, variables === undefined ? {} : { variables });
  let found: StoredDocument[] = [];
  if (collection !== undefined) {
    const spec = { filter, sort, hint, variables, limit: multi ? 0 : 1 };
    found = [...storedDocuments(prepareQuery(unit.reader, collection, spec, deadline))];
  }
  if (found.length === 0 || collection === undefined) {
    if (!statement.upsert)
      return { matched: 0, modified: 0, upserted: undefined, before: undefined, after: undefined };
    const after = upsert(call, target.make(), statement, now);
    return { matched: 0, modified: 0, upserted: after, before: undefined, after };
  }
  let modified = 0;
  let before: Document | undefined;
  let after: Document | undefined;
  for (const stored of found) {
    before = decodePlain(stored.raw);
    after = updateOne(call, collection, stored, before, statement, compiled, now);
    if (after === undefined) after = before;
    else modified++;
  }
  return { matched: found.length, modified, upserted: undefined, before, after };
}

/** undefined if the update leaves the document as it is. */
function updateOne(
  { engine, unit }: Call,
  collection: Collection,
  stored: StoredDocument,
  before: Document,
  { update, how }: UpdateStatement,
  filter: Filter,
  now: Date,
): Document | undefined {
  const { document, modified } = update.apply(before, { filter, now });
  if (!modified) return undefined;
  if (!Object.hasOwn(document, '_id') || compareValues(before._id, document._id) !== 0) {
    throw immutableField("Performing an update on the path '_id' would modify the immutable field '_id'");
  }
  replaceDocument(engine.catalog, unit, collection, stored, encode(document), document, how);
  return document;
}

function upsert(
  { engine, unit }: Call,
  collection: Collection,
  { filter, update }: UpdateStatement,
  now: Date,
): Document {
  const made = upsertDocument(filter, update, { now });
  const { raw, document } = withId(encode(made), made);
  insertDocument(engine.catalog, unit, collection, raw, document);
  return document;
}

export const updateCommands: Readonly<Record<string, Command>> = {
  update: {
    fields: ['updates', 'ordered', 'bypassDocumentValidation', 'let', 'stmtIds'],
    inTransaction: true,
    run: update,
  },
};
