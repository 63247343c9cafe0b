import { DomainError } from '../../kernel/errors.js';

/** The password is right, but the account must choose another before it gets tokens. */
export class PasswordChangeRequiredError extends DomainError {
  readonly code = 'PASSWORD_CHANGE_REQUIRED';
  readonly status = 403;
  /** Good once, as the bearer token of POST /password. */
  readonly passwordChangeToken: string;
  /** Seconds. */
  readonly expiresIn: number;

  constructor(passwordChangeToken: string, expiresIn: number) {
    super('Choose a new password: POST it to /password with the passwordChangeToken as bearer token.');
    this.passwordChangeToken = passwordChangeToken;
    this.expiresIn = expiresIn;
  }
}
