import { fullName, namespace, type Namespace } from '../catalog/namespace.js';
import type { Collection } from '../catalog/collection.js';
import type { Document } from '../query/documents.js';
import { CommandError, invalidLength } from '../query/errors.js';
import { booleanArgument, checkFields, documentsArgument, requiredDocument } from './arguments.js';
import type { Call } from './command.js';
import { refuseView } from './out.js';
import { MAX_WRITE_BATCH } from './server.js';

/** Errors that end the whole command, not one statement of it. */
const WHOLE_COMMAND = new Set([50, 112, 166, 246, 251]);

/** After so much text, as in MongoDB, errors have a code only: the answer must not grow too large to be given. */
const MAX_TOLD = 2 ** 20;

/** One statement of an update or a delete. */
export interface WriteStatement {
  /** The documents that it is about. */
  readonly filter: Document;
  readonly args: Document;
}

/**
 * The statements of an update or a delete, all of them checked before one is run. Throws 40415 for a field that is not
 * among `known`, 40414 where the filter is missing.
 */
export function filteredStatements(
  args: Document,
  command: 'update' | 'delete',
  known: readonly string[],
): readonly WriteStatement[] {
  const list = `${command}s`;
  const shown = `${command}.${list}`;
  return documentsArgument(args, list).map((statement) => {
    checkFields(shown, statement, known);
    return { filter: requiredDocument(shown, statement, 'q'), args: statement };
  });
}

/**
 * Runs the statements of a write command one after another. A statement that fails becomes a write error; with
 * `ordered` the rest is not run. In a transaction any failure aborts it.
 */
export function runStatements(
  call: Call,
  count: number,
  run: (index: number) => void,
): { writeErrors?: Document[] } {
  if (count === 0 || count > MAX_WRITE_BATCH) {
    throw invalidLength(
      `Write batch sizes must be between 1 and ${String(MAX_WRITE_BATCH)}. Got ${String(count)} operations.`,
    );
  }
  const ordered = booleanArgument(call.args, 'ordered', true);
  const writeErrors: Document[] = [];
  let told = 0;
  for (let index = 0; index < count; index++) {
    try {
      run(index);
    } catch (error) {
      if (!(error instanceof CommandError) || WHOLE_COMMAND.has(error.code)) throw error;
      const details = told > MAX_TOLD ? { errmsg: '' } : { errmsg: error.message, ...error.extra };
      told += error.message.length;
      writeErrors.push({ index, code: error.code, ...details });
      if (ordered || call.unit.transaction !== undefined) break;
    }
  }
  if (writeErrors.length === 0) return {};
  if (call.unit.transaction !== undefined && call.session !== undefined)
    call.engine.sessions.abort(call.session);
  return { writeErrors };
}

/** The collection of a write; made if there is none and the write needs one. */
export function targetOf(
  call: Call,
  collectionName: unknown,
): { find: () => Collection | undefined; make: () => Collection } {
  const { engine, unit, db } = call;
  const ns: Namespace = namespace(db, collectionName);
  if (ns.collection.startsWith('system.')) {
    throw new CommandError(73, 'InvalidNamespace', `cannot write to '${fullName(ns)}'`);
  }
  unit.bypassesValidation = call.args.bypassDocumentValidation === true;
  const find = (): Collection | undefined => {
    const collection = engine.catalog.find(unit, ns);
    refuseView(collection, ns);
    return collection;
  };
  return { find, make: () => find() ?? engine.catalog.create(unit, ns) };
}
