const DOCUMENT = 3;
const ARRAY = 4;
const INT32 = 16;
const INT64 = 18;
const DOUBLE = 1;
const STRING = 2;

/** Up to here a loop is quicker than Node's call into C++. */
const SHORT_NAME = 16;

/** Memory that is the writer's alone. */
export interface WritingPlace {
  readonly buffer: Buffer;
  /** Where in it the writer begins. */
  readonly start: number;
  /** The first `used` bytes in a buffer with room for `size`, which takes the buffer's place. */
  readonly enlarged: (buffer: Buffer, used: number, size: number) => Buffer;
}

/** Builds BSON by hand into one buffer, so that stored documents are copied, not decoded. */
export class BsonWriter {
  #bytes: Buffer;
  #end: number;
  readonly #place: WritingPlace;
  readonly #open: number[] = [];

  constructor(place: WritingPlace) {
    this.#place = place;
    this.#bytes = place.buffer;
    this.#end = place.start;
  }

  startRoot(): this {
    this.#start();
    return this;
  }

  startDocument(name: string): this {
    this.#element(DOCUMENT, name);
    this.#start();
    return this;
  }

  startArray(name: string): this {
    this.#element(ARRAY, name);
    this.#start();
    return this;
  }

  /** Closes the innermost open document or array. */
  finish(): this {
    const start = this.#open.pop();
    if (start === undefined) throw new RangeError('nothing is open');
    this.#reserve(1);
    this.#bytes[this.#end++] = 0;
    this.#bytes.writeInt32LE(this.#end - start, start);
    return this;
  }

  document(name: string, bytes: Uint8Array): this {
    this.#element(DOCUMENT, name);
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#end);
    this.#end += bytes.length;
    return this;
  }

  int32(name: string, value: number): this {
    this.#element(INT32, name);
    this.#reserve(4);
    this.#end = this.#bytes.writeInt32LE(value, this.#end);
    return this;
  }

  int64(name: string, value: bigint): this {
    this.#element(INT64, name);
    this.#reserve(8);
    this.#end = this.#bytes.writeBigInt64LE(value, this.#end);
    return this;
  }

  double(name: string, value: number): this {
    this.#element(DOUBLE, name);
    this.#reserve(8);
    this.#end = this.#bytes.writeDoubleLE(value, this.#end);
    return this;
  }

  string(name: string, value: string): this {
    this.#element(STRING, name);
    const size = Buffer.byteLength(value);
    this.#reserve(size + 5);
    this.#end = this.#bytes.writeInt32LE(size + 1, this.#end);
    this.#end += this.#bytes.write(value, this.#end);
    this.#bytes[this.#end++] = 0;
    return this;
  }

  /** Copies the elements of a BSON document into the open one. */
  elements(document: Uint8Array): this {
    const size = document.length - 5;
    this.#reserve(size);
    this.#bytes.set(document.subarray(4, document.length - 1), this.#end);
    this.#end += size;
    return this;
  }

  done(): Buffer {
    return this.#bytes.subarray(this.#place.start, this.#end);
  }

  /** The whole buffer, and where in it what is written ends. */
  written(): { readonly buffer: Buffer; readonly end: number } {
    return { buffer: this.#bytes, end: this.#end };
  }

  #start(): void {
    this.#open.push(this.#end);
    this.#reserve(4);
    this.#end += 4;
  }

  #element(type: number, name: string): void {
    // Three bytes a character is UTF-8's most for what is not a surrogate pair, which takes four for two.
    this.#reserve(name.length * 3 + 2);
    this.#bytes[this.#end++] = type;
    const start = this.#end;
    let ascii = name.length <= SHORT_NAME;
    for (let i = 0; ascii && i < name.length; i++) {
      const code = name.charCodeAt(i);
      ascii = code < 0x80;
      this.#bytes[start + i] = code;
    }
    this.#end += ascii ? name.length : this.#bytes.write(name, start);
    this.#bytes[this.#end++] = 0;
  }

  #reserve(size: number): void {
    if (this.#end + size <= this.#bytes.length) return;
    const room = Math.max(this.#bytes.length * 2, this.#end + size);
    this.#bytes = this.#place.enlarged(this.#bytes, this.#end, room);
  }
}

/** A new buffer, for what is kept. */
export function ownPlace(expectedBytes: number): WritingPlace {
  return { buffer: Buffer.allocUnsafe(Math.max(expectedBytes, 64)), start: 0, enlarged: copied };
}

function copied(buffer: Buffer, used: number, size: number): Buffer {
  const larger = Buffer.allocUnsafe(size);
  buffer.copy(larger, 0, 0, used);
  return larger;
}
