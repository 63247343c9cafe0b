import { withSpan } from '../telemetry/traces.js';
import { decoyHash, isCurrentHash, makeHash, verifyHash, type HashAlgorithm } from './algorithms.js';
import { createHashingPool, type PooledResult } from './hashing-pool.js';
import { nominalMilliseconds } from './hash-cost.js';
import { parsePasswordHash, type PasswordHash } from './password-hash.js';

/** What a verification found, and what it took. */
export interface Verification extends PooledResult<boolean> {
  /** What it would have taken on a common server core, see `nominalMilliseconds`. */
  readonly nominalMs: number;
}

/** Hashes and verifies passwords on a bounded pool. Passwords come as the text to hash: normalise before. */
export interface PasswordHashing {
  /** @throws UnavailableError if too many wait. */
  hash(algorithm: HashAlgorithm, password: string): Promise<string>;
  /**
   * Verifies against a PHC or modular-crypt string.
   *
   * @throws UnavailableError if too many wait; Error if the string is none that Reeve knows.
   */
  verify(encoded: string, password: string): Promise<Verification>;
  /** As costly as `verify` of a hash of today, and always false: for accounts that are not there. */
  verifyNothing(algorithm: HashAlgorithm, password: string): Promise<Verification>;
  /** True if a hash is what `hash(algorithm)` would make today; else it is made anew at the next login. */
  isCurrent(algorithm: HashAlgorithm, encoded: string): boolean;
  /** What verifying a hash of today takes on a common server core, see `nominalMilliseconds`. */
  nominalMs(algorithm: HashAlgorithm): number;
  /** How many passwords wait for their turn. */
  readonly queueLength: number;
  /** Whether more passwords wait than are hashed at once: so long, who comes now has time. */
  readonly isBusy: boolean;
  /** Calls `listener` each time that a password had its turn: `isBusy` may have changed. */
  onTurn(listener: () => void): void;
}

export interface PasswordHashingOptions {
  /** Hashes computed at once. */
  readonly concurrency: number;
  readonly maxQueue?: number;
  /** Told about each hash; `seconds` excludes the queue. */
  readonly observe?: (algorithm: string, seconds: number) => void;
}

const DEFAULT_MAX_QUEUE = 512;

export function createPasswordHashing(options: PasswordHashingOptions): PasswordHashing {
  const { concurrency, maxQueue = DEFAULT_MAX_QUEUE, observe } = options;
  const pool = createHashingPool({ concurrency, maxQueue });
  const decoys = { argon2id: parsed(decoyHash('argon2id')), bcrypt: parsed(decoyHash('bcrypt')) };

  function run<T>(algorithm: string, work: () => Promise<T>): Promise<PooledResult<T>> {
    return withSpan('password hash', { 'reeve.hash.algorithm': algorithm }, async () => {
      const result = await pool.run(work);
      observe?.(algorithm, result.tookMs / 1000);
      return result;
    });
  }

  async function verify(encoded: string, password: string): Promise<Verification> {
    const hash = parsed(encoded);
    const result = await run(algorithmName(hash), () => verifyHash(hash, password));
    return { ...result, nominalMs: nominalMilliseconds(hash) };
  }

  return {
    async hash(algorithm, password) {
      return (await run(algorithmName(decoys[algorithm]), () => makeHash(algorithm, password))).value;
    },
    verify,
    verifyNothing: (algorithm, password) => verify(decoys[algorithm].encoded, password),
    isCurrent(algorithm, encoded) {
      const hash = parsePasswordHash(encoded);
      return hash !== undefined && isCurrentHash(algorithm, hash);
    },
    nominalMs: (algorithm) => nominalMilliseconds(decoys[algorithm]),
    get queueLength() {
      return pool.queueLength;
    },
    get isBusy() {
      return pool.queueLength > concurrency;
    },
    onTurn: (listener) => pool.onTurn(listener),
  };
}

/** What metrics and traces call the algorithm, whether a hash is made or verified. */
function algorithmName(hash: PasswordHash): string {
  return hash.kind === 'argon2' ? hash.variant : hash.kind;
}

function parsed(encoded: string): PasswordHash {
  const hash = parsePasswordHash(encoded);
  if (hash === undefined) throw new Error('A stored password hash is not of a known form.');
  return hash;
}
