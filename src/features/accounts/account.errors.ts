import { ConflictError } from '../../kernel/errors.js';

/** Another account of the realm has this e-mail address, in some spelling. */
export class EmailTakenError extends ConflictError {
  readonly code = 'EMAIL_TAKEN';

  constructor() {
    super('Another account of this realm has this e-mail address. Choose a different one.');
  }
}

/** Another account of the realm has this external id. */
export class ExternalIdTakenError extends ConflictError {
  readonly code = 'EXTERNAL_ID_TAKEN';

  constructor() {
    super('Another account of this realm has this external id. Choose a different one.');
  }
}

/** What was asked is only for the other kind of account: passwords are for a USER, secrets for a SERVICE. */
export class AccountKindMismatchError extends ConflictError {
  readonly code = 'ACCOUNT_KIND_MISMATCH';
}
