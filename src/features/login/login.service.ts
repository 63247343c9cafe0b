import { DomainError } from '../../kernel/errors.js';
import type { LoginOutcome } from '../../platform/telemetry/metrics.js';
import { withSpan } from '../../platform/telemetry/traces.js';
import type { RealmHandle } from '../../realms/realm.js';
import type { CredentialService } from '../credentials/credential.service.js';
import type { RefreshFamilies } from '../sessions/refresh-family.service.js';
import { knownScopes } from '../sessions/session.js';
import type { TokenIssuer } from '../tokens/token-issuer.js';
import { issueTokenSet, type TokenSet } from '../tokens/token-set.js';
import { PasswordChangeRequiredError } from './login.errors.js';
import type { LoginInput } from './login.input.js';

/** Where a login comes from. */
export interface LoginOrigin {
  readonly clientAddress: string;
  readonly userAgent: string | undefined;
}

/** Logins with e-mail and password. */
export interface LoginService {
  /**
   * Opens a session and answers its tokens. It writes the session and nothing else.
   *
   * @throws InvalidCredentialsError, the same whatever was wrong; PasswordChangeRequiredError; RateLimitedError
   */
  login(realm: RealmHandle, input: LoginInput, origin: LoginOrigin): Promise<TokenSet>;
}

export interface LoginServiceDeps {
  readonly credentials: Pick<CredentialService, 'verifyPassword'>;
  readonly families: Pick<RefreshFamilies, 'open'>;
  readonly issuer: TokenIssuer;
  readonly loginEnded: (outcome: LoginOutcome) => void;
  readonly tokenIssued: (grant: 'login') => void;
}

const OUTCOMES: Readonly<Record<string, LoginOutcome>> = {
  INVALID_CREDENTIALS: 'invalid_credentials',
  RATE_LIMITED: 'rate_limited',
  PASSWORD_CHANGE_REQUIRED: 'password_change_required',
};

function outcomeOf(error: unknown): LoginOutcome {
  return (error instanceof DomainError ? OUTCOMES[error.code] : undefined) ?? 'error';
}

export function createLoginService(deps: LoginServiceDeps): LoginService {
  const { credentials, families, issuer, loginEnded, tokenIssued } = deps;

  async function open(realm: RealmHandle, input: LoginInput, origin: LoginOrigin): Promise<TokenSet> {
    const { email, password } = input;
    const { clientAddress, userAgent } = origin;
    const verified = await credentials.verifyPassword(realm, { email, password, clientAddress });
    const { account, passwordVersion } = verified;
    if (verified.mustChangePassword) {
      const change = await issuer.passwordChangeToken(realm, account.id, passwordVersion);
      throw new PasswordChangeRequiredError(change.token, change.expiresIn);
    }
    const scope = knownScopes(input.scope);
    const opened = await families.open(realm, {
      accountId: account.id,
      passwordVersion,
      scope,
      clientAddress,
      userAgent,
    });
    return issueTokenSet(issuer, realm, account, opened);
  }

  return {
    login: (realm, input, origin) =>
      withSpan('login', undefined, async () => {
        try {
          const tokens = await open(realm, input, origin);
          loginEnded('success');
          tokenIssued('login');
          return tokens;
        } catch (error) {
          loginEnded(outcomeOf(error));
          throw error;
        }
      }),
  };
}
