import type { PasswordHashing } from '../../platform/password-hashing/password-hashing.js';
import type { RealmHandle } from '../../realms/realm.js';
import type { Account } from '../accounts/account.js';
import { checkPasswordPolicy, normalizedPassword } from './password-policy.js';

/**
 * The hash of a password that an account shall have, by the realm's policy and algorithm. Do this before a transaction.
 *
 * @throws PasswordPolicyError; UnavailableError if too many passwords wait to be hashed
 */
export async function hashNewPassword(
  hashing: PasswordHashing,
  realm: RealmHandle,
  password: string,
  owner: Pick<Account, 'email' | 'name'>,
): Promise<string> {
  const settings = realm.settings.passwords;
  const localPart = owner.email?.slice(0, owner.email.lastIndexOf('@'));
  checkPasswordPolicy(settings, password, [owner.email, localPart, owner.name, realm.name, realm.slug]);
  return hashing.hash(settings.algorithm, normalizedPassword(password));
}
