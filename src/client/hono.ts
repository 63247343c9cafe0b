import { decide, type QuestionOf } from './guard.js';
import type { Reeve } from './reeve.js';

/** What is needed of Hono's context. */
interface HonoContext {
  readonly req: { header(name: string): string | undefined };
  set(key: string, value: unknown): void;
}

/** A middleware for Hono: goes on with `c.get('principal')`, or answers 401, 403 or 503. */
export function honoGuard<C extends HonoContext>(
  reeve: Pick<Reeve, 'verify' | 'can'>,
  questionOf: QuestionOf<C>,
): (context: C, next: () => Promise<void>) => Promise<Response | undefined> {
  return async (context, next) => {
    const guarded = await decide(reeve, context.req.header('authorization'), (principal) =>
      questionOf(context, principal),
    );
    if (!guarded.allowed) return guarded.response;
    context.set('principal', guarded.principal);
    await next();
    return undefined;
  };
}
