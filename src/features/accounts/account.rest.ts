import { createRoute, z } from '@hono/zod-openapi';
import { NotFoundError } from '../../kernel/errors.js';
import { idText } from '../../kernel/id-text.js';
import { DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE } from '../../kernel/page.js';
import type { RestApp } from '../../rest/env.js';
import { callerOf, managed } from '../../rest/management.js';
import type { ResolveActor } from '../tokens/resolve-actor.js';
import {
  accountFilterInput,
  createAccountInput,
  IMPORT_MAX_ACCOUNTS,
  importedAccount,
  updateAccountInput,
} from './account.input.js';
import { ACCOUNT_SORT_FIELDS, type Account } from './account.js';
import { accountJson, accountPageResponse, accountResponse, importResponse } from './account.output.js';
import type { AccountService } from './account.service.js';
import type { ImportOutcome } from './import-accounts.js';

export interface AccountRoutesDeps {
  readonly resolveActor: ResolveActor;
  readonly accounts: AccountService;
}

const inRealm = z.object({ realm: z.string() });
const ofAccount = z.object({ realm: z.string(), id: idText });
const shared = { tags: ['Accounts'], security: [{ accessToken: [] }] };

function json<S extends z.ZodType>(description: string, schema: S) {
  return { description, content: { 'application/json': { schema } } };
}

function body<S extends z.ZodType>(schema: S) {
  return { required: true, content: { 'application/json': { schema } } };
}

const callerErrors = {
  401: { description: 'There is no good access token.' },
  403: { description: 'You may not do this.' },
};
const accountErrors = {
  ...callerErrors,
  404: { description: 'There is no such account, or you may not see it.' },
};
const conflict = { description: 'The e-mail address or external id is taken, or the version is another.' };

const createRouteOf = createRoute({
  ...shared,
  method: 'post',
  path: '/realms/{realm}/accounts',
  operationId: 'createAccount',
  summary: 'Create an account',
  request: { params: inRealm, body: body(createAccountInput) },
  responses: { 201: json('The account.', accountResponse), ...callerErrors, 409: conflict },
});

const listRoute = createRoute({
  ...shared,
  method: 'get',
  path: '/realms/{realm}/accounts',
  operationId: 'listAccounts',
  summary: 'List accounts, or find one by e-mail or external id',
  request: {
    params: inRealm,
    query: accountFilterInput.extend({
      email: z.string().max(512).optional().describe('The account with this e-mail, in whatever spelling.'),
      externalId: z.string().max(512).optional().describe('The account with this external id.'),
      sort: z
        .enum(ACCOUNT_SORT_FIELDS)
        .optional()
        .describe('CREATED_AT, or what is searched by a prefix, unless told.'),
      direction: z.enum(['ASC', 'DESC']).default('ASC'),
      first: z.coerce.number().int().min(1).max(MAX_PAGE_SIZE).default(DEFAULT_PAGE_SIZE),
      after: z.string().max(2048).optional().describe('`endCursor` of the page before.'),
      count: z
        .enum(['true', 'false'])
        .default('false')
        .describe('Whether to answer totalCount; it takes time.'),
    }),
  },
  responses: { 200: json('A page of accounts.', accountPageResponse), ...callerErrors },
});

const getRoute = createRoute({
  ...shared,
  method: 'get',
  path: '/realms/{realm}/accounts/{id}',
  operationId: 'getAccount',
  summary: 'Read an account',
  request: { params: ofAccount },
  responses: { 200: json('The account.', accountResponse), ...accountErrors },
});

const updateRoute = createRoute({
  ...shared,
  method: 'patch',
  path: '/realms/{realm}/accounts/{id}',
  operationId: 'updateAccount',
  summary: 'Change an account: what is named is set, null removes, what is not named stays',
  request: { params: ofAccount, body: body(updateAccountInput.omit({ id: true })) },
  responses: { 200: json('The account.', accountResponse), ...accountErrors, 409: conflict },
});

const deleteRoute = createRoute({
  ...shared,
  method: 'delete',
  path: '/realms/{realm}/accounts/{id}',
  operationId: 'deleteAccount',
  summary: 'Delete an account with its credentials, sessions and memberships',
  request: { params: ofAccount },
  responses: { 204: { description: 'It is gone.' }, ...accountErrors, 409: conflict },
});

const disableRoute = createRoute({
  ...shared,
  method: 'post',
  path: '/realms/{realm}/accounts/{id}/disable',
  operationId: 'disableAccount',
  summary: 'Disable an account; its sessions end',
  request: { params: ofAccount },
  responses: { 200: json('The account.', accountResponse), ...accountErrors, 409: conflict },
});

