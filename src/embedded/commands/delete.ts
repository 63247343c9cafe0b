import { prepareQuery, storedDocuments } from '../plan/query.js';
import type { Document } from '../query/documents.js';
import { failedToParse } from '../query/errors.js';
import { removeDocument } from '../records/documents.js';
import { hintArgument, letArgument, numberOf, refuseCollation } from './arguments.js';
import type { Call, Command } from './command.js';
import { filteredStatements, runStatements, targetOf, type WriteStatement } from './write-statements.js';

function remove(call: Call): Document {
  const { args } = call;
  const statements = filteredStatements(args, 'delete', ['q', 'limit', 'hint', 'collation']);
  const target = targetOf(call, args.delete);
  let n = 0;
  const errors = runStatements(call, statements.length, (index) => {
    n += runDelete(call, target, statements[index] as WriteStatement);
  });
  return { n, ...errors };
}

function runDelete(
  call: Call,
  target: ReturnType<typeof targetOf>,
  { filter, args: statement }: WriteStatement,
): number {
  const { unit, args, deadline } = call;
  refuseCollation('delete', statement);
  const limit = numberOf(statement.limit);
  if (limit !== 0 && limit !== 1) {
    throw failedToParse(`The limit field in delete objects must be 0 or 1. Got ${String(statement.limit)}`);
  }
  const collection = target.find();
  if (collection === undefined) return 0;
  const spec = {
    filter,
    limit,
    hint: hintArgument(statement.hint),
    variables: letArgument(args),
  };
  const found = [...storedDocuments(prepareQuery(unit.reader, collection, spec, deadline))];
  for (const stored of found) removeDocument(unit, collection, stored);
  return found.length;
}

export const deleteCommands: Readonly<Record<string, Command>> = {
  delete: { fields: ['deletes', 'ordered', 'let', 'stmtIds'], inTransaction: true, run: remove },
};
