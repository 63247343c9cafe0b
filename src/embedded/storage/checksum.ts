import { crc32 } from 'node:zlib';
import type { Key } from './keys.js';
import type { Space } from './layer.js';

/*
 * A record is stored as its value and, behind it, the CRC-32 (4 bytes, big-endian) of its space's number, its key and
 * its value: damage to either is found, and a value that is read under another record's key.
 */

const CHECKSUM_BYTES = 4;
/** Up to here the loop below is quicker than a call into zlib. */
const SHORT = 16;

const TABLE = Int32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = (crc & 1) === 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  return crc;
});

/** The bytes to store for a value. */
export function seal(space: Space, key: Key, value: Buffer): Buffer {
  const sealed = Buffer.allocUnsafe(value.length + CHECKSUM_BYTES);
  sealed.set(value);
  sealed.writeUInt32BE(checksum(space, key, value), value.length);
  return sealed;
}

/** The value of a stored record, which shares its memory; undefined if the record is damaged. */
export function unseal(space: Space, key: Key, sealed: Buffer): Buffer | undefined {
  const length = sealed.length - CHECKSUM_BYTES;
  if (length < 0) return undefined;
  const value = sealed.subarray(0, length);
  return sealed.readUInt32BE(length) === checksum(space, key, value) ? value : undefined;
}

/**
 * The same for the first `size` bytes of a buffer that will be used again: the value is a copy. Undefined if the
 * record is damaged.
 */
export function unsealCopy(space: Space, key: Key, buffer: Uint8Array, size: number): Buffer | undefined {
  const length = size - CHECKSUM_BYTES;
  if (length < 0) return undefined;
  const value = copyOf(buffer, length);
  const found = (byteAt(buffer, length) << 24) | (byteAt(buffer, length + 1) << 16);
  const rest = (byteAt(buffer, length + 2) << 8) | byteAt(buffer, length + 3);
  return (found | rest) >>> 0 === checksum(space, key, value) ? value : undefined;
}

/** The same, but the value shares the buffer's memory. */
export function unsealView(space: Space, key: Key, buffer: Uint8Array, size: number): Buffer | undefined {
  // What does not fit into lmdb's buffer of 16 MB it may give as a piece of its map, which is no Buffer.
  if (!Buffer.isBuffer(buffer)) return unsealCopy(space, key, buffer, size);
  // With both ends: lmdb sets the length of a longer buffer, which only so does not mislead.
  return unseal(space, key, buffer.subarray(0, size));
}

/** A copy, in Node's pool, of the first `length` bytes of a buffer. */
export function copyOf(buffer: Uint8Array, length: number): Buffer {
  const copy = Buffer.allocUnsafe(length);
  // A view of what is to be copied costs more than a few bytes do.
  if (length > SHORT) copy.set(buffer.subarray(0, length));
  else for (let i = 0; i < length; i++) copy[i] = buffer[i] as number;
  return copy;
}

const byteAt = (buffer: Uint8Array, at: number): number => buffer[at] as number;

/** What lies in a record that may be damaged, without its checksum. */
export function unverified(sealed: Buffer): Buffer {
  return sealed.subarray(0, Math.max(0, sealed.length - CHECKSUM_BYTES));
}

function checksum(space: Space, key: Key, value: Buffer): number {
  let crc = -1;
  crc = (crc >>> 8) ^ (TABLE[(crc ^ space) & 255] as number);
  for (let i = 0; i < key.length; i++) crc = (crc >>> 8) ^ (TABLE[(crc ^ key.charCodeAt(i)) & 255] as number);
  if (value.length > SHORT) return crc32(value, ~crc >>> 0);
  for (const byte of value) crc = (crc >>> 8) ^ (TABLE[(crc ^ byte) & 255] as number);
  return ~crc >>> 0;
}
