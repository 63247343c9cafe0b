import { builder } from '../../graphql/builder.js';
import { connectionComplexity } from '../../graphql/complexity.js';
import { connectionType, pageArgs } from '../../graphql/connection-type.js';
import type { GraphQLContext } from '../../graphql/context.js';
import { connectionOf, pageRequest, relation } from '../../graphql/connections.js';
import { Node, orNull, registerNode } from '../../graphql/node.js';
import { InvalidInputError, NotFoundError } from '../../kernel/errors.js';
import { Account } from '../accounts/account.graphql.js';
import { revokeAllSessionsInput, revokeSessionInput } from './session.input.js';
import type { Session as SessionShape } from './session.js';

export const Session = builder.objectRef<SessionShape>('Session');
Session.implement({
  description: 'One login of one account on one device.',
  interfaces: [Node],
  fields: (t) => ({
    account: t.field({
      type: Account,
      description: 'Who logged in.',
      resolve: (session) => session.accountId,
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it began.' }),
    lastUsedAt: t.expose('lastUsedAt', {
      type: 'DateTime',
      description: 'When its tokens were last refreshed.',
    }),
    expiresAt: t.expose('expiresAt', { type: 'DateTime', description: 'When it ends if it is not used.' }),
    scope: t.exposeStringList('scope', { description: 'The scopes that the login asked for.' }),
    clientAddress: t.exposeString('clientAddress', { description: 'The address from which the login came.' }),
    userAgent: t.exposeString('userAgent', {
      nullable: true,
      description: 'What the device says that it is.',
    }),
  }),
});
registerNode('Session', (ctx, id) => ctx.services.sessions.get(ctx, id));

const SessionConnection = connectionType(Session, 'Session', 'sessions');

const sessionsOfAccount = relation((ctx, ids, page) => ctx.services.sessions.listOfAccounts(ctx, ids, page));

builder.objectField(Account, 'sessions', (t) =>
  t.field({
    type: SessionConnection,
    description: 'The sessions of the account, newest first.',
    args: pageArgs,
    complexity: connectionComplexity,
    resolve: (account, args, ctx) => sessionsOfAccount(ctx, account.id, args),
  }),
);

/** The account that is named, or the caller's own. */
function accountOr(ctx: GraphQLContext, accountId: string | null | undefined): string {
  if (typeof accountId === 'string') return accountId;
  const { actor, realm } = ctx;
  if (actor.kind === 'account' && actor.realmSlug === realm.slug) return actor.accountId;
  throw new InvalidInputError([
    { path: ['accountId'], message: 'must be given: the caller has no account here' },
  ]);
}

builder.queryFields((t) => ({
  session: t.field({
    type: Session,
    nullable: true,
    description: 'A session by id; null if there is none, or none that the caller may see.',
    args: { id: t.arg.id({ description: 'The id of the session.' }) },
    resolve: (_root, { id }, ctx) => orNull(ctx.services.sessions.get(ctx, id)),
  }),
  sessions: t.field({
    type: SessionConnection,
    description: 'The sessions of an account, newest first.',
    args: {
      accountId: t.arg.id({ required: false, description: "Whose; the caller's own if left out." }),
      ...pageArgs,
    },
    complexity: connectionComplexity,
    resolve: async (_root, { accountId, ...args }, ctx) => {
      const page = pageRequest(args);
      const found = await ctx.services.sessions.list(ctx, accountOr(ctx, accountId), page);
      return connectionOf(found, page.after);
    },
  }),
}));

const RevokeSessionInput = builder.inputType('RevokeSessionInput', {
  description: 'Which session to end.',
  fields: (t) => ({ id: t.id({ description: 'The session.' }) }),
});

const RevokeAllSessionsInput = builder.inputType('RevokeAllSessionsInput', {
  description: 'Whose sessions to end.',
  fields: (t) => ({
    accountId: t.id({ required: false, description: "The account; the caller's own if left out." }),
  }),
});

const RevokedSessions = builder.objectRef<{ readonly count: number }>('RevokedSessions');
RevokedSessions.implement({
  description: 'What ended.',
  fields: (t) => ({ count: t.exposeInt('count', { description: 'How many sessions ended.' }) }),
});

builder.mutationFields((t) => ({
  revokeSession: t.field({
    type: Session,
    description: 'Ends a session: its tokens are refused at once. Answers it as it was.',
    args: {
      input: t.arg({
        type: RevokeSessionInput,
        description: 'Which one.',
        validate: { schema: revokeSessionInput },
      }),
    },
    errors: { types: [NotFoundError] },
    resolve: (_root, { input }, ctx) => ctx.services.sessions.revoke(ctx, input.id),
  }),
  revokeAllSessions: t.field({
    type: RevokedSessions,
    description: "Ends all sessions of an account, the caller's own included if it is the caller's.",
    args: {
      input: t.arg({
        type: RevokeAllSessionsInput,
        description: 'Whose.',
        validate: { schema: revokeAllSessionsInput },
      }),
    },
    errors: {},
    resolve: async (_root, { input }, ctx) => ({
      count: await ctx.services.sessions.revokeAll(ctx, accountOr(ctx, input.accountId)),
    }),
  }),
}));
