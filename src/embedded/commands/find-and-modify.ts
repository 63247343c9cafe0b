import { prepareQuery, storedDocuments } from '../plan/query.js';
import { decodePlain, type Document } from '../query/documents.js';
import { failedToParse } from '../query/errors.js';
import { compileFilter } from '../query/filter.js';
import { compileProjection } from '../query/projection.js';
import { removeDocument } from '../records/documents.js';
import {
  booleanArgument,
  documentArgument,
  hintArgument,
  letArgument,
  refuseCollation,
} from './arguments.js';
import type { Call, Command } from './command.js';
import { compileUpdateArgument, replacing, runUpdate } from './update.js';
import { targetOf } from './write-statements.js';

function findAndModify(call: Call): Document {
  const { args, name } = call;
  refuseCollation(name, args);
  const remove = booleanArgument(args, 'remove', false);
  const returnNew = booleanArgument(args, 'new', false);
  const upsert = booleanArgument(args, 'upsert', false);
  if (remove === (args.update !== undefined)) {
    throw failedToParse(
      remove
        ? 'Cannot specify both an update and remove=true'
        : 'Either an update or remove=true must be specified',
    );
  }
  if (remove && (upsert || returnNew)) {
    throw failedToParse(`Cannot specify both ${upsert ? 'upsert' : 'new'}=true and remove=true`);
  }
  return remove ? findAndRemove(call) : findAndUpdate(call, { returnNew, upsert });
}

function findAndUpdate(call: Call, { returnNew, upsert }: { returnNew: boolean; upsert: boolean }): Document {
  const { args } = call;
  const variables = letArgument(args);
  const update = compileUpdateArgument(args.update, args, variables);
  const result = runUpdate(call, targetOf(call, args[call.name]), {
    filter: documentArgument(args, 'query') ?? {},
    sort: documentArgument(args, 'sort'),
    update,
    how: replacing(args.update, update),
    multi: false,
    upsert,
    hint: hintArgument(args.hint),
    variables,
  });
  const { upserted } = result;
  const lastErrorObject = {
    n: upserted === undefined ? result.matched : 1,
    updatedExisting: result.matched > 0,
    ...(upserted === undefined ? {} : { upserted: upserted._id }),
  };
  return { lastErrorObject, value: projected(args, returnNew ? result.after : result.before) };
}

function findAndRemove(call: Call): Document {
  const { args, unit, deadline } = call;
  const collection = targetOf(call, args[call.name]).find();
  const spec = {
    filter: documentArgument(args, 'query') ?? {},
    sort: documentArgument(args, 'sort'),
    hint: hintArgument(args.hint),
    variables: letArgument(args),
    limit: 1,
  };
  const found =
    collection === undefined
      ? []
      : [...storedDocuments(prepareQuery(unit.reader, collection, spec, deadline))];
  const [stored] = found;
  if (stored === undefined || collection === undefined) return { lastErrorObject: { n: 0 }, value: null };
  removeDocument(unit, collection, stored);
  return { lastErrorObject: { n: 1 }, value: projected(args, decodePlain(stored.raw)) };
}

function projected(args: Document, document: Document | undefined): Document | null {
  if (document === undefined) return null;
  const fields = documentArgument(args, 'fields');
  if (fields === undefined || Object.keys(fields).length === 0) return document;
  const variables = letArgument(args);
  const query = documentArgument(args, 'query') ?? {};
  const filter = compileFilter(query, variables === undefined ? {} : { variables });
  return compileProjection(fields, { filter }).apply(document);
}

const command: Command = {
  fields: [
    'query',
    'sort',
    'remove',
    'update',
    'new',
    'fields',
    'upsert',
    'arrayFilters',
    'hint',
    'let',
    'collation',
    'bypassDocumentValidation',
    'stmtId',
  ],
  inTransaction: true,
  run: findAndModify,
};

export const findAndModifyCommands: Readonly<Record<string, Command>> = {
  findAndModify: command,
  findandmodify: command,
};
