import type { PasswordHash } from './password-hash.js';
import { isScryptCost } from './scrypt-cost.js';

/** crypt(3)'s scrypt: logarithm of N in one character, block size and parallelism in five each, salt, digest. */
const FORMAT =
  /^\$7\$([./0-9A-Za-z])([./0-9A-Za-z]{5})([./0-9A-Za-z]{5})([!-#%-~]{1,128})\$([./0-9A-Za-z]{43})$/;

const ALPHABET = './0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const DIGEST_BYTES = 32;
const BITS = 6;

/** Takes apart a modular-crypt string `$7$...`, as libxcrypt writes it; undefined if it is none. */
export function parseCryptScrypt(encoded: string): (PasswordHash & { kind: 'scrypt' }) | undefined {
  const match = FORMAT.exec(encoded);
  if (match === null) return undefined;
  const [, cost = '', r = '', p = '', salt = '', digest = ''] = match;
  const [logN, blockSize, parallelism] = [numberOf(cost), numberOf(r), numberOf(p)];
  if (!isScryptCost({ logN, blockSize, parallelism })) return undefined;
  return {
    kind: 'scrypt',
    encoded,
    logN,
    blockSize,
    parallelism,
    // The characters of the salt are its bytes.
    salt: Buffer.from(salt, 'latin1'),
    digest: bytesOf(digest),
  };
}

/** Least significant character first. */
function numberOf(characters: string): number {
  let value = 0;
  for (let at = characters.length - 1; at >= 0; at -= 1) {
    value = value * 2 ** BITS + ALPHABET.indexOf(characters.charAt(at));
  }
  return value;
}

/** Four characters hold three bytes, the first one in the lowest bits. */
function bytesOf(characters: string): Buffer {
  const bytes: number[] = [];
  for (let at = 0; at < characters.length; at += 4) {
    const group = numberOf(characters.slice(at, at + 4));
    bytes.push(group & 0xff, (group >> 8) & 0xff, (group >> 16) & 0xff);
  }
  return Buffer.from(bytes.slice(0, DIGEST_BYTES));
}
