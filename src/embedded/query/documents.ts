import { BSON } from 'bson';

/** A BSON document as a JavaScript object; keys keep their order (integer-like keys first: a limit of JavaScript). */
export type Document = Record<string, unknown>;

/** Decodes with every number in its wrapper (Int32, Long, Double, Decimal128): for whatever may be written back. */
export function decodeTyped(bytes: Uint8Array): Document {
  return BSON.deserialize(bytes, { promoteValues: false, promoteLongs: false, bsonRegExp: true });
}

/** Decodes with int and double as number and long as bigint: cheaper, for reading only. */
export function decodePlain(bytes: Uint8Array): Document {
  return BSON.deserialize(bytes, { useBigInt64: true, bsonRegExp: true });
}

/** Encodes typed, plain or mixed documents. */
export function encode(document: Document): Buffer {
  return Buffer.from(BSON.serialize(document, { ignoreUndefined: false }));
}
