import { ConflictError } from '../kernel/errors.js';

/** A caller asked for an answer that is at least as new as a revision which the realm does not have. */
export class RevisionNotReachedError extends ConflictError {
  readonly code = 'REVISION_NOT_REACHED';
  readonly revision: number;

  constructor(asked: number, revision: number) {
    super(
      `The realm is at revision ${revision}, before ${asked}. Ask for a revision that a mutation answered.`,
    );
    this.revision = revision;
  }
}
