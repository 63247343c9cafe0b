import { isWithinCost, nominalMilliseconds } from '../../platform/password-hashing/hash-cost.js';
import { KNOWN_HASHES, parsePasswordHash } from '../../platform/password-hashing/password-hash.js';
import type { RealmSettings } from '../../realms/realm-settings.js';
import { ImportHashTooCostlyError, ImportHashUnknownError } from './credential.errors.js';

/**
 * What an imported hash costs to verify, in nominal milliseconds (at least 1). It is kept as it is, and made anew with
 * the realm's algorithm when the account logs in.
 *
 * @throws ImportHashUnknownError, ImportHashTooCostlyError
 */
export function foreignHashCost(
  encoded: string,
  limits: RealmSettings['passwords']['maxImportCost'],
): number {
  const hash = parsePasswordHash(encoded);
  if (hash === undefined) throw new ImportHashUnknownError(`The hash must be ${KNOWN_HASHES}.`);
  if (!isWithinCost(hash, limits)) throw new ImportHashTooCostlyError();
  return Math.ceil(nominalMilliseconds(hash));
}
