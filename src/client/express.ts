import { decide, type QuestionOf } from './guard.js';
import type { Principal } from './principal.js';
import type { Reeve } from './reeve.js';

/** What is needed of Express's request and response; 4 and 5 both have it. */
interface ExpressRequest {
  readonly headers: { readonly authorization?: string | undefined };
  principal?: Principal;
}

interface ExpressResponse {
  status(code: number): unknown;
  setHeader(name: string, value: string): unknown;
  end(body: string): unknown;
}

/** A middleware for Express: goes on with `request.principal` set, or answers 401, 403 or 503. */
export function expressGuard<R extends ExpressRequest>(
  reeve: Pick<Reeve, 'verify' | 'can'>,
  questionOf: QuestionOf<R>,
): (request: R, response: ExpressResponse, next: (error?: unknown) => void) => void {
  const answer = async (request: R, response: ExpressResponse): Promise<boolean> => {
    const guarded = await decide(reeve, request.headers.authorization, (principal) =>
      questionOf(request, principal),
    );
    if (guarded.allowed) {
      request.principal = guarded.principal;
      return true;
    }
    response.status(guarded.response.status);
    guarded.response.headers.forEach((value, name) => response.setHeader(name, value));
    response.end(await guarded.response.text());
    return false;
  };
  return (request, response, next) => {
    answer(request, response).then((allowed) => {
      if (allowed) next();
    }, next);
  };
}
