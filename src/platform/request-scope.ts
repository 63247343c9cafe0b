import { createAmbient } from './ambient.js';

/** What the log and the traces know of the request that runs. It informs; it never decides anything. */
export interface RequestScope {
  readonly requestId: string;
  /** W3C trace id, ours or the caller's. */
  readonly traceId: string | undefined;
  /** Set when the realm is known. */
  realm?: string | undefined;
}

const scopes = createAmbient<RequestScope>();

/** Runs `work` and all that it starts inside the scope. */
export function runInRequestScope<T>(scope: RequestScope, work: () => T): T {
  return scopes.current() === scope ? work() : scopes.run(scope, work);
}

/** The scope of the running request, if one runs. */
export function requestScope(): RequestScope | undefined {
  return scopes.current();
}
