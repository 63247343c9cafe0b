import { Binary, UUID } from 'bson';
import { createHash } from 'node:crypto';
import { decodePlain, decodeTyped, type Document, encode } from '../query/documents.js';
import { CommandError } from '../query/errors.js';
import { BsonWriter, ownPlace } from '../wire/bson-writer.js';
import type { Change, ChangeTransaction } from './change.js';
import { describeUpdate } from './update-description.js';

/** A stored change: a change event without what depends on the stream. */
export interface StoredChange {
  readonly operationType: 'insert' | 'update' | 'replace' | 'delete' | 'drop' | 'rename' | 'dropDatabase';
  readonly ns: { readonly db: string; readonly coll?: string };
  readonly to?: { readonly db: string; readonly coll: string };
  readonly wallTime: Date;
  readonly documentKey?: Document;
  readonly fullDocument?: Document;
  readonly updateDescription?: Document;
  readonly lsid?: Document;
  readonly txnNumber?: unknown;
}

/** The user of a session of an unauthenticated connection, as MongoDB names it. */
export const NO_USER = new Binary(createHash('sha256').update('').digest());

/** A change as BSON; the document of an insert or replacement is copied as it is. */
export function encodeChange(change: Change, wallTime: Date, transaction?: ChangeTransaction): Buffer {
  const { head, document } = partsOf(change);
  const from =
    transaction === undefined
      ? {}
      : {
          lsid: { id: new UUID(transaction.session), uid: NO_USER },
          txnNumber: transaction.number,
        };
  const known = encodeHead(change, { ...head, wallTime, ...from });
  if (known === undefined) return encodeChange(asReplacement(change), wallTime, transaction);
  if (document === undefined) return known;
  const writer = new BsonWriter(ownPlace(known.length + document.length + 32));
  return writer.startRoot().elements(known).document('fullDocument', document).finish().done();
}

/** undefined for an update of so many fields that their paths make more of it than the document is. */
function encodeHead({ kind }: Change, head: Document): Buffer | undefined {
  try {
    return encode(head);
  } catch (error) {
    if (kind === 'modify' && error instanceof CommandError) return undefined;
    throw error;
  }
}

function asReplacement(change: Change): Change {
  return change.kind === 'modify' ? { ...change, how: { kind: 'replace' } } : change;
}

function partsOf(change: Change): { head: Document; document: Buffer | undefined } {
  if (change.kind === 'dropDatabase') {
    return { head: { operationType: 'dropDatabase', ns: { db: change.db } }, document: undefined };
  }
  const { db, collection: coll } = change.collection.namespace;
  const ns = { db, coll };
  switch (change.kind) {
    case 'insert':
      return { head: { operationType: 'insert', ns }, document: change.after };
    case 'delete':
      return {
        head: { operationType: 'delete', ns, documentKey: keyOf(decodePlain(change.before)) },
        document: undefined,
      };
    case 'modify': {
      if (change.how.kind === 'replace')
        return { head: { operationType: 'replace', ns }, document: change.after };
      const before = decodePlain(change.before);
      const updateDescription = describeUpdate(before, decodePlain(change.after), change.how.operators);
      return {
        head: { operationType: 'update', ns, documentKey: keyOf(before), updateDescription },
        document: undefined,
      };
    }
    case 'rename':
      return {
        head: { operationType: 'rename', ns, to: { db: change.to.db, coll: change.to.collection } },
        document: undefined,
      };
    case 'drop':
      return { head: { operationType: 'drop', ns }, document: undefined };
  }
}

function keyOf(document: Document): Document {
  return { _id: document._id };
}

const NAME_AT = 4 + 1 + 'operationType\0'.length;

/** What a stored change did and where, without decoding the rest; `encodeChange` puts both first. */
export function peekChange(bytes: Buffer): {
  readonly operationType: string;
  readonly ns: StoredChange['ns'];
} {
  const nameEnd = NAME_AT + 4 + bytes.readInt32LE(NAME_AT);
  const ns = nameEnd + 1 + 'ns\0'.length;
  const operationType = bytes.toString('latin1', NAME_AT + 4, nameEnd - 1);
  return {
    operationType,
    ns: decodePlain(bytes.subarray(ns, ns + bytes.readInt32LE(ns))) as StoredChange['ns'],
  };
}

/** Typed, so that every value goes out as it came. */
export function decodeChange(bytes: Buffer): StoredChange {
  const change = decodeTyped(bytes) as unknown as StoredChange;
  if (change.fullDocument === undefined) return change;
  return { ...change, documentKey: keyOf(change.fullDocument) };
}
