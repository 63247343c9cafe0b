import { createYoga, type Plugin } from 'graphql-yoga';
import type { ExecutionResult, GraphQLSchema } from 'graphql';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from '../platform/logger/logger.js';
import type { GraphQLContext } from './context.js';
import { createDocumentCache } from './document-cache.js';
import { createValidate, executeInRealm, parseDocument, subscribeInRealm } from './engine.js';
import { formatError } from './format-error.js';
import { MAX_BATCH } from './limits.js';

/** What an operation's context is made from: one for each HTTP request. */
export interface RequestGraphQLContext extends GraphQLContext {
  /** What the request asks for, as it was read: one operation, or a batch. */
  readonly body: unknown;
}

export interface YogaOptions {
  readonly schema: GraphQLSchema;
  readonly introspection: boolean;
  readonly logger: Pick<Logger, 'error'>;
}

/** Answers one HTTP request; resolves when the answer has been written. */
export type AnswerGraphQL = (
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  context: RequestGraphQLContext,
) => Promise<void>;

type YogaPlugin = Plugin<object, RequestGraphQLContext>;

/**
 * GraphQL over HTTP by Yoga, on Node's request and response. What Yoga would do for every request and we do
 * elsewhere, once, is off: reading bodies (http.ts), CORS, GraphiQL (graphiql.ts), masking (format-error.ts).
 */
export function createAnswerGraphQL({ schema, introspection, logger }: YogaOptions): AnswerGraphQL {
  const yoga = createYoga<RequestGraphQLContext>({
    schema,
    plugins: [engine(introspection), bodyFromContext(), formattedErrors(logger, !introspection)],
    batching: { limit: MAX_BATCH },
    parserAndValidationCache: {
      documentCache: createDocumentCache<never>(),
      errorCache: createDocumentCache<Error>(100_000),
    },
    maskedErrors: false,
    cors: false,
    graphiql: false,
    landingPage: false,
    logging: false,
    multipart: false,
    maxRequestBodySize: false,
  });
  return async (incoming, outgoing, context) => {
    await yoga.handle(incoming, outgoing, context);
  };
}

function engine(introspection: boolean): YogaPlugin {
  const validateDocument = createValidate(introspection);
  return {
    onParse: ({ setParseFn }) => setParseFn(parseDocument),
    onValidate: ({ setValidationFn }) => setValidationFn(validateDocument),
    onExecute: ({ setExecuteFn }) => setExecuteFn(executeInRealm),
    onSubscribe: (payload) => payload.setSubscribeFn(subscribeInRealm),
  };
}

function bodyFromContext(): YogaPlugin {
  return {
    onRequestParse: ({ serverContext, setRequestParser }) =>
      setRequestParser(() => serverContext.body as never),
  };
}

function formattedErrors(logger: Pick<Logger, 'error'>, hideSuggestions: boolean): YogaPlugin {
  return {
    onResultProcess(payload) {
      const { result, serverContext } = payload;
      if (Symbol.asyncIterator in result) return;
      const context = { requestId: serverContext.requestId, logger, hideSuggestions };
      const format = (one: ExecutionResult): ExecutionResult =>
        one.errors === undefined
          ? one
          : { ...one, errors: one.errors.map((error) => formatError(error, context)) };
      payload.setResult(Array.isArray(result) ? result.map(format) : format(result));
    },
  };
}
