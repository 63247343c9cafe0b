import { createRoute } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { z } from 'zod';
import { PROBLEM_TYPE, problemOf } from '../../http/problem.js';
import { NO_STORE } from '../../rest/caching.js';
import type { RestApp, RestEnv } from '../../rest/env.js';
import { guardedRealm } from '../../rest/guarded-realm.js';
import { bearerOf, requireBearer } from '../tokens/request-credentials.js';
import { tokenResponse } from '../tokens/token-set.js';
import { PasswordChangeRequiredError } from './login.errors.js';
import { changePasswordInput, loginInput, logoutInput } from './login.input.js';
import type { LoginService } from './login.service.js';
import type { LogoutService } from './logout.service.js';
import type { PasswordChangeService } from './password-change.service.js';

export interface LoginRoutesDeps {
  readonly logins: LoginService;
  readonly passwords: PasswordChangeService;
  readonly logouts: LogoutService;
}

const params = z.object({ realm: z.string() });
const tags = ['Login'];

const passwordChangeRequired = z.object({
  type: z.literal('about:blank'),
  title: z.string(),
  status: z.literal(403),
  detail: z.string(),
  code: z.literal('PASSWORD_CHANGE_REQUIRED'),
  requestId: z.string(),
  passwordChangeToken: z.string().describe('The bearer token of POST /password, good once.'),
  expiresIn: z.number().describe('Seconds.'),
});

const loginRoute = createRoute({
  method: 'post',
  path: '/realms/{realm}/login',
  tags,
  summary: 'Log in with e-mail and password',
  request: { params, body: { required: true, content: { 'application/json': { schema: loginInput } } } },
  responses: {
    200: {
      description: 'A session is open; these are its tokens.',
      content: { 'application/json': { schema: tokenResponse } },
    },
    401: { description: 'The login failed; nothing says why.' },
    403: {
      description: 'The password is right, but another must be chosen first.',
      content: { [PROBLEM_TYPE]: { schema: passwordChangeRequired } },
    },
    404: { description: 'There is no such realm.' },
    429: { description: 'Too many failed attempts.' },
  },
});

const passwordRoute = createRoute({
  method: 'post',
  path: '/realms/{realm}/password',
  tags,
  summary: "Change one's password; other sessions end",
  security: [{ accessToken: [] }],
  request: {
    params,
    body: { required: true, content: { 'application/json': { schema: changePasswordInput } } },
  },
  responses: {
    204: { description: 'The password is changed.' },
    400: { description: "The new password breaks the realm's rules." },
    401: { description: 'The token is not good, or the current password is wrong.' },
    404: { description: 'There is no such realm.' },
    429: { description: 'Too many failed attempts.' },
  },
});

const logoutRoute = createRoute({
  method: 'post',
  path: '/realms/{realm}/logout',
  tags,
  summary: 'End the session of an access token, of a refresh token, or of both',
  security: [{ accessToken: [] }, {}],
  request: { params, body: { content: { 'application/json': { schema: logoutInput } } } },
  responses: {
    204: { description: 'The session has ended.' },
    400: { description: 'The access token belongs to no session.' },
    401: { description: 'There is no token, or the access token is not good.' },
    404: { description: 'There is no such realm.' },
  },
});

/** The one error that carries something to go on with. */
function passwordChangeProblem(c: Context<RestEnv>, error: PasswordChangeRequiredError): Response {
  const { passwordChangeToken, expiresIn } = error;
  const problem = { ...problemOf(error, c.var.requestId), passwordChangeToken, expiresIn };
  return c.body(JSON.stringify(problem), 403, { 'Content-Type': PROBLEM_TYPE, ...NO_STORE });
}

export function registerLoginRoutes(app: RestApp, { logins, passwords, logouts }: LoginRoutesDeps): void {
  app.openapi(loginRoute, async (c) => {
    const realm = await c.var.lease();
    const { clientAddress } = c.var;
    const origin = { clientAddress, userAgent: c.req.header('user-agent') };
    try {
      return c.json(await logins.login(realm, c.req.valid('json'), origin), 200, NO_STORE);
    } catch (error) {
      if (error instanceof PasswordChangeRequiredError) return passwordChangeProblem(c, error);
      throw error;
    }
  });

  app.openapi(passwordRoute, async (c) => {
    const realm = await guardedRealm(c);
    const bearer = requireBearer(c.req.header('authorization'));
    const { requestId, clientAddress } = c.var;
    await passwords.change({ realm, requestId, clientAddress }, bearer, c.req.valid('json'));
    return c.body(null, 204);
  });

  app.openapi(logoutRoute, async (c) => {
    const realm = await guardedRealm(c);
    const bearer = bearerOf(c.req.header('authorization'));
    await logouts.logout(realm, { bearer, refreshToken: c.req.valid('json').refresh_token });
    return c.body(null, 204);
  });
}
