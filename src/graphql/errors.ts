import type { DomainError } from '../kernel/errors.js';
import {
  ForbiddenError,
  InvalidInputError,
  NotFoundError,
  RateLimitedError,
  VersionConflictError,
  type InputIssue,
} from '../kernel/errors.js';
import { wrapErrorIfMatches } from '@pothos/plugin-errors';
import { builder } from './builder.js';

/** What every error member of a result has in common. */
export const ErrorInterface = builder.interfaceRef<DomainError>('Error');
ErrorInterface.implement({
  description: 'Why something could not be done.',
  resolveType: (error) => names.get(error.constructor),
  fields: (t) => ({
    code: t.exposeString('code', { description: 'Stable and for programs: `EMAIL_TAKEN`.' }),
    message: t.exposeString('message', { description: 'For people: what is wrong, and what to do.' }),
    requestId: t.string({
      description: 'Names the request in the log of the server.',
      resolve: (_error, _args, ctx) => ctx.requestId,
    }),
  }),
});

const names = new Map<unknown, string>();

/**
 * Declares the object type of an error class; fields of its own follow with `builder.objectFields`. `name` is the class's,
 * given as text because a build may rename classes.
 */
export function errorType(errorClass: ErrorClass, name: string, description: string): void {
  names.set(errorClass, name);
  const anyArguments: new () => DomainError = errorClass;
  builder.objectType(anyArguments, {
    name,
    description,
    interfaces: [ErrorInterface],
  });
}

/** An error as the value of a field: graphql-js would take an Error that a resolver answers as thrown. */
export function asValue<E extends DomainError>(error: E): E {
  return wrapErrorIfMatches(error, [error.constructor as ErrorClass]) as E;
}

type ErrorClass = new (...args: never[]) => DomainError;

const InputIssueType = builder.objectRef<InputIssue>('InputIssue');
InputIssueType.implement({
  description: 'One thing that is wrong with an input.',
  fields: (t) => ({
    path: t.stringList({
      description: 'Where: `["input", "email"]`.',
      resolve: (issue) => issue.path.map(String),
    }),
    message: t.exposeString('message', { description: 'What is allowed there.' }),
  }),
});

errorType(
  ForbiddenError,
  'ForbiddenError',
  'The caller may not do this. With the code `GRANT_REQUIRED`: it would pass on more than the caller holds, and the message says which grant would make it possible.',
);
errorType(NotFoundError, 'NotFoundError', 'It is not there, or not for the caller to know.');

errorType(InvalidInputError, 'InvalidInputError', 'The input breaks a rule. Nothing was changed.');
builder.objectField(InvalidInputError, 'issues', (t) =>
  t.expose('issues', { type: [InputIssueType], description: 'Everything that is wrong.' }),
);

errorType(
  VersionConflictError,
  'VersionConflictError',
  '`expectedVersion` is not the stored version. Nothing was changed.',
);
builder.objectField(VersionConflictError, 'currentVersion', (t) =>
  t.exposeInt('currentVersion', { description: 'The stored version.' }),
);

errorType(RateLimitedError, 'RateLimitedError', 'Too many attempts.');
builder.objectField(RateLimitedError, 'retryAfterSeconds', (t) =>
  t.exposeInt('retryAfterSeconds', { description: 'When to try again.' }),
);
