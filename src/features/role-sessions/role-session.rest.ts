import { createRoute, z } from '@hono/zod-openapi';
import { NO_STORE } from '../../rest/caching.js';
import type { RestApp } from '../../rest/env.js';
import { callerOf, managed } from '../../rest/management.js';
import type { ResolveActor } from '../tokens/resolve-actor.js';
import { assumeRoleInput } from './role-session.input.js';
import type { RoleSessionService } from './role-session.service.js';

export interface RoleSessionRoutesDeps {
  readonly resolveActor: ResolveActor;
  readonly roleSessions: RoleSessionService;
}

const assumedRole = z.object({
  access_token: z.string().describe('A JWT (RFC 9068) that speaks for the role session.'),
  token_type: z.literal('Bearer'),
  expires_in: z.number().describe('Life of the token, in seconds.'),
  principal: z.string().describe('The name of the role session in policies.'),
});

const assumeRoute = createRoute({
  method: 'post',
  path: '/realms/{realm}/assume-role',
  tags: ['Role sessions'],
  operationId: 'assumeRole',
  summary: 'Begin a role session, if the trust policy of the role allows it',
  security: [{ accessToken: [] }],
  request: {
    params: z.object({ realm: z.string() }),
    body: { required: true, content: { 'application/json': { schema: assumeRoleInput } } },
  },
  responses: {
    200: {
      description: 'The role session has begun.',
      content: { 'application/json': { schema: assumedRole } },
    },
    400: { description: 'The input breaks a rule, or the session policy is not valid.' },
    401: { description: 'There is no good access token of this realm.' },
    403: { description: 'The trust policy of the role does not allow it.' },
    404: { description: 'There is no such role, or you may neither assume nor see it.' },
  },
});

export function registerRoleSessionRoutes(
  app: RestApp,
  { resolveActor, roleSessions }: RoleSessionRoutesDeps,
): void {
  const middleware = managed(resolveActor, { acceptSystem: false });

  app.openapi({ ...assumeRoute, middleware }, async (c) => {
    const { token, expiresIn, principal } = await roleSessions.assume(callerOf(c), c.req.valid('json'));
    return c.json(
      { access_token: token, token_type: 'Bearer' as const, expires_in: expiresIn, principal },
      200,
      NO_STORE,
    );
  });
}
