/** One thing in a policy document that is wrong, or legal and probably a mistake. */
export interface PolicyIssue {
  /** RFC 6901: where in the document, for example `/Statement/0/Condition/StringEquals`. */
  readonly pointer: string;
  /** Stable, kebab-case: `unknown-element`, `unknown-operator`, ... */
  readonly code: string;
  readonly message: string;
}

/** A policy document cannot be understood; nothing was decided. */
export class PolicyDocumentError extends Error {
  readonly code = 'BAD_POLICY_DOCUMENT';
  /** The name that the document was given with. */
  readonly policy: string;
  readonly issues: readonly PolicyIssue[];

  constructor(policy: string, issues: readonly PolicyIssue[]) {
    const told = issues.map((issue) => `${issue.pointer || '(document)'}: ${issue.message}`).join('; ');
    super(`Policy "${policy}" is not a valid policy document. ${told}`);
    this.name = 'PolicyDocumentError';
    this.policy = policy;
    this.issues = issues;
  }

  /** Where the first thing is that is wrong. */
  get pointer(): string {
    return this.issues[0]?.pointer ?? '';
  }
}

/** The question itself is malformed (principal, action, resource or context); nothing was decided. */
export class DecisionRequestError extends Error {
  readonly code = 'BAD_DECISION_REQUEST';
  /** RFC 6901, from the argument of `decide`: `/request/context/aws:SourceIp`. */
  readonly pointer: string;

  constructor(pointer: string, message: string) {
    super(`${pointer}: ${message}`);
    this.name = 'DecisionRequestError';
    this.pointer = pointer;
  }
}

/** Escapes one member name or index for use in a JSON pointer (RFC 6901). */
export function pointerToken(token: string | number): string {
  return `/${String(token).replaceAll('~', '~0').replaceAll('/', '~1')}`;
}
