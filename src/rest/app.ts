import { registerAccountRoutes, type AccountRoutesDeps } from '../features/accounts/account.rest.js';
import { registerAuthzenRoutes, type AuthzenRoutesDeps } from '../features/authzen/authzen.rest.js';
import {
  registerCredentialRoutes,
  type CredentialRoutesDeps,
} from '../features/credentials/credential.rest.js';
import { registerGatewayRoutes } from '../features/gateways/gateway.rest.js';
import { registerLoginRoutes, type LoginRoutesDeps } from '../features/login/login.rest.js';
import { registerOAuthRoutes, type OAuthRoutesDeps } from '../features/oauth/oauth.rest.js';
import { registerPolicySchema } from '../features/policies/policy.rest.js';
import {
  registerRoleSessionRoutes,
  type RoleSessionRoutesDeps,
} from '../features/role-sessions/role-session.rest.js';
import { registerDocuments } from './documents.js';
import type { RestApp } from './env.js';
import { createRouter, type RouterOptions } from './router.js';
import { registerSwaggerUi } from './swagger-ui.js';

/** What the features' routes call. */
export interface RestServices {
  readonly login: LoginRoutesDeps;
  readonly oauth: OAuthRoutesDeps;
  readonly accounts: AccountRoutesDeps;
  readonly authzen: AuthzenRoutesDeps;
  readonly credentials: CredentialRoutesDeps;
  readonly roleSessions: RoleSessionRoutesDeps;
}

export interface RestOptions extends RouterOptions {
  /** Without a trailing slash. */
  readonly publicUrl: string;
}

/** The REST bridge: every feature's routes, and the documents that describe them. */
export function createRestApp(options: RestOptions, services: RestServices): RestApp {
  const app = createRouter(options);

  registerLoginRoutes(app, services.login);
  registerOAuthRoutes(app, services.oauth);
  registerAuthzenRoutes(app, services.authzen);
  registerGatewayRoutes(app);
  registerAccountRoutes(app, services.accounts);
  registerCredentialRoutes(app, services.credentials);
  registerRoleSessionRoutes(app, services.roleSessions);

  registerPolicySchema(app);
  registerDocuments(app, options.publicUrl);
  registerSwaggerUi(app);
  app.get('/', (c) => {
    c.env.http.route = '/';
    return c.json({ name: 'Reeve', graphql: '/graphql', docs: '/docs', openapi: '/openapi.json' });
  });
  return app;
}
