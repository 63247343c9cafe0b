import { createHash, timingSafeEqual } from 'node:crypto';

/** SHA-256 of text (as UTF-8) or bytes. */
export function sha256(data: string | Buffer): Buffer {
  return createHash('sha256').update(data).digest();
}

/** Compares two secrets in a time that depends on neither their content nor on where they differ. */
export function equalSecrets(left: string | Buffer, right: string | Buffer): boolean {
  return timingSafeEqual(sha256(left), sha256(right));
}
