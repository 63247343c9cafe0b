import { BSON } from 'bson';
import type { Document } from '../query/documents.js';
import { insertDocument, withId } from '../records/documents.js';
import { refuse } from './arguments.js';
import type { Call, Command } from './command.js';
import { duplicateField, typeMismatch } from '../query/errors.js';
import { runStatements, targetOf } from './write-statements.js';

const DOCUMENT = 3;
const ARRAY = 4;

function insert(call: Call): Document {
  const { args, engine, unit } = call;
  refuse('insert', args, ['encryptionInformation']);
  const raws = call.request.sequences?.get('documents') ?? rawElements(call.request.body, 'documents');
  const documents = args.documents as readonly Document[];
  const target = targetOf(call, args.insert);
  let n = 0;
  const errors = runStatements(call, raws.length, (i) => {
    const { raw, document } = withId(raws[i] as Buffer, documents[i] ?? {});
    insertDocument(engine.catalog, unit, target.make(), raw, document);
    n++;
  });
  return { n, ...errors };
}

/** The bytes of the documents in an array of a command, which are stored as they came. */
function rawElements(body: Buffer, field: string): Buffer[] {
  let elements: Buffer[] | undefined;
  for (const [type, nameOffset, nameLength, offset, length] of BSON.onDemand.parseToElements(body)) {
    if (body.toString('utf8', nameOffset, nameOffset + nameLength) !== field) continue;
    // Of two, what is decoded would be one and what is stored the other.
    if (elements !== undefined) throw duplicateField('insert', field);
    if (type !== ARRAY) break;
    elements = [];
    for (const element of BSON.onDemand.parseToElements(body.subarray(offset, offset + length))) {
      if (element[0] !== DOCUMENT)
        throw typeMismatch(`BSON field 'insert.documents' must be an array of objects`);
      elements.push(body.subarray(offset + element[3], offset + element[3] + element[4]));
    }
  }
  if (elements !== undefined) return elements;
  throw typeMismatch(`BSON field 'insert.documents' is missing or is not an array`);
}

export const insertCommands: Readonly<Record<string, Command>> = {
  insert: {
    fields: ['documents', 'ordered', 'bypassDocumentValidation', 'stmtIds', 'encryptionInformation'],
    inTransaction: true,
    run: insert,
  },
};
