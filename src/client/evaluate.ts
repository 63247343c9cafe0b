import { ask } from './ask.js';
import { ClientError, errorOfStatus } from './client-error.js';
import { evaluationOf, type QuestionAbout } from './question.js';
import type { Settings } from './settings.js';

/** Answers to several questions, in their order; what went wrong with one is an error in its place. */
export interface Evaluated {
  readonly decisions: readonly (boolean | ClientError)[];
  /** They were decided at this revision of the realm or a later one. */
  readonly revision: number;
}

/**
 * Asks several questions in one request (AuthZEN's evaluations).
 *
 * @param atLeast a revision that a mutation answered: decided at this one or a later one
 * @throws ClientError if there is no answer at all
 */
export async function evaluate(
  settings: Pick<Settings, 'issuer' | 'fetch' | 'timeoutMs'>,
  token: string,
  questions: readonly QuestionAbout[],
  atLeast: number | undefined,
): Promise<Evaluated> {
  const { body, headers } = await ask(settings, `${settings.issuer}/access/v1/evaluations`, {
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${token}`,
      ...(atLeast === undefined ? {} : { 'x-reeve-at-least': String(atLeast) }),
    },
    body: JSON.stringify({ evaluations: questions.map(evaluationOf) }),
  });
  const answers = (body as { readonly evaluations?: unknown } | undefined)?.evaluations;
  const revision = Number(headers.get('x-reeve-revision') ?? Number.NaN);
  if (!Array.isArray(answers) || answers.length !== questions.length || !Number.isSafeInteger(revision)) {
    throw new ClientError('UNAVAILABLE', 'The decision point answered something else than decisions.');
  }
  return { decisions: answers.map(decisionOf), revision };
}

interface Answer {
  readonly decision?: unknown;
  readonly context?: { readonly error?: { readonly status?: unknown; readonly message?: unknown } };
}

/** Only `true` is a yes. */
function decisionOf(answer: Answer | null): boolean | ClientError {
  const error = answer?.context?.error;
  if (error === undefined) return answer?.decision === true;
  const status = typeof error.status === 'number' ? error.status : 500;
  return errorOfStatus(status, typeof error.message === 'string' ? error.message : 'There is no decision.');
}
