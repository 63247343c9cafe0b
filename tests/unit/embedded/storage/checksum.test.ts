import { describe, expect, test } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { seal, unseal, unsealCopy, unsealView } from '../../../../src/embedded/storage/checksum.js';
import { DOCUMENTS } from '../../../../src/embedded/storage/layer.js';

/** Around where one way of computing it gives way to another. */
const LENGTHS = [...Array.from({ length: 40 }, (_, length) => length), 600];

describe('a record', () => {
  test.each(LENGTHS)('of %i bytes is sealed by the CRC-32 of its space, key and value', (length) => {
    const value = randomBytes(length);
    for (const keyLength of [0, 1, 3, 4, 5, 43, 64]) {
      const key = randomBytes(keyLength);
      const sealed = seal(DOCUMENTS, key.toString('latin1'), value);
      expect(sealed.subarray(0, length)).toEqual(value);
      expect(sealed.readUInt32BE(length)).toBe(crc32(Buffer.concat([Buffer.of(DOCUMENTS), key, value])));
    }
  });

  test.each(LENGTHS)('of %i bytes is damaged once any byte of it is another', (length) => {
    const key = 'a key';
    const sealed = seal(DOCUMENTS, key, randomBytes(length));
    expect(unseal(DOCUMENTS, key, sealed)).toBeDefined();
    for (let at = 0; at < sealed.length; at++) {
      const damaged = Buffer.from(sealed);
      damaged[at] = (damaged[at] as number) ^ (1 << (at % 8));
      expect(unseal(DOCUMENTS, key, damaged)).toBeUndefined();
    }
    expect(unseal(DOCUMENTS, 'a kez', sealed)).toBeUndefined();
  });

  test.each(LENGTHS)('of %i bytes is read out of whatever lmdb gives, in which more may lie', (length) => {
    const value = randomBytes(length);
    const sealed = seal(DOCUMENTS, 'a key', value);
    const longer = Buffer.concat([sealed, randomBytes(9)]);
    // As lmdb does with its own.
    Object.defineProperty(longer, 'length', { value: sealed.length });
    for (const given of [longer, Uint8Array.from(sealed)]) {
      expect(unsealView(DOCUMENTS, 'a key', given, sealed.length)).toEqual(value);
      expect(unsealCopy(DOCUMENTS, 'a key', given, sealed.length)).toEqual(value);
      expect(unsealView(DOCUMENTS, 'a kez', given, sealed.length)).toBeUndefined();
      expect(unsealCopy(DOCUMENTS, 'a kez', given, sealed.length)).toBeUndefined();
    }
  });
});
