import type { PasswordHash } from './password-hash.js';

const MAX_LOG_N = 30;

/**
 * True for cost parameters with which scrypt is defined: N is a power of two less than 2^(128 * r / 8) (RFC 7914,
 * section 2). OpenSSL refuses others, and a hash that says so could never be verified.
 */
export function isScryptCost({
  logN,
  blockSize,
  parallelism,
}: Pick<PasswordHash & { kind: 'scrypt' }, 'logN' | 'blockSize' | 'parallelism'>): boolean {
  return logN >= 1 && logN <= MAX_LOG_N && blockSize >= 1 && parallelism >= 1 && logN < 16 * blockSize;
}
