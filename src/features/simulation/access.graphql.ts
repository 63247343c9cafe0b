import type {
  AccessPattern as AccessPatternShape,
  PatternCondition as PatternConditionShape,
  PatternSet as PatternSetShape,
  PossibleDeny as PossibleDenyShape,
  StatementReference as StatementReferenceShape,
} from '../../decision/public.js';
import { builder } from '../../graphql/builder.js';
import { pageArgs } from '../../graphql/connection-type.js';
import { pageRequest, type Connection } from '../../graphql/connections.js';
import { orNull } from '../../graphql/node.js';
import { inputError } from '../../kernel/input-error.js';
import { DEFAULT_PAGE_SIZE } from '../../kernel/page.js';
import { Account } from '../accounts/account.graphql.js';
import { whatCanInput, whoCanInput } from './simulation.input.js';
import type { AccessOfPrincipal as AccessOfPrincipalShape } from './simulation.service.js';
import type { WhoCanPage } from './who-can.js';

const PrincipalWithAccess = builder.objectRef<{ readonly principalId: string }>('PrincipalWithAccess');
PrincipalWithAccess.implement({
  description: 'Somebody who may.',
  fields: (t) => ({
    principalId: t.exposeID('principalId', { description: 'The account.' }),
    account: t.field({
      type: Account,
      nullable: true,
      description: 'The account itself; null if the caller may not see it.',
      resolve: ({ principalId }, _args, ctx) => orNull(Account.getDataloader(ctx).load(principalId)),
    }),
  }),
});

interface Found extends Connection<{ readonly principalId: string }> {
  readonly page: WhoCanPage;
}

const PrincipalWithAccessConnection = builder.connectionObject(
  {
    type: PrincipalWithAccess,
    name: 'PrincipalWithAccessConnection',
    description:
      'A page of those who may, the oldest accounts first. A page may be short or even empty and still have a next one: see `cut`.',
    fields: (t) => ({
      cut: t.boolean({
        description:
          'True if this page stopped because it had looked at enough accounts, not because it was full: go on behind `pageInfo.endCursor`.',
        resolve: (connection) => pageOf(connection).cut,
      }),
      revision: t.int({
        description: 'The revision of the realm to which all of the page belongs. Pages may differ in it.',
        resolve: (connection) => pageOf(connection).revision,
      }),
    }),
  },
  { name: 'PrincipalWithAccessEdge', description: 'One of those who may, and where they stand.' },
);

function pageOf(connection: object): WhoCanPage {
  return (connection as Found).page;
}

const PatternSet = builder.objectRef<PatternSetShape>('PatternSet');
PatternSet.implement({
  description: 'Whatever fits one of the patterns and none of the exceptions.',
  fields: (t) => ({
    patterns: t.exposeStringList('patterns', { description: 'As policies write them: `orders:*`.' }),
    except: t.exposeStringList('except', { description: 'What is not in it, though it fits.' }),
  }),
});

const PatternCondition = builder.objectRef<PatternConditionShape>('PatternCondition');
PatternCondition.implement({
  description: 'A condition under which a pattern holds.',
  fields: (t) => ({
    operator: t.exposeString('operator', { description: '`StringEquals` and so on.' }),
    key: t.exposeString('key', { description: 'The context key.' }),
    values: t.exposeStringList('values', { description: 'The values in the policy, as written.' }),
  }),
});

const StatementReference = builder.objectRef<StatementReferenceShape>('StatementReference');
StatementReference.implement({
  description: 'Where a statement stands.',
  fields: (t) => ({
    layer: t.exposeString('layer', {
      description: '`identityPolicies`, `permissionBoundaries`, `sessionPolicy` or `guardrails`.',
    }),
    level: t.int({
      nullable: true,
      description: 'Which of several guardrail levels or boundaries; 0 is the first.',
      resolve: ({ level }) => level ?? null,
    }),
    policy: t.exposeString('policy', { description: 'The name of its policy.' }),
    origin: t.string({
      nullable: true,
      description: 'Whose policy it is: `group:ID`; `everybody` for what all accounts have.',
      resolve: ({ origin }) => origin ?? null,
    }),
    statement: t.exposeInt('statement', { description: 'Its place in the document; 0 is the first.' }),
    sid: t.string({
      nullable: true,
      description: 'Its Sid, if it has one.',
      resolve: ({ sid }) => sid ?? null,
    }),
  }),
});

