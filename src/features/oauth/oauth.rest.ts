import { createRoute } from '@hono/zod-openapi';
import { z } from 'zod';
import { PUBLIC } from '../../rest/caching.js';
import type { RestApp } from '../../rest/env.js';
import { guardedRealm } from '../../rest/guarded-realm.js';
import { UnauthenticatedError } from '../../kernel/errors.js';
import type { FindRecentAccount } from '../accounts/recent-account.js';
import { principalOf, subjectOf } from '../authorization/principal.js';
import type { Authenticator } from '../tokens/authenticate.js';
import type { Issuers } from '../tokens/issuer.js';
import { tokenResponse } from '../tokens/token-set.js';
import { requireBearer } from '../tokens/request-credentials.js';
import type { KeyService } from '../keys/key.service.js';
import { discoveryDocument } from './discovery.js';
import type { IntrospectionService } from './introspection.service.js';
import { answerOAuth, NO_STORE, oauthInputErrors } from './oauth-answer.js';
import { tokenQuery, tokenRequest } from './oauth.input.js';
import {
  discoveryResponse,
  introspectionResponse,
  jwksResponse,
  oauthError,
  userinfoResponse,
} from './oauth.output.js';
import type { RevocationService } from './revocation.service.js';
import type { TokenService } from './token.service.js';

export interface OAuthRoutesDeps {
  readonly tokens: TokenService;
  readonly introspection: IntrospectionService;
  readonly revocation: RevocationService;
  readonly authenticator: Pick<Authenticator, 'authenticate'>;
  readonly findRecentAccount: FindRecentAccount;
  readonly keys: Pick<KeyService, 'publicKeys'>;
  readonly issuers: Issuers;
}

const params = z.object({ realm: z.string() });
const tags = ['OAuth 2.0 and OpenID Connect'];
const form = 'application/x-www-form-urlencoded';

function json<S extends z.ZodType>(description: string, schema: S) {
  return { description, content: { 'application/json': { schema } } };
}

const oauthErrors = {
  400: json('The request is wrong (RFC 6749, 5.2).', oauthError),
  401: json('The client did not authenticate.', oauthError),
  404: { description: 'There is no such realm.' },
  413: json('The form is too large.', oauthError),
  415: json('The body is not a form.', oauthError),
};

const realmErrors = { 404: { description: 'There is no such realm.' } };

const tokenRoute = createRoute({
  method: 'post',
  path: '/realms/{realm}/token',
  tags,
  summary: 'Get tokens with a refresh token, or with a secret of a service account (RFC 6749)',
  security: [{}, { clientSecret: [] }],
  middleware: oauthInputErrors,
  request: { params, body: { required: true, content: { [form]: { schema: tokenRequest } } } },
  responses: { 200: json('The tokens.', tokenResponse), ...oauthErrors },
});

const revokeRoute = createRoute({
  method: 'post',
  path: '/realms/{realm}/revoke',
  tags,
  summary: 'End a token (RFC 7009)',
  security: [{ clientSecret: [] }],
  middleware: oauthInputErrors,
  request: { params, body: { required: true, content: { [form]: { schema: tokenQuery } } } },
  responses: { 200: { description: 'The token is good for nothing now.' }, ...oauthErrors },
});

const introspectRoute = createRoute({
  method: 'post',
  path: '/realms/{realm}/introspect',
  tags,
  summary: 'Ask whether an access token is good at this moment (RFC 7662)',
  security: [{ clientSecret: [] }],
  middleware: oauthInputErrors,
  request: { params, body: { required: true, content: { [form]: { schema: tokenQuery } } } },
  responses: { 200: json('What the token says, if it is good.', introspectionResponse), ...oauthErrors },
});

const userinfoRoute = createRoute({
  method: 'get',
  path: '/realms/{realm}/userinfo',
  tags,
  summary: 'Who the access token is of (OpenID Connect)',
  security: [{ accessToken: [] }],
  request: { params },
  responses: {
    200: json('The account.', userinfoResponse),
    401: { description: 'No good access token of this realm, or no such realm.' },
  },
});

/** OpenID Connect Core (5.3.1) asks for both methods. The token comes in the header, as RFC 6750 (2.1) has it. */
const userinfoByPostRoute = createRoute({
  ...userinfoRoute,
  method: 'post',
  operationId: 'userinfoByPost',
});

const jwksRoute = createRoute({
  method: 'get',
  path: '/realms/{realm}/jwks',
  tags,
  summary: 'The public keys that verify the tokens of the realm (RFC 7517)',
  request: { params },
  responses: { 200: json('The keys.', jwksResponse), ...realmErrors },
});

const discoveryRoute = createRoute({
  method: 'get',
  path: '/realms/{realm}/.well-known/openid-configuration',
  tags,
  summary: 'Where everything is (OpenID Connect Discovery, RFC 8414)',
  request: { params },
  responses: { 200: json('The document.', discoveryResponse), ...realmErrors },
});

export function registerOAuthRoutes(app: RestApp, deps: OAuthRoutesDeps): void {
  app.openapi(tokenRoute, (c) =>
    answerOAuth(c, async () => {
      const realm = await c.var.lease();
      const tokens = await deps.tokens.grant(realm, c.req.valid('form'), c.req.header('authorization'));
      return c.json(tokens, 200, NO_STORE);
    }),
  );

  app.openapi(revokeRoute, (c) =>
    answerOAuth(c, async () => {
      const realm = await c.var.lease();
      await deps.revocation.revoke(realm, c.req.valid('form'), c.req.header('authorization'));
      return c.body(null, 200, NO_STORE);
    }),
  );

  app.openapi(introspectRoute, (c) =>
    answerOAuth(c, async () => {
      const realm = await c.var.lease();
      const answer = await deps.introspection.introspect(
        realm,
        c.req.valid('form'),
        c.req.header('authorization'),
      );
      return c.json(answer, 200, NO_STORE);
    }),
  );

  for (const route of [userinfoRoute, userinfoByPostRoute]) {
    app.openapi(route, async (c) => {
      const realm = await guardedRealm(c);
      const bearer = requireBearer(c.req.header('authorization'));
      const actor = await deps.authenticator.authenticate(realm, bearer);
      const sub = subjectOf(principalOf(actor));
      if (actor.kind === 'role-session') return c.json({ sub, name: actor.roleSession.name }, 200, NO_STORE);
      const account = await deps.findRecentAccount(realm, actor.accountId);
      if (account === undefined) throw new UnauthenticatedError();
      return c.json({ sub, name: account.name, email: account.email }, 200, NO_STORE);
    });
  }

  app.openapi(jwksRoute, async (c) => {
    const keys = await deps.keys.publicKeys(await c.var.lease());
    return c.json({ keys: [...keys] }, 200, PUBLIC);
  });

  app.openapi(discoveryRoute, async (c) => {
    return c.json(discoveryDocument(await c.var.lease(), deps.issuers), 200, PUBLIC);
  });
}
