import { createBatch, type Batch } from './batch.js';
import { ClientError } from './client-error.js';
import { createDecisionCache } from './decision-cache.js';
import { evaluate } from './evaluate.js';
import type { Principal } from './principal.js';
import { questionKey, type Question, type QuestionAbout } from './question.js';
import { createServiceToken } from './service-token.js';
import { settingsOf, type ReeveOptions } from './settings.js';
import { createTokenVerifier } from './verify-token.js';

/** Whom a question is about: a principal asks with its own token; of an account's id, the service account asks. */
export type Subject = Principal | string;

export interface CanOptions {
  /** A revision that a mutation answered: the answer is decided at this one or a later one. */
  readonly atLeast?: number | undefined;
}

/** A realm of Reeve, as an application sees it. */
export interface Reeve {
  readonly issuer: string;
  /**
   * Who an access token says it is, checked with the realm's public keys.
   *
   * @throws ClientError UNAUTHENTICATED, UNAVAILABLE
   */
  verify(token: string): Promise<Principal>;
  /**
   * Whether `subject` may do it. Questions of one moment travel together, and an answer may be used again for a
   * moment (`cacheMs`), until an answer of a later revision comes.
   *
   * @throws ClientError UNAUTHENTICATED (also once the principal's session is revoked), FORBIDDEN, BAD_QUESTION,
   *   UNAVAILABLE; each is to be taken for a no
   */
  can(subject: Subject, question: Question, options?: CanOptions): Promise<boolean>;
}

/** As many as travel together. */
const BATCH = 100;
/** Principals that may have questions under way at once. */
const MAX_BATCHES = 10_000;

/** @throws TypeError for options that cannot be */
export function createReeve(options: ReeveOptions): Reeve {
  const settings = settingsOf(options);
  const cache = createDecisionCache({ maxAgeMs: settings.cacheMs, size: settings.cacheSize });
  const serviceToken = createServiceToken(settings);
  const batches = new Map<string, Batch<QuestionAbout, boolean>>();

  /** Questions that go with one token and want one revision travel together. */
  function batchOf(subject: Subject, atLeast: number | undefined): Batch<QuestionAbout, boolean> {
    const key = `${atLeast ?? ''} ${typeof subject === 'string' ? '' : subject.token}`;
    const known = batches.get(key);
    if (known !== undefined) return known;
    if (batches.size >= MAX_BATCHES)
      throw new ClientError('UNAVAILABLE', 'Too many questions are under way.');
    const batch = createBatch<QuestionAbout, boolean>(async (questions) => {
      batches.delete(key);
      const { decisions, revision } = await askWith(subject, questions, atLeast);
      decisions.forEach((decision, index) => {
        const question = questions[index];
        if (question === undefined || decision instanceof ClientError) return;
        cache.set(cacheKey(subject, question), decision, revision);
      });
      return decisions;
    }, BATCH);
    batches.set(key, batch);
    return batch;
  }

  async function askWith(
    subject: Subject,
    questions: readonly QuestionAbout[],
    atLeast: number | undefined,
  ): ReturnType<typeof evaluate> {
    if (typeof subject !== 'string') return evaluate(settings, subject.token, questions, atLeast);
    const token = await serviceToken.get();
    try {
      return await evaluate(settings, token, questions, atLeast);
    } catch (error) {
      // A secret that was rotated, or keys: the next token is a new one.
      if (!(error instanceof ClientError) || error.code !== 'UNAUTHENTICATED') throw error;
      serviceToken.drop(token);
      return evaluate(settings, await serviceToken.get(), questions, atLeast);
    }
  }

  return {
    issuer: settings.issuer,
    verify: createTokenVerifier(settings),
    async can(subject, question, { atLeast } = {}) {
      const about = { ...question, subject: typeof subject === 'string' ? subject : subject.id };
      // Somebody who names a revision has seen a change, and knows better than any cache.
      const kept = atLeast === undefined ? cache.get(cacheKey(subject, about)) : undefined;
      return kept ?? batchOf(subject, atLeast)(about);
    },
  };
}

/** What one token was told is not for another: one of two may be revoked. */
function cacheKey(subject: Subject, question: QuestionAbout): string {
  return `${typeof subject === 'string' ? '' : String(subject.claims.jti)} ${questionKey(question)}`;
}
