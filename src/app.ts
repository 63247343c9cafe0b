import { openCore, type Core } from './core.js';
import { warmUp } from './bootstrap/warm-up.js';
import type { Config } from './config/config.js';
import type { StartingStore } from './bootstrap/start-store.js';
import { isSecretAlive } from './features/credentials/client-secrets.js';
import { passwordVersionOf } from './features/credentials/password-version.js';
import { accountsByAge, findAccount } from './features/accounts/find-account.js';
import { createFindRecentAccount } from './features/accounts/recent-account.js';
import { createAuthorizationModule } from './features/authorization/authorization.module.js';
import { createAuthzenModule } from './features/authzen/authzen.module.js';
import { createGatewayModule } from './features/gateways/gateway.module.js';
import { createLoginModule } from './features/login/login.module.js';
import { createOAuthModule } from './features/oauth/oauth.module.js';
import { createRoleSessionService } from './features/role-sessions/role-session.service.js';
import { createTokenModule, type TokenModule } from './features/tokens/token.module.js';
import { createGraphQL } from './graphql/graphql.module.js';
import { isGraphQLUrl } from './graphql/http.js';
import { presetHeaders } from './http/answer.js';
import type { Application } from './http/application.js';
import type { Logger } from './platform/logger/logger.js';
import { metrics } from './platform/telemetry/metrics.js';
import { traceServices } from './platform/telemetry/traced-services.js';
import { createRestApp, type RestServices } from './rest/app.js';
import { createRestListener } from './rest/listener.js';

export interface AppDependencies {
  readonly logger: Logger;
  /** Without a trailing slash; the issuer of tokens starts with it. */
  readonly publicUrl: string;
  /** The embedded store, if its start is under way already. */
  readonly startingStore?: StartingStore | undefined;
}

/** Composes the application: with src/core.ts, which has the use cases, the only place where parts meet. */
export async function createApp(
  config: Config,
  { logger, publicUrl, startingStore }: AppDependencies,
): Promise<Application> {
  const core = traceUseCases(await openCore(config, { logger, besideOwner: false, startingStore }));
  const { registry, clock, keys, memberships, authorities, sessions } = core;
  const accounts = { findAccount, passwordVersionOf, isSecretAlive };
  const tokens = createTokenModule({
    publicUrl,
    registry,
    clock,
    keys,
    memberships,
    authorities,
    sessions,
    accounts,
  });

  // After a first start nobody has stored anything yet that could be asked about.
  if (!core.isFirstStart) {
    await warmUp({
      registry,
      oldestRealm: () => core.oldestRealm(),
      decisions: core.asker,
      freshDecisions: () => createAuthorizationModule({ registry }).asker,
      keys,
      issuer: tokens.issuer,
      authenticator: tokens.authenticator,
      accounts: accountsByAge,
    });
  }
  const { roleSessions } = traceServices({
    roleSessions: createRoleSessionService({
      clock,
      decisions: core.asker,
      authorities,
      grants: core.grants,
      issuer: tokens.issuer,
      sessions,
      logger,
      tokenIssued: (grant) => metrics.tokenIssued(grant),
    }),
  });

  const checkResponses = config.environment === 'test';
  const { authenticator, issuers, resolveActor } = tokens;
  const asking = { registry, authenticator, decisions: core.asker, logger };
  const authzen = createAuthzenModule(asking);
  const gateways = createGatewayModule(asking);
  const rest = createRestListener(
    createRestApp(
      { registry, logger, checkResponses, publicUrl },
      {
        ...restServices(core, tokens),
        authzen: { issuers, resolveActor, search: authzen.search },
        roleSessions: { resolveActor, roleSessions },
      },
    ),
  );
  const graphql = createGraphQL(config.graphql, {
    services: { ...core, roleSessions },
    resolveActor,
    registry,
    logger,
  });

  return {
    summary: summaryOf(core),
    handle: (incoming, outgoing, http) => {
      if (authzen.listener(incoming, outgoing, http) || gateways(incoming, outgoing, http)) return;
      presetHeaders(outgoing, http);
      (isGraphQLUrl(incoming.url ?? '') ? graphql : rest)(incoming, outgoing, http);
    },
    ping: () => core.ping(),
    closeStreams: () => undefined,
    close: () => core.close(),
  };
}

/** A span around every use case, while traces are on. */
function traceUseCases(core: Core): Core {
  const { realms, keys, accounts, credentials, sessions, families, edges, groups, roles } = core;
  const { resources, gatewayRoutes, simulation } = core;
  const { policies, attachments, ownedPolicies, guardrails, decisions } = core;
  return {
    ...core,
    ...traceServices({
      realms,
      keys,
      accounts,
      credentials,
      sessions,
      families,
      edges,
      groups,
      roles,
      resources,
      gatewayRoutes,
      simulation,
      policies,
      attachments,
      ownedPolicies,
      guardrails,
      decisions,
    }),
  };
}

function restServices(core: Core, tokens: TokenModule): Omit<RestServices, 'authzen' | 'roleSessions'> {
  const { clock, keys, accounts, credentials, families, clientSecrets } = core;
  const { issuer, issuers, authenticator, resolveActor } = tokens;
  return {
    login: createLoginModule({
      clock,
      keys,
      issuer,
      issuers,
      authenticator,
      families,
      credentials,
      loginEnded: (outcome) => metrics.loginOutcome(outcome),
      tokenIssued: (grant) => metrics.tokenIssued(grant),
    }),
    oauth: traceServices(
      createOAuthModule({
        keys,
        issuer,
        issuers,
        authenticator,
        families,
        accounts: { findAccount, passwordVersionOf },
        findRecentAccount: createFindRecentAccount(),
        verifyClientSecret: (realm, clientId, secret) => clientSecrets.verify(realm, clientId, secret),
        tokenIssued: (grant) => metrics.tokenIssued(grant),
      }),
    ),
    accounts: { resolveActor, accounts },
    credentials: { resolveActor, credentials },
  };
}

function summaryOf({ storeDescription, administrators }: Core): Application['summary'] {
  return [
    ['Store', storeDescription],
    ...administrators.map(
      ({ realm, email, passwordFile }) =>
        [
          `Realm ${realm}`,
          `${email}${passwordFile === undefined ? '' : `, first password in ${passwordFile}`}`,
        ] as const,
    ),
  ];
}
