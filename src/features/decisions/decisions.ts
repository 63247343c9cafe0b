import type { ContextValues, Decision, DecisionInput, RequestContext } from '../../decision/public.js';
import { decide } from '../../decision/public.js';
import type { Authority } from '../../kernel/authority.js';
import { UnavailableError } from '../../kernel/errors.js';
import type { RealmHandle } from '../../realms/realm.js';
import type { Authorities } from '../authorization/authorities.js';
import { inputFor } from '../authorization/decide-with.js';
import { withToken } from '../authorization/principal-facts.js';
import type { PrincipalRef } from '../authorization/principal.js';
import { requestFact } from '../authorization/request-facts.js';
import type { ResourceFacts } from '../resources/resource-facts.js';
import { ownerOf } from './owner.js';
import type { ResourcePolicies } from './resource-policies.js';
import { trustedRole, type TrustPolicies } from './trust-policies.js';

/** "May this principal do this action on this resource, in this context?", asked of a realm. */
export interface Question {
  readonly principal: PrincipalRef;
  /** Where the principal asks for itself: when its token was issued. */
  readonly token?: { readonly issuedAt: Date } | undefined;
  readonly action: string;
  readonly resource: string;
  /** What the caller says of the circumstances. */
  readonly context?: RequestContext | undefined;
  /** The address of the principal, where it asks for itself. */
  readonly sourceAddress?: string | undefined;
  /** The answer must be at least as new as this revision. */
  readonly atLeast?: number | undefined;
}

/** An answer, and the revision of the realm to which all that decided belongs. */
export interface Answer extends Decision {
  readonly revision: number;
}

/** Answers questions for everything that asks: GraphQL, AuthZEN, gateways. */
export interface Decisions {
  /**
   * Synchronous where all that decides is in memory at the confirmed revision.
   *
   * @throws DecisionRequestError for an action, resource or context that is none; NotFoundError for a principal that is
   *   none; RevisionNotReachedError; UnavailableError if the store is away: whoever gets an error must take it for a deny
   */
  decide(realm: RealmHandle, question: Question): Answer | Promise<Answer>;
  /** Everything that decides about the question, as the engine takes it. */
  input(realm: RealmHandle, question: Question): Promise<Prepared>;
}

/** What the engine is asked, and with whose Authority. */
export interface Prepared {
  readonly input: DecisionInput;
  readonly authority: Authority;
  readonly revision: number;
}

export interface DecisionsDeps {
  readonly authorities: Authorities;
  readonly resourcePolicies: ResourcePolicies;
  readonly trustPolicies: TrustPolicies;
  readonly resourceFacts: ResourceFacts;
}

/** How often it is tried to get everything at one revision, while others write. */
const ATTEMPTS = 20;

export function createDecisions({
  authorities,
  resourcePolicies,
  trustPolicies,
  resourceFacts,
}: DecisionsDeps): Decisions {
  /** All of it at the revision of this moment, or undefined and what to wait for. */
  function prepared(realm: RealmHandle, question: Question): Prepared | Promise<unknown> {
    const counters =
      question.atLeast === undefined ? realm.counters() : realm.countersAtLeast(question.atLeast);
    if (counters instanceof Promise) return counters;
    const authority = authorities.of(realm, question.principal);
    const roleId = trustedRole(realm.slug, question);
    const known =
      roleId === undefined ? resourcePolicies.of(realm, question.resource) : trustPolicies.of(realm, roleId);
    const facts = resourceFacts.of(realm, question.resource);
    // What is not in memory is read side by side.
    if (authority instanceof Promise || known instanceof Promise || facts instanceof Promise) {
      return Promise.all([authority, known, facts]);
    }
    const own = question.token === undefined ? authority : withToken(authority, question.token);
    const input = inputFor(own, {
      action: question.action,
      resource: question.resource,
      context: question.context,
      defaults: circumstancesOf(realm.slug, question, facts),
      resourcePolicy: known.policy,
    });
    return { input, authority: own, revision: realm.changes.revision };
  }

  async function prepareSlowly(
    realm: RealmHandle,
    question: Question,
    wait: Promise<unknown>,
  ): Promise<Prepared> {
    let waiting = wait;
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      await waiting;
      const ready = prepared(realm, question);
      if (!(ready instanceof Promise)) return ready;
      waiting = ready;
    }
    await waiting;
    throw new UnavailableError('The realm changes too fast to be asked at one revision. Try again.');
  }

  return {
    decide(realm, question) {
      const ready = prepared(realm, question);
      return ready instanceof Promise ? prepareSlowly(realm, question, ready).then(answer) : answer(ready);
    },
    async input(realm, question) {
      const ready = prepared(realm, question);
      return ready instanceof Promise ? prepareSlowly(realm, question, ready) : ready;
    },
  };
}

function answer({ input, revision }: Prepared): Answer {
  const { decision, matched, missing } = decide(input);
  return { decision, matched, missing, revision };
}

/** What the server knows of the circumstances of a question: of the resource, the time and the address. */
export function circumstancesOf(
  realmSlug: string,
  { resource, sourceAddress }: Pick<Question, 'resource' | 'sourceAddress'>,
  facts: ContextValues,
): ContextValues {
  return {
    get: (key) =>
      key === 'iam:ownerid'
        ? ownerOf(realmSlug, resource)
        : (facts.get(key) ?? requestFact(key, sourceAddress)),
  };
}
