import { ConflictError, DomainError } from '../../kernel/errors.js';

/** Another realm has the slug, or is being made or deleted under it. */
export class RealmSlugTakenError extends ConflictError {
  readonly code = 'REALM_SLUG_TAKEN';
  readonly slug: string;

  constructor(slug: string) {
    super(`A realm "${slug}" exists already. Choose another slug.`);
    this.slug = slug;
  }
}

/** What was typed to confirm is not the slug of the realm. */
export class ConfirmationMismatchError extends DomainError {
  readonly code = 'CONFIRMATION_MISMATCH';
  readonly status = 400;

  constructor() {
    super('Nothing was deleted: "confirm" must repeat the slug of the realm.');
  }
}

/** The realm `system` cannot be deleted: the server's administrators live there. */
export class RealmProtectedError extends ConflictError {
  readonly code = 'REALM_PROTECTED';

  constructor(slug: string) {
    super(`The realm "${slug}" cannot be deleted.`);
  }
}
