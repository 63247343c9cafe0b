import { builder } from '../../graphql/builder.js';
import { connectionComplexity } from '../../graphql/complexity.js';
import { pageArgs } from '../../graphql/connection-type.js';
import { connectionOf, pageRequest } from '../../graphql/connections.js';
import { loaded } from '../../graphql/loaded.js';
import { Node, orNull, registerNode } from '../../graphql/node.js';
import { InvalidInputError } from '../../kernel/errors.js';
import { accountFilterInput, accountSortInput, email, externalId } from './account.input.js';
import type { ACCOUNT_KINDS, ACCOUNT_SORT_FIELDS, ACCOUNT_STATUSES } from './account.js';

export const AccountKind = builder.enumType('AccountKind', {
  description:
    'USER is a person, who logs in with e-mail and password; SERVICE is a program, which uses secrets.',
  values: {
    USER: { description: 'A person.' },
    SERVICE: { description: 'A program.' },
  } satisfies Record<(typeof ACCOUNT_KINDS)[number], object>,
});

export const AccountStatus = builder.enumType('AccountStatus', {
  description: 'Whether an account can log in.',
  values: {
    ACTIVE: { description: 'It can log in.' },
    DISABLED: { description: 'It cannot log in, and none of its tokens is good.' },
  } satisfies Record<(typeof ACCOUNT_STATUSES)[number], object>,
});

export const Account = builder.loadableObjectRef('Account', {
  load: async (ids: string[], ctx) => loaded(await ctx.services.accounts.getMany(ctx, ids), 'The account'),
});
Account.implement({
  description: 'A person or a service that can authenticate.',
  interfaces: [Node],
  fields: (t) => ({
    kind: t.expose('kind', { type: AccountKind, description: 'Person or program.' }),
    email: t.exposeString('email', {
      nullable: true,
      description: 'The login name of a USER, as it was typed; unique in its realm in whatever spelling.',
    }),
    externalId: t.exposeString('externalId', {
      nullable: true,
      description: 'What another system calls it; unique in its realm.',
    }),
    name: t.exposeString('name', { nullable: true, description: 'What people call it.' }),
    status: t.expose('status', { type: AccountStatus, description: 'Whether it can log in.' }),
    attributes: t.expose('attributes', { type: 'Attributes', description: 'What the realm keeps about it.' }),
    version: t.exposeInt('version', {
      description: 'Raised by every change; compared with `expectedVersion`.',
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was created.' }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime', description: 'When it was last changed.' }),
  }),
});
registerNode('Account', (ctx, id) => Account.getDataloader(ctx).load(id));

const AccountConnection = builder.connectionObject(
  {
    type: Account,
    name: 'AccountConnection',
    description: 'A page of accounts.',
    fields: (t) => ({
      totalCount: t.int({
        nullable: true,
        description: 'How many accounts match, on all pages. Counted only when asked for.',
        complexity: 100,
        resolve: (connection) => connection.totalCount?.() ?? null,
      }),
    }),
  },
  { name: 'AccountEdge', description: 'One of the accounts of a page, and where it stands.' },
);

const AccountFilter = builder.inputType('AccountFilter', {
  description:
    'Which accounts a list holds. Conditions add up; prefixes are compared without regard to case.',
  fields: (t) => ({
    emailPrefix: t.string({ required: false, description: 'E-mail addresses that start with this.' }),
    namePrefix: t.string({ required: false, description: 'Names that start with this.' }),
    status: t.field({ type: AccountStatus, required: false, description: 'Accounts of this status.' }),
    kind: t.field({ type: AccountKind, required: false, description: 'Accounts of this kind.' }),
  }),
});

const AccountSortField = builder.enumType('AccountSortField', {
  description: 'What accounts are ordered by.',
  values: {
    CREATED_AT: { description: 'When they were created.' },
    EMAIL: { description: 'Their e-mail address in its normalised form; accounts without one come first.' },
    NAME: { description: 'Their name without regard to case; accounts without one come first.' },
  } satisfies Record<(typeof ACCOUNT_SORT_FIELDS)[number], object>,
});

const SortDirection = builder.enumType('SortDirection', {
  description: 'In which direction a list is ordered.',
  values: { ASC: { description: 'Ascending.' }, DESC: { description: 'Descending.' } },
});

const AccountSort = builder.inputType('AccountSort', {
  description: 'How accounts are ordered.',
  fields: (t) => ({
    field: t.field({ type: AccountSortField, defaultValue: 'CREATED_AT', description: 'By what.' }),
    direction: t.field({ type: SortDirection, defaultValue: 'ASC', description: 'In which direction.' }),
  }),
});

builder.queryFields((t) => ({
  account: t.field({
    type: Account,
    nullable: true,
    description:
      'An account by exactly one of id, e-mail and external id; null if there is none, or none that the caller may see.',
    args: {
      id: t.arg.id({ required: false, description: 'Its id.' }),
      email: t.arg.string({
        required: false,
        description: 'Its e-mail address, in any spelling.',
        validate: { schema: email },
      }),
      externalId: t.arg.string({
        required: false,
        description: 'Its external id.',
        validate: { schema: externalId },
      }),
    },
    resolve: (_root, args, ctx) => {
      const named = [args.id, args.email, args.externalId].filter((value) => typeof value === 'string');
      if (named.length !== 1) {
        throw new InvalidInputError([{ path: [], message: 'give exactly one of id, email and externalId' }]);
      }
      if (typeof args.id === 'string') return orNull(Account.getDataloader(ctx).load(args.id));
      const { accounts } = ctx.services;
      if (typeof args.email === 'string') return orNull(accounts.findByEmail(ctx, args.email));
      return orNull(accounts.findByExternalId(ctx, args.externalId ?? ''));
    },
  }),
  accounts: t.field({
    type: AccountConnection,
    description: 'The accounts of the realm.',
    args: {
      filter: t.arg({
        type: AccountFilter,
        required: false,
        description: 'Which accounts; all if left out.',
        validate: { schema: accountFilterInput },
      }),
      sort: t.arg({
        type: AccountSort,
        required: false,
        description: 'In which order; if left out, by what a prefix searches, else by creation.',
        validate: { schema: accountSortInput },
      }),
      ...pageArgs,
    },
    complexity: connectionComplexity,
    resolve: async (_root, { filter, sort, ...args }, ctx) => {
      const page = pageRequest(args);
      const found = await ctx.services.accounts.list(ctx, { filter, sort, ...page });
      return {
        ...connectionOf(found, page.after),
        totalCount: () => ctx.services.accounts.count(ctx, filter),
      };
    },
  }),
  viewer: t.field({
    type: Account,
    nullable: true,
    description:
      'The account of the caller; null for a role session (see `roleSession`), and for a caller of the realm `system` who acts in another realm.',
    resolve: (_root, _args, ctx) => {
      const { actor, realm } = ctx;
      if (actor.kind !== 'account' || actor.realmSlug !== realm.slug) return null;
      return Account.getDataloader(ctx).load(actor.accountId);
    },
  }),
}));
