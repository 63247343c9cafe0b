import type { PasswordHashing, Verification } from '../../platform/password-hashing/password-hashing.js';
import { RateLimitedError } from '../../kernel/errors.js';
import type { RealmHandle } from '../../realms/realm.js';
import type { Account } from '../accounts/account.js';
import { emailKey } from '../accounts/email.js';
import type { LoginThrottle } from '../throttling/login-throttle.js';
import type { AnswerTime } from './answer-time.js';
import { InvalidCredentialsError } from './credential.errors.js';
import { rehashPassword, type CredentialRecord } from './credential.store.js';
import { createLoginReads } from './login-reads.js';
import type { VerifiedLogin } from './credential.js';
import { normalizedPassword } from './password-policy.js';

/** What a login sends. The e-mail may be any text: one that no account can have is an unknown account. */
export interface PasswordLogin {
  readonly email: string;
  readonly password: string;
  readonly clientAddress: string;
}

/**
 * Proves a password. Refused logins have one answer and one duration, and make the same store commands, whatever was
 * wrong.
 *
 * @throws InvalidCredentialsError; RateLimitedError for an address with too many failures; UnavailableError
 */
export type VerifyPassword = (realm: RealmHandle, login: PasswordLogin) => Promise<VerifiedLogin>;

export interface VerifyPasswordDeps {
  readonly hashing: PasswordHashing;
  readonly throttle: LoginThrottle;
  readonly answerTime: AnswerTime;
  /** Whether the account has a session from this address: then failures elsewhere don't lock it out here. */
  readonly isKnownAddress: (realm: RealmHandle, accountId: string, clientAddress: string) => Promise<boolean>;
}

export function createVerifyPassword(deps: VerifyPasswordDeps): VerifyPassword {
  const { hashing, throttle, answerTime, isKnownAddress } = deps;
  const reads = createLoginReads({ hashing, throttle });

  function verify(
    realm: RealmHandle,
    credential: CredentialRecord | undefined,
    password: string,
  ): Promise<Verification> {
    const normalized = normalizedPassword(password);
    return credential === undefined
      ? hashing.verifyNothing(realm.settings.passwords.algorithm, normalized)
      : hashing.verify(credential.hash, hashedText(credential, password, normalized));
  }

  /** A hash of other parameters than today's is made anew while the password is at hand. */
  async function renew(realm: RealmHandle, credential: CredentialRecord, password: string): Promise<void> {
    const { algorithm } = realm.settings.passwords;
    if (credential.foreignMs === undefined && hashing.isCurrent(algorithm, credential.hash)) return;
    const hash = await hashing.hash(algorithm, normalizedPassword(password));
    await rehashPassword(realm, credential, hash);
  }

  return async (realm, { email, password, clientAddress }) => {
    const began = performance.now();
    const key = emailKey(email);
    const attempt = { realm, emailKey: key ?? email.normalize('NFC').toLowerCase(), clientAddress };
    const askedAt = performance.now();
    const { standing, found, waitedMs } = await reads.ask({ attempt, loginKey: key, askedAt });
    if (standing.retryAfterSeconds !== undefined) throw new RateLimitedError(standing.retryAfterSeconds);
    const { account, password: credential } = found ?? {};
    const verification = await verify(realm, credential, password);
    if (
      verification.value &&
      isActive(account) &&
      credential !== undefined &&
      (await throttle.admits(standing, () => isKnownAddress(realm, account.id, clientAddress)))
    ) {
      answerTime.learn(realm, verification);
      await renew(realm, credential, password);
      return {
        account,
        passwordVersion: credential.version,
        mustChangePassword: credential.mustChange === true,
      };
    }
    await throttle.recordFailure(standing);
    await answerTime.due(realm, began, waitedMs + verification.waitedMs);
    answerTime.learn(realm, verification);
    throw new InvalidCredentialsError();
  };
}

function isActive(account: Account | undefined): account is Account {
  return account?.status === 'ACTIVE';
}

/** Our hashes are of the normalised password; what another system hashed was as it came. */
function hashedText(credential: CredentialRecord, password: string, normalized: string): string {
  return credential.foreignMs === undefined ? normalized : password;
}
