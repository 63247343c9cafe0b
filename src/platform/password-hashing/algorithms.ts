import { createHmac, pbkdf2, randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { hash as argon2Hash, verify as argon2Verify } from '@node-rs/argon2';
import { hash as bcryptHash, verify as bcryptVerify } from '@node-rs/bcrypt';
import type { PasswordHash } from './password-hash.js';

/** What new passwords are hashed with. */
export type HashAlgorithm = 'argon2id' | 'bcrypt';

/** OWASP's Password Storage Cheat Sheet: argon2id with 19 MiB, two iterations and one lane. */
export const ARGON2ID = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;
const ARGON2_SALT_BYTES = 16;
const ARGON2_DIGEST_BYTES = 32;
/** OWASP asks for 10 at least. */
export const BCRYPT_ROUNDS = 12;
const BCRYPT_SALT_BYTES = 16;

/** Hashes a password with the parameters of today. */
export async function makeHash(algorithm: HashAlgorithm, password: string): Promise<string> {
  if (algorithm === 'argon2id') return argon2Hash(password, ARGON2ID);
  const saltBytes = randomBytes(BCRYPT_SALT_BYTES);
  const salt = bcryptBase64(saltBytes);
  const bcrypt = await bcryptHash(bcryptInput(password, salt), BCRYPT_ROUNDS, saltBytes);
  return `$bcrypt-sha256$v=2,t=2b,r=${BCRYPT_ROUNDS}$${salt}$${bcrypt.slice(29)}`;
}

/** True if `makeHash(algorithm)` would use the same parameters. */
export function isCurrentHash(algorithm: HashAlgorithm, hash: PasswordHash): boolean {
  if (algorithm === 'bcrypt') return hash.kind === 'bcrypt-sha256' && hash.rounds === BCRYPT_ROUNDS;
  return (
    hash.kind === 'argon2' &&
    hash.variant === 'argon2id' &&
    hash.memoryKiB === ARGON2ID.memoryCost &&
    hash.iterations === ARGON2ID.timeCost &&
    hash.parallelism === ARGON2ID.parallelism
  );
}

/** A hash that no password has, as costly as one that `makeHash` makes. */
export function decoyHash(algorithm: HashAlgorithm): string {
  if (algorithm === 'bcrypt') {
    return `$bcrypt-sha256$v=2,t=2b,r=${BCRYPT_ROUNDS}$${'.'.repeat(22)}$${'.'.repeat(31)}`;
  }
  const { memoryCost, timeCost, parallelism } = ARGON2ID;
  const [salt, digest] = [ARGON2_SALT_BYTES, ARGON2_DIGEST_BYTES].map((length) =>
    randomBytes(length).toString('base64').replaceAll('=', ''),
  );
  return `$argon2id$v=19$m=${memoryCost},t=${timeCost},p=${parallelism}$${salt}$${digest}`;
}

/** Whether `password` is the one of `hash`. Takes as long as the hash's parameters say. */
export async function verifyHash(hash: PasswordHash, password: string): Promise<boolean> {
  switch (hash.kind) {
    case 'argon2':
      return argon2Verify(hash.encoded, password);
    case 'bcrypt':
      // As the system that made it did: bcrypt alone reads 72 bytes.
      return bcryptVerify(password, hash.encoded);
    case 'bcrypt-sha256': {
      const rounds = String(hash.rounds).padStart(2, '0');
      return bcryptVerify(bcryptInput(password, hash.salt), `$2b$${rounds}$${hash.salt}${hash.digest}`);
    }
    case 'scrypt':
      return timingSafeEqual(await deriveScrypt(hash, password), hash.digest);
    case 'pbkdf2':
      return timingSafeEqual(await derivePbkdf2(hash, password), hash.digest);
  }
}

/** 44 characters, whatever the length of the password. */
function bcryptInput(password: string, salt: string): string {
  return createHmac('sha256', salt).update(password, 'utf8').digest('base64');
}

const BASE64_ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const BCRYPT_ALPHABET = './ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** bcrypt writes base64 with an alphabet of its own, and without padding. */
function bcryptBase64(bytes: Buffer): string {
  const base64 = bytes.toString('base64').replaceAll('=', '');
  return base64.replace(/./g, (character) => BCRYPT_ALPHABET.charAt(BASE64_ALPHABET.indexOf(character)));
}

function deriveScrypt(hash: PasswordHash & { kind: 'scrypt' }, password: string): Promise<Buffer> {
  const { logN, blockSize: r, parallelism: p, salt, digest } = hash;
  const N = 2 ** logN;
  const maxmem = 128 * r * (N + p + 2);
  return new Promise((resolve, reject) => {
    scrypt(password, salt, digest.length, { N, r, p, maxmem }, (error, key) =>
      error === null ? resolve(key) : reject(error),
    );
  });
}

const pbkdf2Async = promisify(pbkdf2);

function derivePbkdf2(hash: PasswordHash & { kind: 'pbkdf2' }, password: string): Promise<Buffer> {
  return pbkdf2Async(password, hash.salt, hash.iterations, hash.digest.length, hash.hmac);
}
