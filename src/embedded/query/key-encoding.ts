/** LMDB's longest key. */
export const KEY_LIMIT = 1978;

/** Bytes whose memcmp order is `compareValues`; prefix-free; equal values encode equal. */
export function encodeValue(_value: unknown): Buffer {
  throw new Error('not yet');
}

/** The parts one after another, descending parts inverted. */
export function encodeKey(_values: readonly unknown[], _directions: readonly (1 | -1)[]): Buffer {
  throw new Error('not yet');
}

/**
 * The encoded bounds of a value's type bracket, both inclusive prefixes: every value that a range comparison
 * with `value` may match encodes to bytes b with lower <= b < upper.
 */
export function typeBracket(_value: unknown): { lower: Buffer; upper: Buffer } {
  throw new Error('not yet');
}

/** A key that fits `limit` bytes: itself, or a prefix and a SHA-256 (`truncated`: recheck the document). */
export function fitKey(_key: Buffer, _limit: number): { key: Buffer; truncated: boolean } {
  throw new Error('not yet');
}
