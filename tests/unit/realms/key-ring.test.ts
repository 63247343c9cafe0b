import { randomBytes } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { createKeyRing, createSealer, keyId, UnsealError } from '../../../src/platform/crypto/key-ring.js';

const [first, second] = [randomBytes(32), randomBytes(32)];
const secret = Buffer.from('what must stay unknown');

describe('sealing', () => {
  const sealer = createSealer([first]);

  test('gives back what was sealed, in the same context', () => {
    expect(sealer.open(sealer.seal(secret, 'realm:kid'), 'realm:kid')).toEqual(secret);
  });

  test('names the key and shows nothing of the text', () => {
    const sealed = sealer.seal(secret, 'realm:kid');
    expect(sealed).toMatch(new RegExp(`^v1\\.${keyId(first)}\\.[\\w-]+$`));
    expect(sealer.seal(secret, 'realm:kid')).not.toBe(sealed);
  });

  test('refuses another context, changed text, cut text and other text', () => {
    const sealed = sealer.seal(secret, 'realm:kid');
    const changed = sealed.slice(0, -2) + (sealed.endsWith('AA') ? 'BB' : 'AA');
    expect(() => sealer.open(sealed, 'other:kid')).toThrow(UnsealError);
    expect(() => sealer.open(changed, 'realm:kid')).toThrow(UnsealError);
    expect(() => sealer.open(sealed.slice(0, 20), 'realm:kid')).toThrow(UnsealError);
    expect(() => sealer.open('plain', 'realm:kid')).toThrow(UnsealError);
  });

  test('opens under every listed key, seals under the first, and says what is stale', () => {
    const old = createSealer([second]).seal(secret, 'x');
    const rotated = createSealer([first, second]);
    expect(rotated.open(old, 'x')).toEqual(secret);
    expect(rotated.isStale(old)).toBe(true);
    expect(rotated.isStale(rotated.seal(secret, 'x'))).toBe(false);
    expect(() => sealer.open(old, 'x')).toThrow(keyId(second));
  });

  test('needs keys of 32 bytes', () => {
    expect(() => createSealer([])).toThrow(RangeError);
    expect(() => createSealer([randomBytes(16)])).toThrow(RangeError);
  });
});

describe('derived keys', () => {
  test('stay the same when the master key rotates, and differ by label', () => {
    const installation = randomBytes(32);
    const before = createKeyRing(createSealer([first]), installation);
    const after = createKeyRing(createSealer([second]), installation);
    expect(after.derive('throttle', 32)).toEqual(before.derive('throttle', 32));
    expect(after.hmac('throttle', 'ada')).toEqual(before.hmac('throttle', 'ada'));
    expect(after.hmac('cursor', 'ada')).not.toEqual(before.hmac('throttle', 'ada'));
  });
});
