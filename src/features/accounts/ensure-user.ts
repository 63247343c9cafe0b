import { inputError } from '../../kernel/input-error.js';
import type { RealmHandle } from '../../realms/realm.js';
import { EmailTakenError } from './account.errors.js';
import { createAccountInput } from './account.input.js';
import { createAccount, type CreateAccountDeps } from './create-account.js';
import { findAccountByEmail } from './find-account.js';

/** A USER that has to be there. */
export interface WantedUser {
  readonly email: string;
  readonly password: string;
  readonly name: string;
}

/**
 * The id of the USER with this e-mail, who is made if there is none; one who is there stays as he is. For the first
 * start: nobody is authorised here.
 *
 * @throws InvalidInputError, PasswordPolicyError
 */
export async function ensureUser(
  deps: CreateAccountDeps,
  realm: RealmHandle,
  user: WantedUser,
): Promise<string> {
  const input = createAccountInput.safeParse(user);
  if (!input.success) throw inputError(input.error);
  const known = await findAccountByEmail(realm, user.email);
  if (known !== undefined) return known.id;
  try {
    return (await createAccount(deps, realm, input.data)).id;
  } catch (error) {
    const made = error instanceof EmailTakenError ? await findAccountByEmail(realm, user.email) : undefined;
    if (made === undefined) throw error;
    return made.id;
  }
}
