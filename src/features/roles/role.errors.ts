import { ConflictError, DomainError } from '../../kernel/errors.js';

/** Another role of the realm has that name. */
export class RoleNameTakenError extends ConflictError {
  readonly code = 'ROLE_NAME_TAKEN';

  constructor(name: string) {
    super(`A role named "${name}" exists already. Choose another name.`);
  }
}

/** A role would include itself; `cycle` is the way (role names) that would be closed. */
export class RoleCycleError extends ConflictError {
  readonly code = 'ROLE_CYCLE';
  /** Not `path`: graphql-js takes errors that have one for its own. */
  readonly cycle: readonly string[];

  constructor(cycle: readonly string[]) {
    super(`A role cannot include itself: ${cycle.join(' -> ')}.`);
    this.cycle = cycle;
  }
}

/** A role that Reeve made can be assigned, but neither changed nor deleted. */
export class BuiltInRoleError extends DomainError {
  readonly code = 'BUILT_IN_ROLE';
  readonly status = 403;

  constructor() {
    super('A built-in role can be assigned, but not renamed, changed or deleted.');
  }
}

/** The change would leave the realm `system` without an active administrator, and the server without anybody to run it. */
export class LastAdministratorError extends ConflictError {
  readonly code = 'LAST_ADMINISTRATOR';

  constructor() {
    super('This would remove the last active administrator of the realm system. Make another one first.');
  }
}
