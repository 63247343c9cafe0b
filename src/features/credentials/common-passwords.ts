import { brotliDecompressSync } from 'node:zlib';
import { COMMON_PASSWORDS_BROTLI } from './common-passwords.data.js';

let list: ReadonlySet<string> | undefined;

/** The list takes some megabytes: it is unpacked when the first password is chosen, not at start. */
function commonPasswords(): ReadonlySet<string> {
  list ??= new Set(
    brotliDecompressSync(Buffer.from(COMMON_PASSWORDS_BROTLI, 'base64')).toString().split('\n'),
  );
  return list;
}

/** How many passwords the list has. */
export function commonPasswordCount(): number {
  return commonPasswords().size;
}

/** Whether a password is one of the common ones of 8 characters or more, in any case and compatible spelling. */
export function isCommonPassword(password: string): boolean {
  return commonPasswords().has(password.normalize('NFKC').toLowerCase());
}
