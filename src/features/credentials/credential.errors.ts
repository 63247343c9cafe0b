import { ConflictError, DomainError } from '../../kernel/errors.js';

/** A login failed. Deliberately one answer for an unknown, disabled or locked account and a wrong password. */
export class InvalidCredentialsError extends DomainError {
  readonly code = 'INVALID_CREDENTIALS';
  readonly status = 401;

  constructor() {
    super('The e-mail or the password is wrong, or this account cannot log in right now.');
  }
}

/** The new password breaks the realm's rules; each reason says what is allowed. */
export class PasswordPolicyError extends DomainError {
  readonly code = 'PASSWORD_POLICY';
  readonly status = 400;
  readonly reasons: readonly string[];

  constructor(reasons: readonly string[]) {
    super(`The password ${reasons.join(', and ')}.`);
    this.reasons = reasons;
  }
}

/** A SERVICE has as many secrets as it may: the one in use, and the next one. */
export class TooManySecretsError extends ConflictError {
  readonly code = 'TOO_MANY_SECRETS';

  constructor() {
    super('This account has two secrets already. Revoke the one that is not in use any more.');
  }
}

/** An imported hash is not of a form that Reeve can verify. */
export class ImportHashUnknownError extends DomainError {
  readonly code = 'IMPORT_HASH_UNKNOWN';
  readonly status = 400;
}

/** An imported hash would cost more to verify than the realm allows. */
export class ImportHashTooCostlyError extends DomainError {
  readonly code = 'IMPORT_HASH_TOO_COSTLY';
  readonly status = 400;

  constructor() {
    super("The hash costs more to verify than the realm's passwords.maxImportCost allows.");
  }
}
