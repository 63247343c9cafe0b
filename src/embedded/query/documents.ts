import { BSON, BSONError } from 'bson';
import { badValue, bsonObjectTooLarge, type CommandError } from './errors.js';
import { readDocument } from './bson-reader.js';
import { inKeptOrder } from './field-order.js';

/** A BSON document as a JavaScript object; keys keep their order, if need be by `field-order.ts`. */
export type Document = Record<string, unknown>;

/**
 * Decodes with every number in its wrapper (Int32, Long, Double, Decimal128): for whatever may be written back.
 * Nothing of `bytes` is shared with the result. Throws CommandError 22 (InvalidBSON) for malformed bytes.
 */
export function decodeTyped(bytes: Uint8Array): Document {
  return readDocument(bytes, true);
}

/**
 * Decodes with few wrappers and without loss: int as number, double as number too unless it looks like an int (then
 * Double), long as bigint. `encode` gives the same bytes back. Otherwise as decodeTyped.
 */
export function decodePlain(bytes: Uint8Array): Document {
  return readDocument(bytes, false);
}

/**
 * Encodes typed, plain or mixed documents: plain numbers that are integers in the int32 range become int, other
 * numbers double, bigints long. A field that is undefined becomes null. Throws CommandError 2 (BadValue) for what
 * BSON cannot hold, and 10334 for more than it may.
 */
export function encode(document: Document): Buffer {
  try {
    const bytes = BSON.serialize(inKeptOrder(document), { ignoreUndefined: false });
    if (bytes.byteLength > MAX_ENCODED_BYTES) throw tooLarge();
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  } catch (error) {
    if (error instanceof BSONError) throw badValue(error.message);
    if (isOutOfBuffer(error)) throw tooLarge();
    throw error;
  }
}

/** What MongoDB allows: a document and what an answer puts around it. bson leaves out what is beyond its 17 MiB. */
const MAX_ENCODED_BYTES = 16 * 2 ** 20 + 16 * 2 ** 10;

/** Told by its name: Node's own errors are of no class of ours under a test runner. A stack that overflows is another. */
function isOutOfBuffer(error: unknown): boolean {
  const { name, message } = error as Error;
  return name === 'RangeError' && !message.includes('stack');
}

function tooLarge(): CommandError {
  return bsonObjectTooLarge('a BSON document would be larger than 16 MB');
}

/** Sets a field as an own property, also one that is called `__proto__`. */
export function setField(document: Document, key: string, value: unknown): void {
  if (key === '__proto__') {
    Object.defineProperty(document, key, { value, writable: true, enumerable: true, configurable: true });
  } else {
    document[key] = value;
  }
}

/** Reads an own field; what JavaScript objects inherit (`constructor`, ...) is not a field. */
export function getField(document: Document, key: string): unknown {
  const value = document[key];
  return key in Object.prototype && !Object.hasOwn(document, key) ? undefined : value;
}
