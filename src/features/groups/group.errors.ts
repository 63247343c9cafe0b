import { ConflictError } from '../../kernel/errors.js';

/** Another group of the realm has that name. */
export class GroupNameTakenError extends ConflictError {
  readonly code = 'GROUP_NAME_TAKEN';

  constructor(name: string) {
    super(`A group named "${name}" exists already. Choose another name.`);
  }
}

/** A group would belong to itself; `cycle` is the way (group names) that would be closed. */
export class GroupCycleError extends ConflictError {
  readonly code = 'GROUP_CYCLE';
  /** Not `path`: graphql-js takes errors that have one for its own. */
  readonly cycle: readonly string[];

  constructor(cycle: readonly string[]) {
    super(`A group cannot belong to itself: ${cycle.join(' -> ')}.`);
    this.cycle = cycle;
  }
}
