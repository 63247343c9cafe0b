import { copyOf } from './checksum.js';
import type { Key } from './keys.js';

/** Of Node, whose types leave them out: what `write` and `toString` come to, after they have looked at the encoding. */
interface Latin1 {
  latin1Write(text: string, start: number): number;
  latin1Slice(start: number, end: number): string;
}

/** Writes keys into lmdb's buffers. Throws RangeError if the buffer ends first, which lmdb answers with a new one. */
export const keyEncoder = {
  writeKey(key: Key, target: Buffer & Latin1, start: number): number {
    const end = start + key.length;
    if (end > target.length) throw new RangeError('key does not fit');
    target.latin1Write(key, start);
    return end;
  },
  readKey(source: Buffer & Latin1, start: number, end: number): Key {
    return source.latin1Slice(start, end);
  },
};

/** Values are bytes. lmdb reads them into one buffer that it uses again, so they are copied, into Node's pool. */
export const valueEncoder = {
  encode: (value: Buffer): Buffer => value,
  // lmdb sets the length of a longer buffer, which only `subarray` with both ends is not misled by.
  decode: (bytes: Buffer): Buffer => copyOf(bytes, bytes.length),
};
