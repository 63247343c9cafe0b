import { DomainError } from '../../kernel/errors.js';

/** A role session's policy and tags together are more than a token can carry. */
export class RoleSessionTooLargeError extends DomainError {
  readonly code = 'ROLE_SESSION_TOO_LARGE';
  readonly status = 400;
  readonly bytes: number;
  readonly limit: number;

  constructor(bytes: number, limit: number) {
    super(
      `The session policy and the tags have ${bytes} bytes together; ${limit} are allowed, for the token carries them.`,
    );
    this.bytes = bytes;
    this.limit = limit;
  }
}
