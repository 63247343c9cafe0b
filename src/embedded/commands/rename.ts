import { fullName, namespace, type Namespace } from '../catalog/namespace.js';
import type { Document } from '../query/documents.js';
import { CommandError, invalidNamespace, namespaceExists } from '../query/errors.js';
import { booleanArgument, stringArgument } from './arguments.js';
import type { Call, Command } from './command.js';

function renameCollection({ engine, unit, args }: Call): Document {
  const from = parseName(stringArgument(args, 'renameCollection'));
  const to = parseName(stringArgument(args, 'to'));
  const collection = engine.catalog.get(unit, from);
  if (fullName(from) === fullName(to)) {
    throw new CommandError(20, 'IllegalOperation', "Can't rename a collection to itself");
  }
  const target = engine.catalog.find(unit, to);
  if (target !== undefined) {
    if (!booleanArgument(args, 'dropTarget', false)) throw namespaceExists('target namespace exists');
    engine.catalog.drop(unit, target);
  }
  unit.changes.push({ kind: 'rename', collection, to });
  engine.catalog.rename(unit, collection, to);
  return {};
}

/** `database.collection`; throws 73 for what is no name of one. */
function parseName(full: string): Namespace {
  const dot = full.indexOf('.');
  if (dot < 0) throw invalidNamespace(`Invalid namespace specified '${full}'`);
  return namespace(full.slice(0, dot), full.slice(dot + 1));
}

export const renameCommands: Readonly<Record<string, Command>> = {
  renameCollection: {
    fields: ['to', 'dropTarget', 'stayTemp'],
    adminOnly: true,
    run: renameCollection,
  },
};
