import type { PasswordHash } from './password-hash.js';

/** How much a hash may cost to verify. */
export interface HashCostLimits {
  readonly bcryptRounds: number;
  readonly argon2MemoryKiB: number;
  readonly argon2Iterations: number;
  /** For the usual block size 8 and parallelism 1: more of one must be less of another. */
  readonly scryptLogN: number;
  readonly pbkdf2Iterations: number;
}

const SCRYPT_USUAL_BLOCK_SIZE = 8;

/** True if verifying the hash costs no more than the limits allow. */
export function isWithinCost(hash: PasswordHash, limits: HashCostLimits): boolean {
  switch (hash.kind) {
    case 'argon2':
      return hash.memoryKiB <= limits.argon2MemoryKiB && hash.iterations <= limits.argon2Iterations;
    case 'bcrypt':
    case 'bcrypt-sha256':
      return hash.rounds <= limits.bcryptRounds;
    case 'scrypt':
      return scryptWork(hash) <= 2 ** limits.scryptLogN * SCRYPT_USUAL_BLOCK_SIZE;
    case 'pbkdf2':
      return pbkdf2Work(hash) <= limits.pbkdf2Iterations;
  }
}

/**
 * About how many milliseconds verifying takes on a common server core. Only ratios count: a caller scales it by what
 * its machine needs for a hash that it knows.
 */
export function nominalMilliseconds(hash: PasswordHash): number {
  switch (hash.kind) {
    case 'argon2':
      return hash.memoryKiB * hash.iterations * 3.6e-4;
    case 'bcrypt':
    case 'bcrypt-sha256':
      return 2 ** hash.rounds * 0.061;
    case 'scrypt':
      return scryptWork(hash) * 4.3e-4;
    case 'pbkdf2':
      return pbkdf2Work(hash) * 7.5e-4;
  }
}

function scryptWork(hash: PasswordHash & { kind: 'scrypt' }): number {
  return 2 ** hash.logN * hash.blockSize * hash.parallelism;
}

const HMAC_BYTES = { sha1: 20, sha256: 32, sha512: 64 } as const;

/** PBKDF2 repeats its iterations for each block of the digest. */
function pbkdf2Work(hash: PasswordHash & { kind: 'pbkdf2' }): number {
  return hash.iterations * Math.ceil(hash.digest.length / HMAC_BYTES[hash.hmac]);
}
