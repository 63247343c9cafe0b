import { decodeProtectedHeader } from 'jose';
import type { Clock } from '../../kernel/clock.js';
import { ForbiddenError, InvalidInputError } from '../../kernel/errors.js';
import type { RealmHandle } from '../../realms/realm.js';
import type { RequestContext } from '../../realms/request-context.js';
import type { CredentialService } from '../credentials/credential.service.js';
import type { KeyService } from '../keys/key.service.js';
import type { Authenticator } from '../tokens/authenticate.js';
import { passwordChangeClaims, TOKEN_TYPES } from '../tokens/claims.js';
import type { Issuers } from '../tokens/issuer.js';
import { verifyJwt } from '../tokens/verify-jwt.js';
import type { ChangePasswordInput } from './login.input.js';

/** Changes of a password by its owner over REST. */
export interface PasswordChangeService {
  /**
   * With an access token it needs the current password and ends the account's other sessions. With the token of a
   * login that answered PASSWORD_CHANGE_REQUIRED it ends all of them; that token is good once.
   *
   * @throws UnauthenticatedError, InvalidCredentialsError, PasswordPolicyError, RateLimitedError
   */
  change(request: Omit<RequestContext, 'actor'>, bearer: string, input: ChangePasswordInput): Promise<void>;
}

export interface PasswordChangeDeps {
  readonly clock: Clock;
  readonly issuers: Issuers;
  readonly keys: Pick<KeyService, 'verificationKey'>;
  readonly authenticator: Pick<Authenticator, 'authenticate'>;
  readonly credentials: Pick<CredentialService, 'changePassword' | 'changeExpiredPassword'>;
}

/** What a token says it is, unverified: it only says which verification to try. */
function claimsToBeForPasswords(token: string): boolean {
  try {
    return decodeProtectedHeader(token).typ === TOKEN_TYPES.passwordChange;
  } catch {
    return false;
  }
}

export function createPasswordChangeService(deps: PasswordChangeDeps): PasswordChangeService {
  const { clock, issuers, keys, authenticator, credentials } = deps;

  async function changeExpired(realm: RealmHandle, bearer: string, newPassword: string): Promise<void> {
    const claims = await verifyJwt(bearer, {
      typ: TOKEN_TYPES.passwordChange,
      issuer: issuers.of(realm.slug),
      claims: passwordChangeClaims,
      now: clock.now(),
      keyOf: (kid) => keys.verificationKey(realm, kid),
    });
    await credentials.changeExpiredPassword(realm, {
      accountId: claims.sub,
      passwordVersion: claims.password_version,
      newPassword,
    });
  }

  return {
    async change(request, bearer, { currentPassword, newPassword }) {
      if (claimsToBeForPasswords(bearer)) return changeExpired(request.realm, bearer, newPassword);
      const actor = await authenticator.authenticate(request.realm, bearer);
      if (currentPassword === undefined) {
        throw new InvalidInputError([
          { path: ['currentPassword'], message: 'is required with an access token' },
        ]);
      }
      if (actor.kind === 'role-session') {
        throw new ForbiddenError('A role session has no password. Use an access token of the account.');
      }
      const { accountId } = actor;
      await credentials.changePassword({ ...request, actor }, { accountId, currentPassword, newPassword });
    },
  };
}
