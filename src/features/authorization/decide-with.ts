import {
  decide,
  PreparedRequest,
  type ContextValues,
  type Decision,
  type DecisionInput,
  type PolicySet,
  type RequestContext,
} from '../../decision/public.js';
import type { Authority } from '../../kernel/authority.js';
import { isReservedKey } from './principal-facts.js';

/** One question about a principal whose Authority is at hand. */
export interface AuthorityQuestion {
  readonly action: string;
  readonly resource: string;
  /** What the caller says of the circumstances; nothing in it can say who asks. */
  readonly context?: RequestContext | undefined;
  /** What the server knows of the circumstances and the resource, where the caller says nothing. */
  readonly defaults?: ContextValues | undefined;
  readonly resourcePolicy?: PolicySet | undefined;
  /** The realm or AWS account that owns the resource, where it is not the principal's. */
  readonly resourceAccount?: string | undefined;
}

/** What the engine needs for the question. */
export function inputFor(authority: Authority, question: AuthorityQuestion): DecisionInput {
  const { action, resource, context, defaults, resourceAccount, resourcePolicy } = question;
  const request = new PreparedRequest(
    {
      principal: authority.principal,
      action,
      resource,
      resourceAccount,
      context: context === undefined ? undefined : withoutFacts(context),
    },
    {
      facts: authority.facts,
      defaults: { get: (key) => authority.tags.get(key) ?? defaults?.get(key) },
    },
  );
  return {
    request,
    identityPolicies: authority.identityPolicies,
    permissionBoundaries: authority.permissionBoundaries,
    sessionPolicy: authority.sessionPolicy,
    guardrails: authority.guardrails,
    resourcePolicy,
  };
}

/**
 * Decides with an Authority.
 *
 * @throws DecisionRequestError for an action, resource or context that is none
 */
export function decideWith(authority: Authority, question: AuthorityQuestion): Decision {
  return decide(inputFor(authority, question));
}

function withoutFacts(context: RequestContext): RequestContext {
  const keys = Object.keys(context);
  if (!keys.some(isReservedKey)) return context;
  return Object.fromEntries(Object.entries(context).filter(([key]) => !isReservedKey(key)));
}
