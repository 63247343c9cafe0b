import { GraphQLError } from 'graphql';
import { DomainError, InvalidInputError, RateLimitedError } from '../kernel/errors.js';
import type { Logger } from '../platform/logger/logger.js';
import { fromStorage } from '../platform/mongo/storage-errors.js';

/** What of a request the errors of its answer carry. */
export interface ErrorContext {
  readonly requestId: string;
  readonly logger: Pick<Logger, 'error'>;
  /** Without introspection, messages must not tell names of the schema either. */
  readonly hideSuggestions: boolean;
}

/**
 * An error as callers see it: always with `code` and `requestId`, never with a stack or the message of a driver. What
 * is no DomainError and no error of GraphQL itself is logged, and becomes INTERNAL.
 */
export function formatError(thrown: unknown, context: ErrorContext): GraphQLError {
  const error =
    thrown instanceof GraphQLError ? thrown : new GraphQLError('', { originalError: asError(thrown) });
  const cause = fromStorage(rootCause(error));
  if (cause instanceof DomainError) {
    const { http } = error.extensions;
    const extensions = { ...domainExtensions(cause), ...(http !== undefined && { http }) };
    return withExtensions(error, cause.message, extensions, context);
  }
  if (cause instanceof GraphQLError && cause.extensions.unexpected !== true) {
    return graphqlError(error, context);
  }
  context.logger.error({ err: cause, requestId: context.requestId }, 'GraphQL operation failed');
  const message = 'Something went wrong on our side. Report it with the request id.';
  return withExtensions(error, message, { code: 'INTERNAL' }, context);
}

function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}

/** The error that was thrown, under whatever wrapped it on the way. */
function rootCause(error: unknown): unknown {
  let cause = error;
  while (cause instanceof GraphQLError && cause.originalError != null) cause = cause.originalError;
  return cause;
}

function domainExtensions(error: DomainError): Record<string, unknown> {
  return {
    code: error.code,
    ...(error instanceof InvalidInputError && { issues: error.issues }),
    ...(error instanceof RateLimitedError && { retryAfterSeconds: error.retryAfterSeconds }),
  };
}

/** Errors that GraphQL itself found: syntax, validation, limits. */
function graphqlError(error: GraphQLError, context: ErrorContext): GraphQLError {
  const { code, http } = error.extensions;
  // Most rules hide suggestions when asked; some have no such option.
  const message = context.hideSuggestions
    ? error.message.replace(/ Did you mean [\s\S]*$/, '')
    : error.message;
  return withExtensions(
    error,
    message,
    { code: code ?? 'BAD_REQUEST', ...(http !== undefined && { http }) },
    context,
  );
}

function withExtensions(
  error: GraphQLError,
  message: string,
  extensions: Record<string, unknown>,
  { requestId }: ErrorContext,
): GraphQLError {
  return new GraphQLError(message, {
    nodes: error.nodes ?? null,
    source: error.source ?? null,
    positions: error.positions ?? null,
    path: error.path ?? null,
    extensions: { ...extensions, requestId },
  });
}
