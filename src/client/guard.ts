import { ClientError } from './client-error.js';
import type { Principal } from './principal.js';
import type { Question } from './question.js';
import type { Reeve } from './reeve.js';

/** What a guard reads of a request: a Fetch `Request` is one. */
export interface GuardedRequest {
  readonly headers: { get(name: string): string | null };
}

/** Lets somebody in, or says what to answer instead. */
export type Guarded =
  | { readonly allowed: true; readonly principal: Principal }
  | { readonly allowed: false; readonly response: Response };

/** What a request wants to do. Undefined: anybody with a good token may. */
export type QuestionOf<R> = (request: R, principal: Principal) => Question | undefined;

const BEARER = /^Bearer +([\w.~+/-]+=*) *$/i;

/**
 * Decides about Fetch requests: 401 without a good bearer token (RFC 6750), 403 where the answer is no, 503 where there
 * is no answer. Never lets anything in by an error.
 */
export function createGuard<R extends GuardedRequest>(
  reeve: Pick<Reeve, 'verify' | 'can'>,
  questionOf: QuestionOf<R>,
): (request: R) => Promise<Guarded> {
  return (request) =>
    decide(reeve, request.headers.get('authorization'), (principal) => questionOf(request, principal));
}

/** The same for frameworks with requests of their own. */
export async function decide(
  reeve: Pick<Reeve, 'verify' | 'can'>,
  authorization: string | null | undefined,
  questionOf: (principal: Principal) => Question | undefined,
): Promise<Guarded> {
  const [, token] = BEARER.exec(authorization ?? '') ?? [];
  if (token === undefined) return refused('UNAUTHENTICATED', false);
  try {
    const principal = await reeve.verify(token);
    const question = questionOf(principal);
    if (question === undefined || (await reeve.can(principal, question))) return { allowed: true, principal };
    return refused('FORBIDDEN', true);
  } catch (error) {
    if (!(error instanceof ClientError)) throw error;
    return refused(error.code, true);
  }
}

const ANSWERS = {
  UNAUTHENTICATED: [401, 'Unauthorized', 'A good access token is needed.'],
  FORBIDDEN: [403, 'Forbidden', 'You may not do this.'],
  // The application's question, not its caller, is at fault.
  BAD_QUESTION: [500, 'Internal Server Error', 'The question could not be asked.'],
  UNAVAILABLE: [503, 'Service Unavailable', 'Whether you may do this could not be found out. Try again.'],
} as const;

/** As problem details (RFC 9457). */
function refused(code: keyof typeof ANSWERS, tokenGiven: boolean): Guarded {
  const [status, title, detail] = ANSWERS[code];
  const headers: Record<string, string> = { 'content-type': 'application/problem+json' };
  // RFC 6750, section 3: at least one parameter.
  if (status === 401) {
    headers['www-authenticate'] = `Bearer realm="reeve"${tokenGiven ? ', error="invalid_token"' : ''}`;
  }
  if (status === 503) headers['retry-after'] = '1';
  const body = JSON.stringify({ type: 'about:blank', title, status, detail, code });
  return { allowed: false, response: new Response(body, { status, headers }) };
}
