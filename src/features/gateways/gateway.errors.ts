import { ConflictError, DomainError } from '../../kernel/errors.js';

/** Another route of the realm speaks of the same host, path and method. */
export class RouteTakenError extends ConflictError {
  readonly code = 'GATEWAY_ROUTE_TAKEN';

  constructor(path: string) {
    super(`The route ${path} is for the same host, path and method. Change that one, or name other methods.`);
  }
}

/** The realm has as many routes as it may have. */
export class RouteLimitError extends ConflictError {
  readonly code = 'GATEWAY_ROUTE_LIMIT';

  constructor(limit: number) {
    super(`A realm has at most ${limit} gateway routes. Delete one, or join some in one path.`);
  }
}

/** The address of a request is one that gateway, service and Reeve might read differently. */
export class AmbiguousRequestError extends DomainError {
  readonly code = 'AMBIGUOUS_REQUEST';
  readonly status = 403;

  constructor(rule: string) {
    super(`The request is refused, because it can be read in two ways: ${rule}.`);
  }
}

/** No route of the realm is for the request. */
export class NoRouteError extends DomainError {
  readonly code = 'NO_ROUTE';
  readonly status = 403;

  constructor() {
    super('No gateway route of the realm is for this host, path and method.');
  }
}

/** The gateway did not say which request it asks about. */
export class GatewayHeaderError extends DomainError {
  readonly code = 'GATEWAY_HEADER';
  readonly status = 400;

  constructor(header: string) {
    super(`The gateway sent no ${header}, or one that is empty. See the guide to gateways.`);
  }
}
