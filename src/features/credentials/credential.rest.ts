import { createRoute, z } from '@hono/zod-openapi';
import { idText } from '../../kernel/id-text.js';
import { NO_STORE } from '../../rest/caching.js';
import type { RestApp } from '../../rest/env.js';
import { callerOf, managed } from '../../rest/management.js';
import type { ResolveActor } from '../tokens/resolve-actor.js';
import { resetPasswordInput } from './credential.input.js';
import type { AccountSecret } from './credential.js';
import type { CredentialService } from './credential.service.js';

export interface CredentialRoutesDeps {
  readonly resolveActor: ResolveActor;
  readonly credentials: CredentialService;
}

const ofAccount = z.object({ realm: z.string(), id: idText });
const shared = { tags: ['Accounts'], security: [{ accessToken: [] }] };

const secretShape = z.object({
  id: z.string(),
  accountId: z.string(),
  createdAt: z.string().describe('RFC 3339.'),
});
const newSecretShape = secretShape.extend({ secret: z.string().describe('Shown this once.') });

function json<S extends z.ZodType>(description: string, schema: S) {
  return { description, content: { 'application/json': { schema } } };
}

const errors = {
  401: { description: 'There is no good access token.' },
  403: { description: 'You may not do this.' },
  404: { description: 'There is no such account or secret, or you may not see it.' },
};

const resetRoute = createRoute({
  ...shared,
  method: 'post',
  path: '/realms/{realm}/accounts/{id}/password',
  operationId: 'resetPassword',
  summary: "Set an account's password; its sessions end",
  request: {
    params: ofAccount,
    body: {
      required: true,
      content: { 'application/json': { schema: resetPasswordInput.omit({ accountId: true }) } },
    },
  },
  responses: {
    204: { description: 'It is set.' },
    ...errors,
    409: { description: 'The account is a SERVICE.' },
  },
});

const createSecretRoute = createRoute({
  ...shared,
  method: 'post',
  path: '/realms/{realm}/accounts/{id}/secrets',
  operationId: 'createAccountSecret',
  summary: 'Make a secret of a service account; two may live, for rotation',
  request: { params: ofAccount },
  responses: {
    201: json('The secret, shown this once.', newSecretShape),
    ...errors,
    409: { description: 'The account has two secrets already, or is a USER.' },
  },
});

const listSecretsRoute = createRoute({
  ...shared,
  method: 'get',
  path: '/realms/{realm}/accounts/{id}/secrets',
  operationId: 'listAccountSecrets',
  summary: 'List the secrets of a service account, without their values',
  request: { params: ofAccount },
  responses: {
    200: json('At most two, the older first.', z.object({ secrets: z.array(secretShape) })),
    ...errors,
  },
});

const revokeSecretRoute = createRoute({
  ...shared,
  method: 'delete',
  path: '/realms/{realm}/accounts/{id}/secrets/{secretId}',
  operationId: 'revokeAccountSecret',
  summary: 'Revoke a secret, and with it the tokens that it got',
  request: { params: ofAccount.extend({ secretId: idText }) },
  responses: { 204: { description: 'It is revoked.' }, ...errors },
});

export function registerCredentialRoutes(
  app: RestApp,
  { resolveActor, credentials }: CredentialRoutesDeps,
): void {
  const middleware = managed(resolveActor);

  app.openapi({ ...resetRoute, middleware }, async (c) => {
    const { id: accountId } = c.req.valid('param');
    await credentials.resetPassword(callerOf(c), { accountId, ...c.req.valid('json') });
    return c.body(null, 204);
  });

  app.openapi({ ...createSecretRoute, middleware }, async (c) => {
    const made = await credentials.createAccountSecret(callerOf(c), { accountId: c.req.valid('param').id });
    return c.json({ ...secretJson(made), secret: made.secret }, 201, NO_STORE);
  });

  app.openapi({ ...listSecretsRoute, middleware }, async (c) => {
    const secrets = await credentials.listSecrets(callerOf(c), c.req.valid('param').id);
    return c.json({ secrets: secrets.map(secretJson) }, 200);
  });

  app.openapi({ ...revokeSecretRoute, middleware }, async (c) => {
    const { id: accountId, secretId } = c.req.valid('param');
    await credentials.revokeAccountSecret(callerOf(c), { accountId, secretId });
    return c.body(null, 204);
  });
}

function secretJson({ id, accountId, createdAt }: AccountSecret): z.input<typeof secretShape> {
  return { id, accountId, createdAt: createdAt.toISOString() };
}
