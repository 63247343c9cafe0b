import type { BsonWriter, WritingPlace } from './bson-writer.js';
import { giveBack, takeBuffer } from './reply-buffers.js';

/** Room before the document for the longest head of a message, and behind it for what is added to every reply. */
const HEAD_ROOM = 36;
const TRAILER_ROOM = 512;

/**
 * A command's answer in the buffer in which it is sent: written once, and not copied. The buffer is this answer's alone
 * until it is released.
 */
export class ReplyDocument {
  #buffer: Buffer;
  readonly #end: number;

  /** What a writer on a `replyPlace` has written; it must not write any more. */
  constructor(writer: BsonWriter) {
    const { buffer, end } = writer.written();
    this.#buffer = buffer;
    this.#end = end;
  }

  /** The document's own bytes, valid until it is sent. */
  get bytes(): Buffer {
    return this.#buffer.subarray(HEAD_ROOM, this.#end);
  }

  /** Whether its buffer is more than twice as large as a message of it. */
  get roomy(): boolean {
    return this.#end * 2 < this.#buffer.length;
  }

  /**
   * The bytes of a message: `head` bytes that are still to be written, the document, and in its end the elements of
   * `trailer`. To be called once.
   */
  message(head: number, trailer: Buffer): Buffer {
    const end = this.#end + trailer.length;
    if (end > this.#buffer.length) this.#buffer = enlarged(this.#buffer, this.#end, end);
    addElements(this.#buffer, HEAD_ROOM, this.#end, trailer);
    return this.#buffer.subarray(HEAD_ROOM - head, end);
  }

  /** To be called once the message is sent: its buffer is another's from here on. */
  release(): void {
    const buffer = this.#buffer;
    this.#buffer = RELEASED;
    if (buffer !== RELEASED) giveBack(buffer);
  }
}

const RELEASED = Buffer.alloc(0);

/** Adds elements at the end of the document from `start` to `end`, behind which there is room for them. */
export function addElements(bytes: Buffer, start: number, end: number, elements: Buffer): void {
  const newEnd = end + elements.length;
  elements.copy(bytes, end - 1);
  bytes.writeInt32LE(newEnd - start, start);
  bytes[newEnd - 1] = 0;
}

/** Where a writer writes a reply's document. */
export function replyPlace(expectedBytes: number): WritingPlace {
  return { buffer: takeBuffer(HEAD_ROOM + expectedBytes + TRAILER_ROOM), start: HEAD_ROOM, enlarged };
}

/** The first `used` bytes of a buffer in one with room for `size`; the smaller one is given back. */
function enlarged(buffer: Buffer, used: number, size: number): Buffer {
  // What ends a reply must not make one of a large document twice as large.
  const larger = takeBuffer(size + TRAILER_ROOM);
  buffer.copy(larger, 0, 0, used);
  giveBack(buffer);
  return larger;
}
