/**
 * A key as a binary string: one character (0 to 255) a byte. JavaScript compares such strings as memcmp
 * compares the bytes, and they serve as Map keys, which Buffers cannot.
 */
export type Key = string;

export function uint32Key(value: number): Key {
  return String.fromCharCode(value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255);
}

/** The smallest key above every key that starts with `prefix`. */
export function prefixEnd(prefix: Key): Key {
  let end = prefix.length;
  while (end > 0 && prefix.charCodeAt(end - 1) === 255) end--;
  if (end === 0) return '\xff'.repeat(prefix.length + 1);
  return prefix.slice(0, end - 1) + String.fromCharCode(prefix.charCodeAt(end - 1) + 1);
}

export function keyOf(bytes: Buffer): Key {
  return bytes.toString('latin1');
}

export function keyBytes(key: Key): Buffer {
  return Buffer.from(key, 'latin1');
}
