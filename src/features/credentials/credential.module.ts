import type { Clock } from '../../kernel/clock.js';
import type { KeyRing } from '../../platform/crypto/key-ring.js';
import type { PasswordHashing } from '../../platform/password-hashing/password-hashing.js';
import type { ControlDatabase } from '../../realms/control-database.js';
import type { Grants } from '../authorization/grant.js';
import { createLoginThrottle, noLoginThrottle } from '../throttling/login-throttle.js';
import { createAnswerTime } from './answer-time.js';
import { createClientSecrets, type ClientSecrets } from './client-secrets.js';
import { createCredentialService, type CredentialService } from './credential.service.js';
import { slowestForeignHash } from './credential.store.js';
import { createVerifyPassword, type VerifyPasswordDeps } from './verify-password.js';

export interface CredentialModuleDeps {
  readonly control: ControlDatabase;
  readonly keyRing: Pick<KeyRing, 'hmac'>;
  readonly clock: Clock;
  readonly hashing: PasswordHashing;
  readonly isKnownAddress: VerifyPasswordDeps['isKnownAddress'];
  readonly grants: Grants;
  /** False counts no failed logins. */
  readonly rateLimit: boolean;
}

/** Passwords and secrets, put together. */
export interface CredentialModule {
  readonly service: CredentialService;
  readonly clientSecrets: ClientSecrets;
}

export function createCredentialModule(deps: CredentialModuleDeps): CredentialModule {
  const { clock, hashing, isKnownAddress, grants } = deps;
  const throttle = deps.rateLimit ? createLoginThrottle(deps) : noLoginThrottle;
  const answerTime = createAnswerTime({
    slowestForeignHash,
    ownHash: (realm) => hashing.nominalMs(realm.settings.passwords.algorithm),
  });
  const verifyPassword = createVerifyPassword({ hashing, throttle, answerTime, isKnownAddress });
  return {
    service: createCredentialService({ clock, hashing, verifyPassword, grants }),
    clientSecrets: createClientSecrets(),
  };
}
