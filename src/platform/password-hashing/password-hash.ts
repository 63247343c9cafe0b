import { parseCryptScrypt } from './crypt-scrypt.js';
import { isScryptCost } from './scrypt-cost.js';

/** A stored password hash, taken apart. `encoded` is the text that it came from. */
export type PasswordHash =
  | {
      readonly kind: 'argon2';
      readonly encoded: string;
      readonly variant: 'argon2id' | 'argon2i' | 'argon2d';
      readonly memoryKiB: number;
      readonly iterations: number;
      readonly parallelism: number;
    }
  | { readonly kind: 'bcrypt'; readonly encoded: string; readonly rounds: number }
  | {
      /** Ours (passlib's bcrypt_sha256 version 2): bcrypt of an HMAC of the password, so that no byte of it is cut. */
      readonly kind: 'bcrypt-sha256';
      readonly encoded: string;
      readonly rounds: number;
      readonly salt: string;
      readonly digest: string;
    }
  | {
      readonly kind: 'scrypt';
      readonly encoded: string;
      readonly logN: number;
      readonly blockSize: number;
      readonly parallelism: number;
      readonly salt: Buffer;
      readonly digest: Buffer;
    }
  | {
      readonly kind: 'pbkdf2';
      readonly encoded: string;
      readonly hmac: 'sha1' | 'sha256' | 'sha512';
      readonly iterations: number;
      readonly salt: Buffer;
      readonly digest: Buffer;
    };

/** What Reeve verifies, for messages. */
export const KNOWN_HASHES =
  'argon2id, argon2i, argon2d, scrypt or PBKDF2 as a PHC string, bcrypt as $2a$, $2b$ or $2y$, or scrypt as $7$';

const BASE64 = '[A-Za-z0-9+/.]+';
/** PHC's decimal numbers have no leading zeros; its base64 has no `.` and no padding. The verifier insists on both. */
const ARGON2 =
  /^\$(argon2id|argon2i|argon2d)\$(?:v=(?:16|19)\$)?m=([1-9]\d{0,9}),t=([1-9]\d{0,9}),p=([1-9]\d{0,2})\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/;
const BCRYPT = /^\$2[aby]\$(\d\d)\$[./A-Za-z0-9]{53}$/;
const BCRYPT_SHA256 = /^\$bcrypt-sha256\$v=2,t=2b,r=(\d{1,2})\$([./A-Za-z0-9]{22})\$([./A-Za-z0-9]{31})$/;
/** Written by hand, base64 is often padded; that of argon2 and bcrypt never is. */
const PADDED = `(${BASE64})={0,2}`;
const SCRYPT = new RegExp(`^\\$scrypt\\$ln=(\\d{1,2}),r=(\\d{1,4}),p=(\\d{1,4})\\$${PADDED}\\$${PADDED}$`);
/** The PHC form (`i=600000,l=32`) and passlib's (`600000`). */
const PBKDF2 = new RegExp(
  `^\\$pbkdf2(?:-(sha1|sha256|sha512))?\\$(?:i=)?(\\d{1,10})(?:,l=(\\d{1,3}))?\\$${PADDED}\\$${PADDED}$`,
);

/** Nobody's salts and digests are longer; shorter digests are no proof. */
const MAX_BYTES = 128;
const MIN_DIGEST_BYTES = 16;
const MAX_ARGON2_LANES = 64;

/** Takes apart a PHC or modular-crypt string; undefined if it is not one that Reeve can verify. */
export function parsePasswordHash(encoded: string): PasswordHash | undefined {
  if (encoded.length > 1024) return undefined;
  return (
    parseArgon2(encoded) ??
    parseBcrypt(encoded) ??
    parseBcryptSha256(encoded) ??
    parseScrypt(encoded) ??
    parseCryptScrypt(encoded) ??
    parsePbkdf2(encoded)
  );
}

function parseArgon2(encoded: string): PasswordHash | undefined {
  const match = ARGON2.exec(encoded);
  if (match === null) return undefined;
  const [, variant, memory, iterations, lanes, salt = '', digest = ''] = match;
  const [memoryKiB, parallelism] = [Number(memory), Number(lanes)];
  if (!isCanonical(salt, 8) || !isCanonical(digest, MIN_DIGEST_BYTES)) return undefined;
  if (parallelism > MAX_ARGON2_LANES || memoryKiB < 8 * parallelism) return undefined;
  return {
    kind: 'argon2',
    encoded,
    variant: variant as 'argon2id' | 'argon2i' | 'argon2d',
    memoryKiB,
    iterations: Number(iterations),
    parallelism,
  };
}

function parseBcrypt(encoded: string): PasswordHash | undefined {
  const rounds = Number(BCRYPT.exec(encoded)?.[1]);
  return rounds >= 4 && rounds <= 31 ? { kind: 'bcrypt', encoded, rounds } : undefined;
}

function parseBcryptSha256(encoded: string): PasswordHash | undefined {
  const [, cost, salt = '', digest = ''] = BCRYPT_SHA256.exec(encoded) ?? [];
  const rounds = Number(cost);
  return rounds >= 4 && rounds <= 31 ? { kind: 'bcrypt-sha256', encoded, rounds, salt, digest } : undefined;
}

function parseScrypt(encoded: string): PasswordHash | undefined {
  const match = SCRYPT.exec(encoded);
  if (match === null) return undefined;
  const [logN, blockSize, parallelism] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const [salt, digest] = [bytesOf(match[4], 1), bytesOf(match[5], MIN_DIGEST_BYTES)];
  if (salt === undefined || digest === undefined) return undefined;
  if (!isScryptCost({ logN, blockSize, parallelism })) return undefined;
  return { kind: 'scrypt', encoded, logN, blockSize, parallelism, salt, digest };
}

function parsePbkdf2(encoded: string): PasswordHash | undefined {
  const match = PBKDF2.exec(encoded);
  if (match === null) return undefined;
  const [, name = 'sha1', rounds, length] = match;
  const iterations = Number(rounds);
  const [salt, digest] = [bytesOf(match[4], 1), bytesOf(match[5], MIN_DIGEST_BYTES)];
  if (salt === undefined || digest === undefined || iterations < 1) return undefined;
  if (length !== undefined && Number(length) !== digest.length) return undefined;
  return { kind: 'pbkdf2', encoded, hmac: name as 'sha1' | 'sha256' | 'sha512', iterations, salt, digest };
}

/** True for base64 whose spare last bits are zero: of any other the verifier of argon2 can make nothing. */
function isCanonical(base64: string, minBytes: number): boolean {
  return bytesOf(base64, minBytes)?.toString('base64').replaceAll('=', '') === base64;
}

/** Unpadded base64; passlib writes `.` for `+`. Undefined if it is none, or not of a sensible length. */
function bytesOf(base64: string | undefined, minBytes: number): Buffer | undefined {
  if (base64 === undefined || base64.length % 4 === 1) return undefined;
  const bytes = Buffer.from(base64.replaceAll('.', '+'), 'base64');
  return bytes.length >= minBytes && bytes.length <= MAX_BYTES ? bytes : undefined;
}
