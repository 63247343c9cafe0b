import { createCipheriv, createDecipheriv, createHash, createHmac, hkdfSync, randomBytes } from 'node:crypto';

/** What secrets at rest are kept under. */
export interface KeyRing {
  /** Encrypts under the first key. `context` is bound to the result: it opens only with the same context. */
  seal(plaintext: Buffer, context: string): string;
  /** @throws UnsealError if the context differs, the text was changed, or its key is not in the ring. */
  open(sealed: string, context: string): Buffer;
  /** True if `sealed` is under another key than the first: seal it again when there is an occasion. */
  isStale(sealed: string): boolean;
  /** `length` bytes for one purpose, the same for the life of the installation whatever keys rotate. */
  derive(label: string, length: number): Buffer;
  /** HMAC-SHA-256 under the key derived for `label`. */
  hmac(label: string, data: string | Buffer): Buffer;
}

/** The part of a ring that needs only the master keys. */
export type Sealer = Pick<KeyRing, 'seal' | 'open' | 'isStale'>;

/** Sealed text cannot be opened. The message names the key that is missing, never a secret. */
export class UnsealError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UnsealError';
  }
}

const VERSION = 'v1';
const KEY_BYTES = 32;
const IV_BYTES = 12;
const TAG_BYTES = 16;

/**
 * AES-256-GCM under keys derived from the master keys: the first seals, all open. Sealed text is
 * `v1.{key id}.{base64url of iv, ciphertext and tag}`.
 *
 * @throws RangeError if there is no key, or one that has not 32 bytes.
 */
export function createSealer(masterKeys: readonly Buffer[]): Sealer {
  const keys = new Map<string, Buffer>();
  for (const master of masterKeys) {
    if (master.length !== KEY_BYTES) throw new RangeError('A master key has 32 bytes.');
    keys.set(keyId(master), Buffer.from(hkdfSync('sha256', master, '', 'reeve seal', KEY_BYTES)));
  }
  const [current] = keys;
  if (current === undefined) throw new RangeError('There is no master key.');
  const [currentId, currentKey] = current;

  return {
    seal(plaintext, context) {
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv('aes-256-gcm', currentKey, iv);
      cipher.setAAD(Buffer.from(context, 'utf8'));
      const bytes = Buffer.concat([iv, cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
      return `${VERSION}.${currentId}.${bytes.toString('base64url')}`;
    },

    open(sealed, context) {
      const [version, id = '', body = ''] = sealed.split('.');
      if (version !== VERSION) throw new UnsealError('This is not sealed text of a known version.');
      const key = keys.get(id);
      if (key === undefined)
        throw new UnsealError(`It is sealed under the master key ${id}, which is not listed.`);
      const bytes = Buffer.from(body, 'base64url');
      if (bytes.length < IV_BYTES + TAG_BYTES) throw new UnsealError('The sealed text is cut.');
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, IV_BYTES), {
        authTagLength: TAG_BYTES,
      });
      decipher.setAAD(Buffer.from(context, 'utf8'));
      decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
      try {
        return Buffer.concat([decipher.update(bytes.subarray(IV_BYTES, -TAG_BYTES)), decipher.final()]);
      } catch {
        throw new UnsealError('The sealed text was changed, or belongs to something else.');
      }
    },

    isStale: (sealed) => !sealed.startsWith(`${VERSION}.${currentId}.`),
  };
}

/** A ring from its sealer and the installation's secret, which every derived key comes from. */
export function createKeyRing(sealer: Sealer, installationSecret: Buffer): KeyRing {
  const derived = new Map<string, Buffer>();
  function derive(label: string, length: number): Buffer {
    return Buffer.from(hkdfSync('sha256', installationSecret, '', `reeve ${label}`, length));
  }
  return {
    ...sealer,
    derive,
    hmac(label, data) {
      let key = derived.get(label);
      if (key === undefined) {
        key = derive(label, KEY_BYTES);
        derived.set(label, key);
      }
      return createHmac('sha256', key).update(data).digest();
    },
  };
}

/** A short public name of a master key, which says nothing about it. */
export function keyId(master: Buffer): string {
  return createHash('sha256').update('reeve key id').update(master).digest('hex').slice(0, 8);
}
