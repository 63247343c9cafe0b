import type { PolicyIssue } from '../../decision/public.js';
import { ConflictError, DomainError } from '../../kernel/errors.js';
import type { RealmSettings } from '../../realms/realm-settings.js';

/** A document is not a policy document that may stand where it was to stand; `issues` say where and why. */
export class InvalidPolicyError extends DomainError {
  readonly code = 'INVALID_POLICY';
  readonly status = 400;
  readonly issues: readonly PolicyIssue[];

  constructor(issues: readonly PolicyIssue[]) {
    const told = issues.map(({ pointer, message }) => `${pointer || '(document)'}: ${message}`).join('; ');
    super(`The policy document is not valid. ${told}`);
    this.issues = issues;
  }
}

/** Another policy of the realm, or of the same owner, has that name. */
export class PolicyNameTakenError extends ConflictError {
  readonly code = 'POLICY_NAME_TAKEN';

  constructor(name: string) {
    super(`A policy named "${name}" exists already. Choose another name.`);
  }
}

/** A policy that Reeve made can be attached, but neither changed nor deleted. */
export class BuiltInPolicyError extends DomainError {
  readonly code = 'BUILT_IN_POLICY';
  readonly status = 403;

  constructor(
    message = 'A built-in policy can be attached and detached, but not renamed, changed or deleted.',
  ) {
    super(message);
  }
}

/** A policy cannot be deleted while something has it. */
export class PolicyAttachedError extends ConflictError {
  readonly code = 'POLICY_ATTACHED';

  constructor() {
    super('The policy is attached, or bounds somebody. Detach it everywhere first: see its attachments.');
  }
}

/** The version that counts cannot be deleted. */
export class DefaultVersionError extends ConflictError {
  readonly code = 'DEFAULT_VERSION';

  constructor(number: number) {
    super(`Version ${number} is the default version. Make another one the default first.`);
  }
}

type PolicyLimit = Exclude<
  keyof RealmSettings['policies'],
  'maxDocumentCharacters' | 'maxUnindexedStatements'
>;

/** A limit on how much a realm keeps is reached. */
export class PolicyLimitError extends ConflictError {
  readonly code = 'POLICY_LIMIT';
  readonly limit: number;
  /** The setting of the realm that says so. */
  readonly setting: string;

  constructor(what: string, setting: PolicyLimit, limit: number) {
    super(
      `${what} (${limit}). Remove what is not needed first, or raise the realm's setting policies.${setting}.`,
    );
    this.limit = limit;
    this.setting = `policies.${setting}`;
  }
}
