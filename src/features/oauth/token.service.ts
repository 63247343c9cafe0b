import type { RealmHandle } from '../../realms/realm.js';
import { InvalidRefreshTokenError } from '../sessions/session.errors.js';
import type { RefreshFamilies, SessionWithToken } from '../sessions/refresh-family.service.js';
import { SCOPES, type Scope } from '../sessions/session.js';
import { LOGIN_CLIENT } from '../tokens/claims.js';
import { sessionHolder, type AccountReads } from '../tokens/session-holder.js';
import type { TokenIssuer } from '../tokens/token-issuer.js';
import { issueTokenSet, type TokenSet } from '../tokens/token-set.js';
import { readClientCredentials } from './client-credentials.js';
import { authenticateClient, type VerifyClientSecret } from './clients.js';
import { invalidClient, OAuthError } from './oauth.errors.js';
import type { TokenRequest } from './oauth.input.js';

/** What POST /token answers. A service gets an access token alone: it can have another at any time. */
export type TokenResponse = TokenSet | Pick<TokenSet, 'access_token' | 'token_type' | 'expires_in' | 'scope'>;

/** The token endpoint (RFC 6749, 3.2). */
export interface TokenService {
  /** @throws OAuthError */
  grant(realm: RealmHandle, request: TokenRequest, authorization: string | undefined): Promise<TokenResponse>;
}

export interface TokenServiceDeps {
  readonly issuer: TokenIssuer;
  readonly families: Pick<RefreshFamilies, 'find' | 'rotate'>;
  readonly verifyClientSecret: VerifyClientSecret;
  readonly accounts: Pick<AccountReads, 'findAccount' | 'passwordVersionOf'>;
  readonly tokenIssued: (grant: 'refresh_token' | 'client_credentials') => void;
}

function invalidGrant(): OAuthError {
  return new OAuthError('invalid_grant', 'The refresh token is not valid any more. Log in again.');
}

/** The scopes that are asked for, all of which must be among `allowed`; none, if the parameter was not sent. */
function scopesOf(asked: string | undefined, allowed: readonly Scope[], refusal: string): readonly Scope[] {
  const names = new Set(asked?.split(' ').filter((name) => name !== ''));
  const scopes = allowed.filter((scope) => names.has(scope));
  if (scopes.length < names.size) throw new OAuthError('invalid_scope', refusal);
  return scopes;
}

/** RFC 6749 (6): fewer scopes than the login has, never others. */
function narrowed(granted: readonly Scope[], asked: string | undefined): readonly Scope[] {
  if (asked === undefined) return granted;
  return scopesOf(asked, granted, 'The login did not ask for one of these scopes.');
}

export function createTokenService(deps: TokenServiceDeps): TokenService {
  const { issuer, families, verifyClientSecret, accounts, tokenIssued } = deps;

  async function clientCredentials(
    realm: RealmHandle,
    request: TokenRequest,
    authorization: string | undefined,
  ): Promise<TokenResponse> {
    const { account, secretId } = await authenticateClient(verifyClientSecret, realm, authorization, request);
    const scope = scopesOf(request.scope, SCOPES, `Reeve knows the scopes ${SCOPES.join(', ')}.`);
    const grant = { kind: 'secret', secretId, scope } as const;
    const { token, expiresIn } = await issuer.accessToken(realm, account.id, grant);
    tokenIssued('client_credentials');
    return {
      access_token: token,
      token_type: 'Bearer',
      expires_in: expiresIn,
      ...(scope.length === 0 ? {} : { scope: scope.join(' ') }),
    };
  }

  /** Refresh tokens belong to the public client of POST /login: a client that can prove itself is another one. */
  async function requireLoginClient(
    realm: RealmHandle,
    request: TokenRequest,
    authorization: string | undefined,
  ): Promise<void> {
    const credentials = readClientCredentials(authorization, request);
    if (credentials === undefined) return;
    if (credentials.clientId === LOGIN_CLIENT && credentials.secret === undefined) return;
    if (credentials.secret === undefined) throw invalidClient();
    await authenticateClient(verifyClientSecret, realm, authorization, request);
    throw new OAuthError('invalid_grant', 'The refresh token was not issued to this client.');
  }

  async function rotate(realm: RealmHandle, refreshToken: string): Promise<SessionWithToken> {
    try {
      return await families.rotate(realm, refreshToken);
    } catch (error) {
      throw error instanceof InvalidRefreshTokenError ? invalidGrant() : error;
    }
  }

  /** Before the token is used up: who asked for too much must not lose it. */
  async function refuseOtherScopes(
    realm: RealmHandle,
    refreshToken: string,
    asked: string | undefined,
  ): Promise<void> {
    if (asked === undefined) return;
    const session = await families.find(realm, refreshToken);
    if (session !== undefined) narrowed(session.scope, asked);
  }

  async function refresh(
    realm: RealmHandle,
    request: TokenRequest,
    authorization: string | undefined,
  ): Promise<TokenResponse> {
    await requireLoginClient(realm, request, authorization);
    if (request.refresh_token === undefined) {
      throw new OAuthError('invalid_request', 'The parameter refresh_token is missing.');
    }
    await refuseOtherScopes(realm, request.refresh_token, request.scope);
    const opened = await rotate(realm, request.refresh_token);
    const account = await sessionHolder(accounts, realm, opened.session);
    if (account === undefined) throw invalidGrant();
    const scope = narrowed(opened.session.scope, request.scope);
    const tokens = await issueTokenSet(issuer, realm, account, {
      session: { ...opened.session, scope },
      refreshToken: opened.refreshToken,
    });
    tokenIssued('refresh_token');
    return tokens;
  }

  return {
    async grant(realm, request, authorization) {
      switch (request.grant_type) {
        case 'client_credentials':
          return clientCredentials(realm, request, authorization);
        case 'refresh_token':
          return refresh(realm, request, authorization);
        default:
          throw new OAuthError('unsupported_grant_type', 'Use refresh_token or client_credentials.');
      }
    },
  };
}
