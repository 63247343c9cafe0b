import { DomainError } from '../../kernel/errors.js';

/** The refresh token is unknown, expired, ended, or was used before; deliberately the same for all. */
export class InvalidRefreshTokenError extends DomainError {
  readonly code = 'INVALID_REFRESH_TOKEN';
  readonly status = 401;

  constructor() {
    super('The refresh token is not valid any more. Log in again.');
  }
}
