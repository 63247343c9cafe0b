import { DomainError } from '../kernel/errors.js';

/** The request itself cannot be understood: syntax, headers, encoding. */
export class MalformedRequestError extends DomainError {
  readonly code = 'MALFORMED_REQUEST';
  readonly status = 400;
}

/** The body is larger than the server reads. */
export class PayloadTooLargeError extends DomainError {
  readonly code = 'PAYLOAD_TOO_LARGE';
  readonly status = 413;

  constructor(limitBytes: number) {
    super(`The body is larger than ${limitBytes} bytes. Send less at once.`);
  }
}

/** The body is of a type that this address does not read. */
export class UnsupportedMediaTypeError extends DomainError {
  readonly code = 'UNSUPPORTED_MEDIA_TYPE';
  readonly status = 415;

  constructor(accepted: readonly string[]) {
    super(`Send the body as ${accepted.join(' or ')} (Content-Type).`);
  }
}

/** The address is there, for other methods. */
export class MethodNotAllowedError extends DomainError {
  readonly code = 'METHOD_NOT_ALLOWED';
  readonly status = 405;
  /** Goes into the header Allow (RFC 9110, 15.5.6). */
  readonly allowed: readonly string[];

  constructor(allowed: readonly string[]) {
    super(`This address takes ${allowed.join(' and ')}.`);
    this.allowed = allowed;
  }
}

/** No such address. */
export class RouteNotFoundError extends DomainError {
  readonly code = 'NOT_FOUND';
  readonly status = 404;

  constructor(method: string, path: string) {
    super(`There is no ${method} ${path}. GET /docs lists the addresses.`);
  }
}
