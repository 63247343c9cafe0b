import type { ServerResponse } from 'node:http';
import { DomainError, InvalidInputError, RateLimitedError, type InputIssue } from '../kernel/errors.js';
import { answer, type RawHeaders } from './answer.js';
import type { HttpContext } from './application.js';
import { MethodNotAllowedError } from './errors.js';

export const PROBLEM_TYPE = 'application/problem+json';

/** An error as RFC 9457 sends it; `code` and `requestId` are ours. */
export interface Problem {
  readonly type: 'about:blank';
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: string;
  readonly requestId: string;
  /** What is wrong with which field, where the input is at fault. */
  readonly errors?: readonly InputIssue[];
}

const TITLES: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  409: 'Conflict',
  413: 'Content Too Large',
  415: 'Unsupported Media Type',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
};

/** What a caller may know of an error: a domain error says what it is, everything else is INTERNAL without its message. */
export function problemOf(error: unknown, requestId: string): Problem {
  if (!(error instanceof DomainError)) {
    return {
      type: 'about:blank',
      title: 'Internal Server Error',
      status: 500,
      detail: 'Something went wrong on our side. Report it with the request id.',
      code: 'INTERNAL',
      requestId,
    };
  }
  return {
    type: 'about:blank',
    title: TITLES[error.status] ?? 'Error',
    status: error.status,
    detail: error.message,
    code: error.code,
    requestId,
    ...(error instanceof InvalidInputError ? { errors: error.issues } : {}),
  };
}

const BEARER = /^Bearer(?: |$)/i;

/** RFC 6750, section 3: at least one parameter, and why the token was not taken, if there was one. */
function challengeOf({ code }: DomainError, authorization: string | undefined): string {
  const refusedToken = code === 'UNAUTHENTICATED' && BEARER.test(authorization ?? '');
  return `Bearer realm="reeve"${refusedToken ? ', error="invalid_token"' : ''}`;
}

/** Headers that go with the problem of an error, in answer to a request with that Authorization header. */
export function problemHeaders(error: unknown, authorization: string | undefined): Record<string, string> {
  const headers: Record<string, string> = { 'Content-Type': PROBLEM_TYPE };
  if (error instanceof RateLimitedError) headers['Retry-After'] = String(error.retryAfterSeconds);
  if (error instanceof DomainError && error.status === 401) {
    headers['WWW-Authenticate'] = challengeOf(error, authorization);
  }
  if (error instanceof MethodNotAllowedError) headers['Allow'] = error.allowed.join(', ');
  if (error instanceof DomainError && error.status === 503) headers['Retry-After'] = '1';
  return headers;
}

/** Answers with an error on a bare Node response. `headers` go over those that every problem has. */
export function sendProblem(
  outgoing: ServerResponse,
  error: unknown,
  http: Pick<HttpContext, 'requestId' | 'echoedId'>,
  headers: RawHeaders = [],
): void {
  if (outgoing.headersSent) {
    outgoing.destroy();
    return;
  }
  const problem = problemOf(error, http.requestId);
  const own = Object.entries(problemHeaders(error, outgoing.req.headers.authorization));
  answer(outgoing, http, {
    status: problem.status,
    headers: [...own.filter(([name]) => !headers.includes(name)).flat(), ...headers],
    body: JSON.stringify(problem),
  });
}
