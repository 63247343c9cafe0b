import { createAuthenticator, type Authenticator, type AuthenticatorDeps } from './authenticate.js';
import { createIssuers, type Issuers } from './issuer.js';
import { createResolveActor, type ResolveActor, type ResolveActorDeps } from './resolve-actor.js';
import { createTokenIssuer, type TokenIssuer, type TokenIssuerDeps } from './token-issuer.js';

export interface TokenModuleDeps
  extends
    Omit<TokenIssuerDeps, 'issuers' | 'keys'>,
    Omit<AuthenticatorDeps, 'issuers' | 'keys'>,
    Pick<ResolveActorDeps, 'registry'> {
  /** Without a trailing slash. */
  readonly publicUrl: string;
  readonly keys: TokenIssuerDeps['keys'] & AuthenticatorDeps['keys'];
}

/** What issues tokens and what accepts them, put together. */
export interface TokenModule {
  readonly issuers: Issuers;
  readonly issuer: TokenIssuer;
  readonly authenticator: Authenticator;
  readonly resolveActor: ResolveActor;
}

export function createTokenModule({ publicUrl, registry, ...deps }: TokenModuleDeps): TokenModule {
  const issuers = createIssuers(publicUrl);
  const authenticator = createAuthenticator({ ...deps, issuers });
  return {
    issuers,
    issuer: createTokenIssuer({ ...deps, issuers }),
    authenticator,
    resolveActor: createResolveActor({ registry, issuers, authenticator }),
  };
}
