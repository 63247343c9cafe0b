/**
 * Collects the bytes of a key. One buffer serves all keys, because every write makes several; `take` copies out.
 * Keys are made without interruption (there is no await inside), so one is enough.
 */
let buffer = Buffer.allocUnsafeSlow(4096);
let length = 0;

/** Starts a key. */
export function begin(): void {
  length = 0;
}

/** Where the next byte goes. */
export function position(): number {
  return length;
}

/** The key so far, as a buffer of its own. */
export function take(): Buffer {
  return Buffer.from(buffer.subarray(0, length));
}

/** Makes room for `count` bytes and answers where they start; the caller fills them. */
export function reserve(count: number): { readonly bytes: Buffer; readonly at: number } {
  const at = length;
  if (at + count > buffer.length) {
    const larger = Buffer.allocUnsafeSlow(Math.max(buffer.length * 2, at + count));
    buffer.copy(larger, 0, 0, at);
    buffer = larger;
  }
  length += count;
  return { bytes: buffer, at };
}

export function putByte(byte: number): void {
  const { bytes, at } = reserve(1);
  bytes[at] = byte;
}

export function putBytes(source: Uint8Array): void {
  const { bytes, at } = reserve(source.length);
  bytes.set(source, at);
}

/** A string in UTF-8 with NUL as 00 FF, closed by 00 00. */
export function putString(text: string): void {
  let from = 0;
  for (let nul = text.indexOf('\0'); nul >= 0; nul = text.indexOf('\0', from)) {
    putUtf8(text.slice(from, nul));
    putByte(0);
    putByte(0xff);
    from = nul + 1;
  }
  putUtf8(from === 0 ? text : text.slice(from));
  putByte(0);
  putByte(0);
}

function putUtf8(text: string): void {
  // three bytes hold every UTF-16 unit
  const { bytes, at } = reserve(text.length * 3);
  length = at + bytes.write(text, at);
}

/** Flips every bit from `start` on: what is ascending becomes descending. */
export function invertFrom(start: number): void {
  for (let i = start; i < length; i += 1) buffer[i] = ~(buffer[i] ?? 0);
}
