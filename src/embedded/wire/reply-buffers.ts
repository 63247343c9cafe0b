/*
 * Buffers that replies are written into, used again once they are sent. They lie outside V8's heap, and V8 counts them
 * nevertheless: with a new one for every reply it would collect the whole heap many times a second.
 */

const SMALLEST = 2 ** 12;
const LARGEST = 2 ** 20;
/** So much of each size is kept for replies to come: were it of all, a few large ones would leave no room for others. */
const MOST_KEPT_BYTES = 2 ** 20;

/** By size, a power of two. */
const kept = new Map<number, Buffer[]>();

/** A buffer of `size` bytes or more, with anything in it. It is the caller's alone. */
export function takeBuffer(size: number): Buffer {
  if (size > LARGEST) return Buffer.allocUnsafeSlow(size);
  const capacity = Math.max(SMALLEST, 2 ** (32 - Math.clz32(size - 1)));
  return kept.get(capacity)?.pop() ?? Buffer.allocUnsafeSlow(capacity);
}

/** Keeps a buffer of `takeBuffer` for the next who takes one. Nobody may hold it, or a view of it, any more. */
export function giveBack(buffer: Buffer): void {
  const capacity = buffer.length;
  if (capacity > LARGEST) return;
  const same = kept.get(capacity);
  if (same === undefined) kept.set(capacity, [buffer]);
  else if ((same.length + 1) * capacity <= MOST_KEPT_BYTES) same.push(buffer);
}
