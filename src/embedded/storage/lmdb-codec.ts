import { copyOf } from './checksum.js';
import type { Key } from './keys.js';

/** Writes keys into lmdb's buffers. Throws RangeError if the buffer ends first, which lmdb answers with a new one. */
export const keyEncoder = {
  writeKey(key: Key, target: Buffer, start: number): number {
    const end = start + key.length;
    if (end > target.length) throw new RangeError('key does not fit');
    target.write(key, start, 'latin1');
    return end;
  },
  readKey(source: Buffer, start: number, end: number): Key {
    return source.toString('latin1', start, end);
  },
};

/** Values are bytes. lmdb reads them into one buffer that it uses again, so they are copied, into Node's pool. */
export const valueEncoder = {
  encode: (value: Buffer): Buffer => value,
  // lmdb sets the length of a longer buffer, which only `subarray` with both ends is not misled by.
  decode: (bytes: Buffer): Buffer => copyOf(bytes, bytes.length),
};
