import type { InvalidInputError } from '../../kernel/errors.js';

/** AuthZEN's words (Authorization API 1.0, section 5), checked but not yet translated. */

export type Properties = Readonly<Record<string, unknown>>;

export interface Subject {
  readonly type: string;
  readonly id: string;
  readonly properties?: Properties | null | undefined;
}

export interface Action {
  readonly name: string;
  readonly properties?: Properties | null | undefined;
}

export interface Resource {
  readonly type: string;
  readonly id: string;
  readonly properties?: Properties | null | undefined;
}

/** One question: "may the subject do the action on the resource?" */
export interface Evaluation {
  readonly subject: Subject;
  readonly action: Action;
  readonly resource: Resource;
  readonly context?: Properties | null | undefined;
}

export const SEMANTICS = ['execute_all', 'deny_on_first_deny', 'permit_on_first_permit'] as const;
/** Which of several questions are answered: all, or up to the first that settles it. */
export type Semantic = (typeof SEMANTICS)[number];

/** Several questions, with defaults filled in; in the place of one that is none, what is wrong with it. */
export interface Evaluations {
  readonly evaluations: readonly (Evaluation | InvalidInputError)[];
  readonly semantic: Semantic;
}

/** What a question is answered with. */
export interface AccessDecision {
  readonly decision: boolean;
  readonly context?: Properties;
}
