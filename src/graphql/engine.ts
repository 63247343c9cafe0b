import {
  execute,
  getOperationAST,
  GraphQLError,
  NoSchemaIntrospectionCustomRule,
  parse,
  specifiedRules,
  subscribe,
  validate,
  type DocumentNode,
  type ExecutionArgs,
  type ExecutionResult,
  type GraphQLSchema,
  type OperationTypeNode,
  type Source,
} from 'graphql';
import { InvalidInputError } from '../kernel/errors.js';
import { metrics } from '../platform/telemetry/metrics.js';
import { withSpan } from '../platform/telemetry/traces.js';
import { runInRealm } from '../realms/current-realm.js';
import { revisionAfter } from '../realms/revision-after.js';
import type { RealmHandle } from '../realms/realm.js';
import type { GraphQLContext } from './context.js';
import {
  documentTooLong,
  exceededLimits,
  MAX_DOCUMENT_LENGTH,
  MAX_TOKENS,
  refuseDeepNesting,
} from './limits.js';
import { streamInRealm } from './stream-in-realm.js';
import { variableIssues } from './variable-issues.js';

/** Parses a document within the limits of its length, tokens and nesting. */
export function parseDocument(source: string | Source): DocumentNode {
  const body = typeof source === 'string' ? source : source.body;
  if (body.length > MAX_DOCUMENT_LENGTH) throw documentTooLong();
  refuseDeepNesting(source);
  return parse(source, { maxTokens: MAX_TOKENS });
}

/** How documents are validated: first against the limits, which are cheap, then against the rules of GraphQL. */
export function createValidate(
  introspection: boolean,
): (schema: GraphQLSchema, document: DocumentNode) => readonly GraphQLError[] {
  const rules = introspection ? specifiedRules : [...specifiedRules, NoSchemaIntrospectionCustomRule];
  const options = { maxErrors: 10, hideSuggestions: !introspection };
  return (schema, document) => {
    const exceeded = exceededLimits(document);
    return exceeded.length > 0 ? exceeded : validate(schema, document, rules, options);
  };
}

/**
 * Executes a query or mutation with its realm as the current one. Entered here, once for an operation: all resolvers
 * run inside, whatever scope the request's body was read in.
 */
export function executeInRealm(args: ExecutionArgs): ExecutionResult | Promise<ExecutionResult> {
  const { realm } = args.contextValue as GraphQLContext;
  const operation = getOperationAST(args.document, args.operationName);
  const type: `${OperationTypeNode}` = operation?.operation ?? 'query';
  const startedAt = performance.now();
  const finish = (result: ExecutionResult): ExecutionResult => {
    metrics.graphqlOperation(
      type,
      result.errors === undefined ? 'success' : 'error',
      secondsSince(startedAt),
    );
    return result.data === undefined ? explained(result, args) : result;
  };
  return runInRealm(realm, () =>
    withSpan(
      `GraphQL ${type} ${operation?.name?.value ?? ''}`.trimEnd(),
      { 'graphql.operation.type': type },
      () => {
        const result = execute({ ...args, options: { maxCoercionErrors: 10 } });
        if (type === 'mutation') return Promise.resolve(result).then(finish).then(withRevision(realm));
        return result instanceof Promise ? result.then(finish) : finish(result);
      },
    ),
  );
}

/** Mutations answer the revision that holds what they did, for `atLeast` of a question. */
function withRevision(realm: RealmHandle): (result: ExecutionResult) => Promise<ExecutionResult> {
  return async (result) => {
    if (result.data === undefined || result.data === null) return result;
    const revision = await revisionAfter(realm);
    return revision === undefined ? result : { ...result, extensions: { ...result.extensions, revision } };
  };
}

/** Subscribes, and enters the realm again for every step: whoever pulls the next event is not in it. */
export async function subscribeInRealm(
  args: ExecutionArgs,
): Promise<ExecutionResult | AsyncIterable<ExecutionResult>> {
  const { realm } = args.contextValue as GraphQLContext;
  const outcome = await runInRealm(realm, () => subscribe(args));
  return Symbol.asyncIterator in outcome ? streamInRealm(realm, outcome) : explained(outcome, args);
}

/** Tells wrong variables by field instead of by value. */
function explained(result: ExecutionResult, args: ExecutionArgs): ExecutionResult {
  const issues = variableIssues(args);
  if (issues.length === 0) return result;
  const error = new GraphQLError('', {
    nodes: result.errors?.[0]?.nodes ?? null,
    originalError: new InvalidInputError(issues),
    extensions: { http: { spec: true, status: 400 } },
  });
  return { errors: [error] };
}

function secondsSince(milliseconds: number): number {
  return (performance.now() - milliseconds) / 1000;
}