const enableRoute = createRoute({
  ...shared,
  method: 'post',
  path: '/realms/{realm}/accounts/{id}/enable',
  operationId: 'enableAccount',
  summary: 'Enable a disabled account',
  request: { params: ofAccount },
  responses: { 200: json('The account.', accountResponse), ...accountErrors },
});

/** The service checks each account by itself, so that one bad one does not hold up the others. */
const importItem = z.unknown().openapi({ allOf: [{ $ref: '#/components/schemas/ImportedAccount' }] });
const importItems = z.object({ accounts: z.array(importItem).min(1).max(IMPORT_MAX_ACCOUNTS) });

const importRoute = createRoute({
  ...shared,
  method: 'post',
  path: '/realms/{realm}/accounts/import',
  operationId: 'importAccounts',
  summary: `Import up to ${IMPORT_MAX_ACCOUNTS} accounts with their password hashes`,
  request: { params: inRealm, body: body(importItems) },
  responses: { 200: json('What became of each.', importResponse), ...callerErrors },
});

export function registerAccountRoutes(app: RestApp, { resolveActor, accounts }: AccountRoutesDeps): void {
  const middleware = managed(resolveActor);
  // A copy: shapes that were made before zod-openapi extended zod lack what `register` calls.
  app.openAPIRegistry.register('ImportedAccount', importedAccount.clone());

  app.openapi({ ...createRouteOf, middleware }, async (c) => {
    const ctx = callerOf(c);
    const account = await accounts.create(ctx, c.req.valid('json'));
    return c.json(accountJson(account), 201, {
      Location: `/realms/${ctx.realm.slug}/accounts/${account.id}`,
    });
  });

  app.openapi({ ...listRoute, middleware }, async (c) => {
    const ctx = callerOf(c);
    const { email, externalId, sort, direction, first, after, count, ...filter } = c.req.valid('query');
    if (email !== undefined || externalId !== undefined) {
      const found = await findOne(() =>
        email !== undefined
          ? accounts.findByEmail(ctx, email)
          : accounts.findByExternalId(ctx, externalId ?? ''),
      );
      return c.json({ accounts: found.map(accountJson), hasNextPage: false }, 200);
    }
    const page = await accounts.list(ctx, {
      filter,
      sort: { ...(sort !== undefined && { field: sort }), direction },
      first,
      after,
    });
    const endCursor = page.cursors.at(-1);
    const answer = {
      accounts: page.items.map(accountJson),
      hasNextPage: page.hasNextPage,
      ...(endCursor !== undefined && { endCursor }),
      ...(count === 'true' && { totalCount: await accounts.count(ctx, filter) }),
    };
    return c.json(answer, 200);
  });

  app.openapi({ ...getRoute, middleware }, async (c) =>
    c.json(accountJson(await accounts.get(callerOf(c), c.req.valid('param').id)), 200),
  );

  app.openapi({ ...updateRoute, middleware }, async (c) => {
    const { id } = c.req.valid('param');
    return c.json(accountJson(await accounts.update(callerOf(c), { id, ...c.req.valid('json') })), 200);
  });

  app.openapi({ ...deleteRoute, middleware }, async (c) => {
    await accounts.delete(callerOf(c), { id: c.req.valid('param').id });
    return c.body(null, 204);
  });

  app.openapi({ ...disableRoute, middleware }, async (c) =>
    c.json(accountJson(await accounts.disable(callerOf(c), { id: c.req.valid('param').id })), 200),
  );

  app.openapi({ ...enableRoute, middleware }, async (c) =>
    c.json(accountJson(await accounts.enable(callerOf(c), { id: c.req.valid('param').id })), 200),
  );

  app.openapi({ ...importRoute, middleware }, async (c) => {
    const outcomes = await accounts.importAccounts(callerOf(c), c.req.valid('json').accounts);
    return c.json({ results: outcomes.map(outcomeJson) }, 200);
  });
}

/** A search that finds nothing is an empty page. */
async function findOne(find: () => Promise<Account>): Promise<Account[]> {
  try {
    return [await find()];
  } catch (error) {
    if (error instanceof NotFoundError) return [];
    throw error;
  }
}

function outcomeJson(outcome: ImportOutcome): z.input<typeof importResponse>['results'][number] {
  if (outcome.ok) return { accountId: outcome.accountId };
  return { code: outcome.error.code, message: outcome.error.message };
}
