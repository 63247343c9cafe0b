import { DomainError } from '../kernel/errors.js';
import { problemOf } from './problem.js';

/** nginx's auth_request takes 2xx, 401 and 403 for answers, and everything else for a failure that it answers with 500. */
const REFUSALS_ONLY = /^\/realms\/[^/?]+\/gateway\/nginx(?:\?|$)/;

/** Whatever is wrong, to who understands nothing finer it is a refusal. */
class RefusedError extends DomainError {
  readonly code: string;
  readonly status = 403;

  constructor(cause: unknown) {
    const { code, detail } = problemOf(cause, '');
    super(detail, { cause });
    this.code = code;
  }
}

/** An error as who asks at this address can take it. */
export function asTakenAt(url: string, error: unknown): unknown {
  const understood = error instanceof DomainError && (error.status === 401 || error.status === 403);
  return understood || !REFUSALS_ONLY.test(url) ? error : new RefusedError(error);
}