const PossibleDeny = builder.objectRef<PossibleDenyShape>('PossibleDeny');
PossibleDeny.implement({
  description: 'A Deny that can take something out of a pattern.',
  fields: (t) => ({
    by: t.expose('by', { type: StatementReference, description: 'The statement.' }),
    actions: t.expose('actions', { type: PatternSet, description: 'What it denies.' }),
    resources: t.expose('resources', { type: PatternSet, description: 'On what.' }),
    conditions: t.expose('conditions', {
      type: [PatternCondition],
      description: 'It denies only where all of these hold.',
    }),
  }),
});

const AccessPattern = builder.objectRef<AccessPatternShape>('AccessPattern');
AccessPattern.implement({
  description: 'Something that may be allowed.',
  fields: (t) => ({
    actions: t.expose('actions', { type: PatternSet, description: 'Which actions.' }),
    resources: t.expose('resources', { type: PatternSet, description: 'On which resources.' }),
    conditions: t.expose('conditions', {
      type: [PatternCondition],
      description: 'It is allowed only where all of these hold.',
    }),
    by: t.expose('by', { type: StatementReference, description: 'The Allow.' }),
    within: t.expose('within', {
      type: [StatementReference],
      description: 'What narrows it: Allows of boundaries, session policy and guardrails.',
    }),
    denies: t.expose('denies', {
      type: [PossibleDeny],
      description: 'What can take something out of it, and is not subtracted here.',
    }),
  }),
});

const AccessOfPrincipal = builder.objectRef<AccessOfPrincipalShape>('AccessOfPrincipal');
AccessOfPrincipal.implement({
  description:
    'What the policies of an account may allow: nothing outside these patterns is allowed, but conditions and Denies may take away what is inside. What only the policy of a resource gives is not in it.',
  fields: (t) => ({
    principal: t.exposeString('principal', { description: 'The name of the account in policies.' }),
    patterns: t.expose('patterns', { type: [AccessPattern], description: 'One or more for each Allow.' }),
    cut: t.exposeBoolean('cut', {
      description:
        'True if there are more than 500 Allow statements, or more than one answer tells: what the others give is not told.',
    }),
    revision: t.exposeInt('revision', { description: 'The revision of the realm to which this belongs.' }),
  }),
});

builder.queryFields((t) => ({
  whoCan: t.field({
    type: PrincipalWithAccessConnection,
    description:
      'The accounts that may do an action to a resource. Needs `iam:ListPrincipalsWithAccess` on all accounts.',
    args: {
      action: t.arg.string({ description: 'For example `orders:Read`.' }),
      resource: t.arg.string({ description: 'Any name: `rn:demo:orders:order/7`, an ARN, a path.' }),
      context: t.arg({
        type: 'Attributes',
        required: false,
        description: 'Context keys and their values. Needs `iam:SupplyContext`.',
      }),
      ...pageArgs,
    },
    // A page may decide for 2,000 accounts.
    complexity: ({ first }) => ({ field: 2000, multiplier: first ?? DEFAULT_PAGE_SIZE }),
    resolve: async (_root, { first, after, ...question }, ctx) => {
      const page = pageRequest({ first, after });
      const input = whoCanInput.safeParse(question);
      if (!input.success) throw inputError(input.error);
      return foundOf(await ctx.services.simulation.whoCan(ctx, input.data, page), page.after);
    },
  }),
  whatCan: t.field({
    type: AccessOfPrincipal,
    description:
      'All that an account may do, as patterns: oneself, or another account with `iam:ListAccessOfPrincipal`. Guardrails are left out unless the caller has `iam:ListGuardrails`: the answer may then be wider than what is allowed.',
    args: {
      principalId: t.arg.id({ required: false, description: 'The account; oneself if left out.' }),
    },
    complexity: 1000,
    resolve: async (_root, args, ctx) => {
      const input = whatCanInput.safeParse(args);
      if (!input.success) throw inputError(input.error);
      return ctx.services.simulation.whatCan(ctx, input.data);
    },
  }),
}));

/** A page goes on behind the account that was looked at last, which need not be the one that was found last. */
function foundOf(page: WhoCanPage, after: string | undefined): Found {
  const edges = page.items.map((principalId) => ({ cursor: principalId, node: { principalId } }));
  return {
    page,
    edges,
    pageInfo: {
      hasNextPage: page.after !== undefined,
      hasPreviousPage: after !== undefined,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: page.after ?? edges.at(-1)?.cursor ?? null,
    },
  };
}
