import SchemaBuilder from '@pothos/core';
import ComplexityPlugin from '@pothos/plugin-complexity';
import DataloaderPlugin from '@pothos/plugin-dataloader';
import ErrorsPlugin from '@pothos/plugin-errors';
import RelayPlugin from '@pothos/plugin-relay';
import ScopeAuthPlugin from '@pothos/plugin-scope-auth';
import TracingPlugin, { isRootField } from '@pothos/plugin-tracing';
import ZodPlugin from '@pothos/plugin-zod';
import { ForbiddenError, InvalidInputError, UnauthenticatedError } from '../kernel/errors.js';
import { withSpan } from '../platform/telemetry/traces.js';
import type { AccountAttributes } from '../features/accounts/account.js';
import { queryTooComplex } from './complexity.js';
import type { GraphQLContext } from './context.js';
import { MAX_COMPLEXITY } from './limits.js';

export interface SchemaTypes {
  Context: GraphQLContext;
  DefaultFieldNullability: false;
  DefaultInputFieldRequiredness: true;
  DefaultEdgesNullability: { list: false; items: false };
  AuthScopes: { authenticated: boolean };
  Connection: { totalCount?: (() => Promise<number>) | undefined };
  Scalars: {
    ID: { Input: string; Output: string };
    DateTime: { Input: Date; Output: Date };
    Attributes: { Input: Record<string, unknown>; Output: AccountAttributes };
    PolicyDocument: { Input: string | object; Output: unknown };
  };
}

/**
 * What every `x.graphql.ts` defines its types with. Plugins wrap resolvers, the first outermost; none wraps a leaf
 * field, so that a page of a hundred things costs what graphql-js costs.
 */
export const builder = new SchemaBuilder<SchemaTypes>({
  plugins: [
    TracingPlugin,
    ComplexityPlugin,
    ErrorsPlugin, // Outside scope-auth and zod: their refusals become members of the result.
    RelayPlugin,
    ScopeAuthPlugin,
    ZodPlugin,
    DataloaderPlugin,
  ],
  defaultFieldNullability: false,
  defaultInputFieldRequiredness: true,
  tracing: {
    default: (config) => isRootField(config),
    wrap:
      (resolver, _options, { name }) =>
      (source, args, context, info) =>
        withSpan(`GraphQL ${name}`, undefined, () => resolver(source, args, context, info)),
  },
  complexity: {
    defaultComplexity: 1,
    defaultListMultiplier: 1, // Connections multiply by their page; other lists are short.
    limit: { complexity: MAX_COMPLEXITY },
    complexityError: (_kind, { complexity, maxComplexity }) => queryTooComplex(complexity, maxComplexity),
  },
  errors: {
    directResult: true,
    defaultTypes: [InvalidInputError, ForbiddenError],
    defaultUnionOptions: {
      name: ({ fieldName }) => `${fieldName.charAt(0).toUpperCase()}${fieldName.slice(1)}Result`,
      description: 'What came of it: the thing itself, or an error that says why not.',
    },
  },
  relay: {
    cursorType: 'String',
    pageInfoTypeOptions: { description: 'Where a page stands among all pages.' },
    nodeFieldOptions: { description: 'The thing at the end of the edge.', nullable: false, complexity: 1 },
    edgesFieldOptions: {
      description: 'The page, in order.',
      nullable: { list: false, items: false },
      complexity: { field: 0, multiplier: 1 },
    },
    cursorFieldOptions: { description: 'Where the edge stands: pass it as `after` to go on behind it.' },
    pageInfoFieldOptions: { description: 'Where the page stands.' },
    hasNextPageFieldOptions: { description: 'True if there is more behind `endCursor`.' },
    hasPreviousPageFieldOptions: { description: 'True if the page was asked for with `after`.' },
    startCursorFieldOptions: { description: 'The cursor of the first edge; null if the page is empty.' },
    endCursorFieldOptions: { description: 'The cursor of the last edge; null if the page is empty.' },
    nodeQueryOptions: false, // Ids stay UUIDs, see node.ts.
    nodesQueryOptions: false,
  },
  scopeAuth: {
    authScopes: ({ actor }) => ({ authenticated: actor.kind !== 'anonymous' }),
    unauthorizedError: () => new UnauthenticatedError(),
  },
  zod: {
    validationError: ({ issues }) => {
      return new InvalidInputError(
        issues.map(({ path, message }) => ({ path: path.filter((key) => typeof key !== 'symbol'), message })),
      );
    },
  },
});

/** The builder's types as Pothos completes them. */
export type BuilderTypes =
  typeof builder extends PothosSchemaTypes.SchemaBuilder<infer Types> ? Types : never;

builder.queryType({
  description: 'What can be read. Everything needs an access token.',
  authScopes: { authenticated: true },
});
builder.mutationType({
  description: 'What can be changed. Each takes one `input`, and answers the thing itself or a typed error.',
  authScopes: { authenticated: true },
});
