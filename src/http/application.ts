import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RequestScope } from '../platform/request-scope.js';

/** What is known of a request before anybody reads it; made once, in front of GraphQL and REST. */
export interface HttpContext {
  readonly requestId: string;
  /** What the answer's X-Request-ID says, where it is not the request id. Whoever routes sets it. */
  echoedId?: string | undefined;
  /** The caller's address, behind trusted proxies the one that they name. */
  readonly clientAddress: string;
  /** Runs `work`, and all that it starts, as a part of this request: for what an event of a socket has called. */
  run<T>(work: () => T): T;
  /** What log lines of this request carry; whoever finds the realm sets `scope.realm`. */
  readonly scope: RequestScope;
  /** The route's pattern (`/realms/{realm}/login`), for log and metrics. Whoever routes sets it. */
  route: string;
}

/** What answers requests once it is composed (src/app.ts); the server knows nothing else of it. */
export interface Application {
  /** Lines of the start-up summary: `['Store', 'embedded, in /srv/data']`, `['Password of ada@example.com', '/srv/...']`. */
  readonly summary: readonly (readonly [label: string, value: string])[];
  /** Answers; never throws. */
  handle(incoming: IncomingMessage, outgoing: ServerResponse, http: HttpContext): void;
  /** Resolves if the store answers; /readyz asks. */
  ping(): Promise<void>;
  /** Ends what would keep a drain waiting for ever (subscriptions). */
  closeStreams(): void;
  /** Lets go of everything, after the last answer. */
  close(): Promise<void>;
}
