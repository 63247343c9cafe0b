/** One thing that is wrong with an input: where (`['input', 'email']`) and what would be allowed. */
export interface InputIssue {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/**
 * An outcome that a caller may see: a stable code, an HTTP status, and a message that says what to do.
 * Whatever is not a DomainError is internal, and reaches callers as INTERNAL without its message.
 */
export abstract class DomainError extends Error {
  /** Stable, SCREAMING_SNAKE. */
  abstract readonly code: string;
  /** The HTTP status of the REST answer. */
  abstract readonly status: number;

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** The input breaks a rule of its shape. GraphQL shows it as BAD_USER_INPUT. */
export class InvalidInputError extends DomainError {
  readonly code = 'BAD_USER_INPUT';
  readonly status = 400;
  readonly issues: readonly InputIssue[];

  constructor(issues: readonly InputIssue[]) {
    super(describe(issues));
    this.issues = issues;
  }
}

/** How many issues a message tells; the list beside it has them all. */
const TOLD_ISSUES = 10;

function describe(issues: readonly InputIssue[]): string {
  const told = issues
    .slice(0, TOLD_ISSUES)
    .map(({ path, message }) => `${path.join('.') || 'input'}: ${message}`)
    .join('; ');
  return issues.length > TOLD_ISSUES ? `${told}; and ${issues.length - TOLD_ISSUES} more` : told;
}

/** No token, or not a good one; deliberately the same whatever is wrong with it. */
export class UnauthenticatedError extends DomainError {
  readonly code = 'UNAUTHENTICATED';
  readonly status = 401;

  constructor(message = 'Send a valid access token of this realm as "Authorization: Bearer ...".') {
    super(message);
  }
}

/**
 * The caller is known and may know that the thing exists, but may not do this. GRANT_REQUIRED: he might do it, if it did
 * not pass on more than he has.
 */
export class ForbiddenError extends DomainError {
  readonly code: 'FORBIDDEN' | 'GRANT_REQUIRED';
  readonly status = 403;

  constructor(message = 'You may not do this.', code: 'FORBIDDEN' | 'GRANT_REQUIRED' = 'FORBIDDEN') {
    super(message);
    this.code = code;
  }
}

/** Not there, or not the caller's to know. */
export class NotFoundError extends DomainError {
  readonly code = 'NOT_FOUND';
  readonly status = 404;

  constructor(what: string) {
    super(`${what} does not exist, or you may not see it.`);
  }
}

/** The state that the caller assumed is not the state that is. */
export abstract class ConflictError extends DomainError {
  readonly status = 409;
}

/** `expectedVersion` is not the stored version. */
export class VersionConflictError extends ConflictError {
  readonly code = 'VERSION_CONFLICT';
  readonly currentVersion: number;

  constructor(currentVersion: number) {
    super(
      `It was changed in the meantime (now version ${currentVersion}). Read it again, then repeat the change.`,
    );
    this.currentVersion = currentVersion;
  }
}

/** Too many attempts; `retryAfterSeconds` is what the Retry-After header says. */
export class RateLimitedError extends DomainError {
  readonly code = 'RATE_LIMITED';
  readonly status = 429;
  readonly retryAfterSeconds: number;

  constructor(retryAfterSeconds: number) {
    super(`Too many attempts. Try again in ${retryAfterSeconds} seconds.`);
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** The store, or something else that the answer needs, is away. */
export class UnavailableError extends DomainError {
  readonly code = 'UNAVAILABLE';
  readonly status = 503;

  constructor(message = 'The server cannot answer right now. Try again.', options?: ErrorOptions) {
    super(message, options);
  }
}
