import type { ClientSession } from 'mongoose';
import type { Clock } from '../../kernel/clock.js';
import { newId } from '../../kernel/ids.js';
import type { PasswordHashing } from '../../platform/password-hashing/password-hashing.js';
import type { RealmHandle } from '../../realms/realm.js';
import { storableAttributes } from './attributes.js';
import { insertCredentials, passwordRecord } from '../credentials/credential.store.js';
import { hashNewPassword } from '../credentials/new-password.js';
import { loginKey, nameKey } from './account-keys.js';
import { EmailTakenError } from './account.errors.js';
import type { CreateAccountInput } from './account.input.js';
import { accountOf, insertAccount, type AccountRecord } from './account.store.js';
import type { Account } from './account.js';
import { findAccountByEmail } from './find-account.js';

export interface CreateAccountDeps {
  readonly clock: Clock;
  readonly hashing: PasswordHashing;
}

/** Asked in the transaction, before the account is written; throws what refuses it. */
export type NewAccountGuard = (record: AccountRecord, session: ClientSession) => Promise<void>;

/**
 * Makes an account, with its password in the same transaction. Nobody is authorised here, but by `guard`.
 *
 * @throws EmailTakenError, ExternalIdTakenError, PasswordPolicyError
 */
export async function createAccount(
  { clock, hashing }: CreateAccountDeps,
  realm: RealmHandle,
  input: CreateAccountInput,
  guard?: NewAccountGuard,
): Promise<Account> {
  const record = newAccountRecord(input, clock.now());
  if (typeof input.password !== 'string') {
    if (guard === undefined) await insertAccount(realm, record);
    else {
      await realm.transaction([], async (session) => {
        await guard(record, session);
        await insertAccount(realm, record, session);
      });
    }
    return accountOf(record);
  }
  // The unique index decides; asking before saves the hash where the answer is known.
  if (record.email !== undefined && (await findAccountByEmail(realm, record.email)) !== undefined) {
    throw new EmailTakenError();
  }
  const hash = await hashNewPassword(hashing, realm, input.password, record);
  const mustChange = input.mustChangePassword === true;
  const credential = passwordRecord(record._id, { hash, mustChange }, record.createdAt);
  await realm.transaction([], async (session) => {
    await guard?.(record, session);
    await insertAccount(realm, record, session);
    await insertCredentials(realm, [credential], session);
  });
  return accountOf(record);
}

/** The record of an account that is to be. */
export function newAccountRecord(
  input: Omit<CreateAccountInput, 'password'> & { readonly status?: Account['status'] },
  now: Date,
): AccountRecord {
  const id = newId();
  const email = input.email ?? undefined;
  const name = input.name ?? undefined;
  return {
    _id: id,
    kind: input.kind ?? 'USER',
    loginKey: loginKey(email, id),
    ...(email !== undefined && { email }),
    ...(typeof input.externalId === 'string' && { externalId: input.externalId }),
    ...(name !== undefined && { name }),
    nameKey: nameKey(name, id),
    status: input.status ?? 'ACTIVE',
    attributes: storableAttributes(input.attributes ?? {}),
    version: 1,
    createdAt: now,
    updatedAt: now,
  };
}
