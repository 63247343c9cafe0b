import { DecisionRequestError, explain, type Explanation } from '../../decision/public.js';
import {
  ForbiddenError,
  InvalidInputError,
  NotFoundError,
  UnauthenticatedError,
} from '../../kernel/errors.js';
import type { RequestContext } from '../../realms/request-context.js';
import { accountResource } from '../accounts/account-access.js';
import { authorize, isAllowed } from '../authorization/authorize.js';
import { isReservedKey } from '../authorization/principal-facts.js';
import { askerIn } from '../authorization/asker.js';
import { principalKey, principalOf, type PrincipalRef } from '../authorization/principal.js';
import { decisionActions } from './decision.actions.js';
import type { BatchInput, QuestionInput } from './decision.input.js';
import type { Answer, Decisions, Question } from './decisions.js';
import { pathsTo, type OriginPath } from './origin-paths.js';

/** Where inputs of questions stand. */
const INPUT: readonly string[] = ['input'];
const RESOURCE: readonly string[] = ['input', 'resource'];

export interface DecisionService {
  /** @throws NotFoundError for an account that is not there; ForbiddenError, InvalidInputError, UnavailableError */
  isAuthorized(ctx: RequestContext, input: QuestionInput): Promise<Answer>;
  /** One answer for each question, in their order, all of one revision or later ones. */
  isAuthorizedBatch(ctx: RequestContext, input: BatchInput): Promise<Answer[]>;
  /** The answer with everything that was looked at for it. */
  explain(ctx: RequestContext, input: QuestionInput): Promise<ExplainedAnswer>;
}

export interface ExplainedAnswer extends Explanation {
  readonly revision: number;
  readonly principal: string;
  readonly action: string;
  readonly resource: string;
  /** For each node whose policies counted: the way from the principal to it. */
  readonly paths: readonly OriginPath[];
}

export function createDecisionService({ decisions }: { readonly decisions: Decisions }): DecisionService {
  return {
    async isAuthorized(ctx, input) {
      return asking(async () => decisions.decide(ctx.realm, questionOf(ctx, input)));
    },

    async isAuthorizedBatch(ctx, { questions, ...shared }) {
      const asked = questions.map((question) => questionOf(ctx, { ...shared, ...question }));
      return Promise.all(asked.map((question) => asking(async () => decisions.decide(ctx.realm, question))));
    },

    async explain(ctx, input) {
      const { accountId } = principalAsked(ctx, input);
      authorize(ctx, decisionActions.explain, accountResource(accountId));
      const question = questionOf(ctx, input);
      return asking(async () => {
        const { input: asked, authority, revision } = await decisions.input(ctx.realm, question);
        return {
          ...explain(asked),
          revision,
          principal: authority.principal,
          action: question.action,
          resource: question.resource,
          paths: pathsTo(authority),
        };
      });
    },
  };
}

/** Who is asked about: the caller, as whatever he acts, unless an account is named. */
export function principalAsked(
  ctx: RequestContext,
  { principalId }: Pick<QuestionInput, 'principalId'>,
  place: readonly string[] = INPUT,
): PrincipalRef {
  if (typeof principalId === 'string') return { kind: 'account', accountId: principalId };
  const { actor, realm } = ctx;
  if (actor.kind === 'anonymous') throw new UnauthenticatedError();
  if (actor.kind === 'internal') throw new ForbiddenError('Only accounts ask for themselves.');
  if (actor.realmSlug === realm.slug) return principalOf(actor);
  throw new InvalidInputError([
    { path: [...place, 'principalId'], message: `must name an account of realm ${realm.slug}` },
  ]);
}

/** The question that an input asks, once the caller may ask it. */
function questionOf(ctx: RequestContext, input: QuestionInput): Question {
  const { realm } = ctx;
  const principal = principalAsked(ctx, input);
  const asker = askerIn(ctx);
  const forOneself = asker !== undefined && principalKey(principal) === principalKey(principalOf(asker));
  if (!forOneself) authorizeAsking(ctx, principal.accountId);
  if (input.context) authorizeContext(ctx, principal.accountId, input.context);
  checkRealm(realm.slug, input.resource);
  return {
    principal,
    token: forOneself ? { issuedAt: asker.issuedAt } : undefined,
    sourceAddress: forOneself ? ctx.clientAddress : undefined,
    action: input.action,
    resource: input.resource,
    context: input.context ?? undefined,
    atLeast: input.atLeast ?? undefined,
  };
}

/** Whether an account exists is for those to know who may ask about it. */
function authorizeAsking(ctx: RequestContext, accountId: string): void {
  if (ctx.actor.kind === 'anonymous') throw new UnauthenticatedError();
  if (isAllowed(ctx, decisionActions.evaluate, accountResource(accountId))) return;
  throw new NotFoundError('The account');
}

/**
 * @param place where the question stands in the caller's input
 * @throws ForbiddenError, InvalidInputError for a key that says who asks
 */
export function authorizeContext(
  ctx: RequestContext,
  accountId: string,
  context: object,
  place: readonly string[] = INPUT,
): void {
  authorize(ctx, decisionActions.supplyContext, accountResource(accountId));
  const reserved = Object.keys(context).find(isReservedKey);
  if (reserved === undefined) return;
  const message = 'says who asks, which the server knows by itself and nobody can supply';
  throw new InvalidInputError([{ path: [...place, 'context', reserved], message }]);
}

/** A realm answers for its own names. */
export function checkRealm(slug: string, resource: string, place: readonly string[] = RESOURCE): void {
  if (!resource.startsWith('rn:') || resource.startsWith(`rn:${slug}:`)) return;
  throw new InvalidInputError([
    { path: place, message: `must be a name of realm ${slug}, where it starts with "rn:"` },
  ]);
}

/** What the engine calls a bad question is an input of the caller's. */
export async function asking<T>(ask: () => Promise<T>, place: readonly string[] = INPUT): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof DecisionRequestError)) throw error;
    const path = error.pointer.split('/').slice(2);
    throw new InvalidInputError([{ path: [...place, ...path], message: error.message }]);
  }
}
