import { DecisionRequestError } from '../../decision/public.js';
import { DomainError, InvalidInputError, NotFoundError } from '../../kernel/errors.js';
import type { RequestContext } from '../../realms/request-context.js';
import { accountResource } from '../accounts/account-access.js';
import { authorize } from '../authorization/authorize.js';
import { askerIn } from '../authorization/asker.js';
import { speaksFor, type PrincipalRef } from '../authorization/principal.js';
import { decisionActions } from '../decisions/decision.actions.js';
import type { Answer, Decisions, Question } from '../decisions/decisions.js';
import { actionNameOf, resourceNameOf } from '../resources/resource-name.js';
import type { AccessDecision, Evaluation, Evaluations } from './evaluation.js';
import { subjectAsked } from './subject-asked.js';
import type { Subjects } from './subjects.js';
import { suppliedContext, suppliesContext } from './supplied-context.js';

/** AuthZEN's questions, translated to those of decisions. */
export interface AuthzenService {
  /**
   * Synchronous where everything that decides is in memory.
   *
   * @param atLeast the answer is of this revision or a later one
   * @throws UnauthenticatedError, ForbiddenError (asking about others needs iam:Evaluate, saying what the circumstances
   *   are iam:SupplyContext), InvalidInputError, UnavailableError
   */
  evaluate(
    ctx: RequestContext,
    evaluation: Evaluation,
    atLeast?: number,
  ): AccessDecision | Promise<AccessDecision>;
  /**
   * In their order, up to the one that settles it. What goes wrong with one of them is a deny that says so; any other
   * deny says no more, so that callers who compare whole answers, as AuthZEN's own suites do, find what they expect.
   */
  evaluateAll(
    ctx: RequestContext,
    evaluations: Evaluations,
    atLeast?: number,
  ): Promise<readonly AccessDecision[]>;
}

export interface AuthzenDeps {
  readonly decisions: Pick<Decisions, 'decide'>;
  readonly subjects: Subjects;
}

const ALLOWED: AccessDecision = { decision: true };
const DENIED: Readonly<Record<'ExplicitlyDenied' | 'ImplicitlyDenied', AccessDecision>> = {
  ExplicitlyDenied: { decision: false, context: { reason: 'A policy denies it.' } },
  ImplicitlyDenied: { decision: false, context: { reason: 'No policy allows it.' } },
};

const DENIED_IN_BATCH: AccessDecision = { decision: false };

/** Answers that say no more than the decision: they are always these objects. */
export const PLAIN_ANSWERS: readonly AccessDecision[] = [ALLOWED, DENIED_IN_BATCH, ...Object.values(DENIED)];

export function createAuthzenService({ decisions, subjects }: AuthzenDeps): AuthzenService {
  function evaluate(
    ctx: RequestContext,
    evaluation: Evaluation,
    atLeast?: number,
  ): AccessDecision | Promise<AccessDecision> {
    const principal = subjectAsked(ctx, subjects, evaluation.subject.id);
    return principal instanceof Promise
      ? principal.then((found) => evaluateOf(ctx, evaluation, found, atLeast))
      : evaluateOf(ctx, evaluation, principal, atLeast);
  }

  function evaluateOf(
    ctx: RequestContext,
    evaluation: Evaluation,
    principal: PrincipalRef | undefined,
    atLeast: number | undefined,
  ): AccessDecision | Promise<AccessDecision> {
    const question = questionOf(ctx, evaluation, principal, atLeast);
    // Nobody is allowed nothing; that it is nobody is for those to know who may ask about everybody.
    if (question === undefined) return DENIED.ImplicitlyDenied;
    try {
      const answer = decisions.decide(ctx.realm, question);
      return answer instanceof Promise ? answer.then(decisionOf, refused) : decisionOf(answer);
    } catch (error) {
      return refused(error);
    }
  }

  return {
    evaluate,
    async evaluateAll(ctx, { evaluations, semantic }, atLeast) {
      const one = (evaluation: Evaluation | InvalidInputError): AccessDecision | Promise<AccessDecision> => {
        if (evaluation instanceof InvalidInputError) return failed(evaluation);
        try {
          const answer = evaluate(ctx, evaluation, atLeast);
          return answer instanceof Promise ? answer.then(inBatch, failed) : inBatch(answer);
        } catch (error) {
          return failed(error);
        }
      };
      if (semantic === 'execute_all') {
        const answers = evaluations.map(one);
        const decided = answers.filter((answer): answer is AccessDecision => !(answer instanceof Promise));
        if (decided.length === answers.length) return decided;
        return Promise.all(answers.map((answer) => Promise.resolve(answer)));
      }
      const settles = semantic === 'permit_on_first_permit';
      const answers: AccessDecision[] = [];
      for (const evaluation of evaluations) {
        const answer = await one(evaluation);
        answers.push(answer);
        if (answer.decision === settles) break;
      }
      return answers;
    },
  };
}

/** The question in the server's words, once the caller may ask it; undefined if it is about nobody. */
function questionOf(
  ctx: RequestContext,
  evaluation: Evaluation,
  principal: PrincipalRef | undefined,
  atLeast: number | undefined,
): Question | undefined {
  const { realm } = ctx;
  const { resource } = evaluation;
  const asker = askerIn(ctx);
  const forOneself = asker !== undefined && principal !== undefined && speaksFor(asker, principal);
  const about = accountResource(principal?.accountId ?? '*');
  if (!forOneself) authorize(ctx, decisionActions.evaluate, about);
  // Who may not supply anything does not get it read either.
  if (suppliesContext(evaluation)) authorize(ctx, decisionActions.supplyContext, about);
  const context = suppliedContext(evaluation);
  const names = {
    action: actionNameOf(resource.type, evaluation.action.name),
    resource: resourceNameOf(realm.slug, resource.type, resource.id),
  };
  if (principal === undefined) return undefined;
  return {
    principal,
    token: forOneself ? { issuedAt: asker.issuedAt } : undefined,
    sourceAddress: forOneself ? ctx.clientAddress : undefined,
    ...names,
    context,
    atLeast,
  };
}

function inBatch({ decision }: AccessDecision): AccessDecision {
  return decision ? ALLOWED : DENIED_IN_BATCH;
}

function decisionOf({ decision }: Answer): AccessDecision {
  return decision === 'Allowed' ? ALLOWED : DENIED[decision];
}

function refused(error: unknown): AccessDecision {
  if (error instanceof NotFoundError) return DENIED.ImplicitlyDenied;
  if (!(error instanceof DecisionRequestError)) throw error;
  throw new InvalidInputError([{ path: error.pointer.split('/').slice(2), message: error.message }]);
}

/** Whatever is not a domain error is the whole request's. */
function failed(error: unknown): AccessDecision {
  if (!(error instanceof DomainError)) throw error;
  const { status, message, code } = error;
  return { decision: false, context: { error: { status, message, code } } };
}
