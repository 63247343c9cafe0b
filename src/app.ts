import type { Config } from './config/config.js';
import type { Application } from './http/application.js';
import { RouteNotFoundError } from './http/errors.js';
import { sendProblem } from './http/problem.js';
import type { Logger } from './platform/logger/logger.js';

export interface AppDependencies {
  readonly logger: Logger;
  /** Without a trailing slash; the issuer of tokens starts with it. */
  readonly publicUrl: string;
}

/** Composes the application. */
export function createApp(_config: Config, _deps: AppDependencies): Promise<Application> {
  return Promise.resolve({
    summary: [],
    handle: (incoming, outgoing, http) =>
      sendProblem(outgoing, new RouteNotFoundError(incoming.method ?? '', incoming.url ?? ''), http.requestId),
    ping: () => Promise.resolve(),
    closeStreams: () => undefined,
    close: () => Promise.resolve(),
  });
}
