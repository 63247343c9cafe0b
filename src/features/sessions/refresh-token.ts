import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto';
import { parse, stringify } from 'uuid';

/**
 * What a refresh token is made of. `session` finds the record. `family` stays the same through all rotations and
 * proves that a token was once genuine, so that somebody who only knows a session's id cannot end it by "reuse".
 * `rotating` is new in each token.
 */
export interface RefreshTokenParts {
  readonly sessionId: string;
  readonly family: Buffer;
  readonly rotating: Buffer;
}

const PREFIX = 'rt_';
const ID_BYTES = 16;
const FAMILY_BYTES = 16;
const ROTATING_BYTES = 32;
const TOTAL_BYTES = ID_BYTES + FAMILY_BYTES + ROTATING_BYTES;
const FORMAT = /^rt_[\w-]{86}$/;

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

export function newFamilySecret(): Buffer {
  return randomBytes(FAMILY_BYTES);
}

export function newRotatingSecret(): Buffer {
  return randomBytes(ROTATING_BYTES);
}

/** `rt_` and 86 characters of base64url. */
export function formatRefreshToken({ sessionId, family, rotating }: RefreshTokenParts): string {
  return PREFIX + Buffer.concat([parse(sessionId), family, rotating]).toString('base64url');
}

/** The parts of a well-formed refresh token, else undefined. */
export function parseRefreshToken(token: string): RefreshTokenParts | undefined {
  if (!FORMAT.test(token)) return undefined;
  const bytes = Buffer.from(token.slice(PREFIX.length), 'base64url');
  // The last character carries spare bits: only the canonical spelling is a token.
  if (bytes.length !== TOTAL_BYTES || PREFIX + bytes.toString('base64url') !== token) return undefined;
  try {
    return {
      sessionId: stringify(bytes, 0),
      family: bytes.subarray(ID_BYTES, ID_BYTES + FAMILY_BYTES),
      rotating: bytes.subarray(ID_BYTES + FAMILY_BYTES),
    };
  } catch {
    // The first 16 bytes are not a UUID.
    return undefined;
  }
}

/** How a part is stored. One round of SHA-256 is enough, because the part is random. */
export function hashPart(part: Buffer): string {
  return createHash('sha256').update(part).digest('base64url');
}

function successorKey(sessionId: string, used: Buffer): Buffer {
  return Buffer.from(hkdfSync('sha256', used, sessionId, 'reeve refresh successor', 32));
}

/** The successor of a used token, readable only to who holds the used token: the store keeps neither. */
export function sealSuccessor(sessionId: string, used: Buffer, successor: Buffer): string {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', successorKey(sessionId, used), nonce);
  const sealed = Buffer.concat([cipher.update(successor), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64url');
}

/** The successor that `sealSuccessor` sealed. Throws if it was another session's or another token's. */
export function openSuccessor(sessionId: string, used: Buffer, sealed: string): Buffer {
  const bytes = Buffer.from(sealed, 'base64url');
  const decipher = createDecipheriv(
    'aes-256-gcm',
    successorKey(sessionId, used),
    bytes.subarray(0, NONCE_BYTES),
  );
  decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
  return Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]);
}
