import { namespace, type Namespace } from '../catalog/namespace.js';
import type { Document } from '../query/documents.js';
import { CommandError, failedToParse, invalidOptions, locationError } from '../query/errors.js';
import { isDocument } from './arguments.js';
import type { Call } from './command.js';
import { writeMerge } from './merge.js';
import { writeOut } from './out.js';

/** The stage that writes a pipeline's documents instead of answering them. */
export interface OutputStage {
  readonly name: '$out' | '$merge';
  readonly spec: unknown;
}

/** Takes $out or $merge off the end. Throws 40601 where it is not the last stage. */
export function splitOutput(stages: readonly Document[]): {
  stages: readonly Document[];
  output: OutputStage | undefined;
} {
  const at = stages.findIndex((stage) => '$out' in stage || '$merge' in stage);
  const found = stages[at];
  if (found === undefined) return { stages, output: undefined };
  const name = '$out' in found ? '$out' : '$merge';
  if (at !== stages.length - 1) {
    throw locationError(40601, `${name} can only be the final stage in the pipeline`);
  }
  return { stages: stages.slice(0, -1), output: { name, spec: found[name] } };
}

/** Writes the documents as the stage says. All of them are read first: the target may be what they come from. */
export function writeOutput(call: Call, { name, spec }: OutputStage, documents: Iterable<Document>): void {
  if (call.unit.transaction !== undefined) {
    throw new CommandError(
      263,
      'OperationNotSupportedInTransaction',
      `Stage not supported inside of a multi-document transaction: ${name}`,
    );
  }
  const { readConcern } = call.args;
  if (isDocument(readConcern) && readConcern.level === 'linearizable') {
    throw invalidOptions(`${name} cannot be used with a 'linearizable' read concern level`);
  }
  call.unit.bypassesValidation = call.args.bypassDocumentValidation === true;
  const write = name === '$out' ? outWriter(call, spec) : writeMerge(call, spec);
  write([...documents]);
}

function outWriter(call: Call, spec: unknown): (documents: readonly Document[]) => void {
  const target = outTarget(call.db, spec);
  return (documents) => {
    writeOut(call, target, documents);
  };
}

function outTarget(db: string, spec: unknown): Namespace {
  if (typeof spec === 'string') return namespace(db, spec);
  if (!isDocument(spec)) {
    throw locationError(16990, '$out only supports a string or object argument');
  }
  const unknown = Object.keys(spec).find((key) => key !== 'db' && key !== 'coll');
  if (unknown === 'timeseries') {
    throw new CommandError(
      115,
      'CommandNotSupported',
      'time-series collections are not supported by this store',
    );
  }
  if (unknown !== undefined) {
    throw locationError(40415, `BSON field '$out.${unknown}' is an unknown field.`);
  }
  if (typeof spec.db !== 'string') throw failedToParse("BSON field '$out.db' must be a string");
  return namespace(spec.db, spec.coll);
}
