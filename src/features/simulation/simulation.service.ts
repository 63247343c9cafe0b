import { possibleAccess, type PossibleAccess } from '../../decision/public.js';
import { badCursor } from '../../kernel/bad-cursor.js';
import type { Authority } from '../../kernel/authority.js';
import { isId } from '../../kernel/ids.js';
import type { PageRequest } from '../../kernel/page.js';
import type { RequestContext } from '../../realms/request-context.js';
import { accountResource, authorizeOnAccount } from '../accounts/account-access.js';
import type { Authorities } from '../authorization/authorities.js';
import { authorize, isAllowed } from '../authorization/authorize.js';
import { asking, authorizeContext, checkRealm, principalAsked } from '../decisions/decision.service.js';
import { policyActions } from '../policies/policy.actions.js';
import { positionOf } from './position.js';
import { simulateDocuments, type Simulation } from './simulate.js';
import { simulationActions } from './simulation.actions.js';
import type { SimulateInput, WhatCanInput, WhatIfInput, WhoCanInput } from './simulation.input.js';
import { whatIfPage, type WhatIfDeps, type WhatIfPage } from './what-if.js';
import { whoCanPage, type WhoCanPage } from './who-can.js';

/** What could be: "what if?", "who can?", "what can they?". Nothing is ever stored. */
export interface SimulationService {
  /**
   * Who gains and loses what by a draft, in the order of accounts and resources.
   *
   * @throws InvalidInputError that names the change; InvalidPolicyError, ForbiddenError, UnavailableError
   */
  whatIf(ctx: RequestContext, input: WhatIfInput, page: PageRequest): Promise<WhatIfPage>;
  /**
   * Decides with the documents that the input brings, and nothing else.
   *
   * @throws InvalidPolicyError, its pointers beginning at the input; InvalidInputError, ForbiddenError
   */
  simulate(ctx: RequestContext, input: SimulateInput): Promise<Simulation>;
  /**
   * What the policies of an account may allow, as patterns: an upper bound (see `possibleAccess`). What only the policy
   * of a resource gives is not in it; nor do guardrails narrow it for a caller who may not list them.
   *
   * @throws NotFoundError, ForbiddenError, UnavailableError
   */
  whatCan(ctx: RequestContext, input: WhatCanInput): Promise<AccessOfPrincipal>;
  /** The accounts that may, by id. @throws InvalidInputError, ForbiddenError, UnavailableError */
  whoCan(ctx: RequestContext, input: WhoCanInput, page: PageRequest): Promise<WhoCanPage>;
}

/** What one account may do, at one revision. */
export interface AccessOfPrincipal extends PossibleAccess {
  readonly principal: string;
  readonly revision: number;
}

/** Where the argument of `whatIf` stands. */
const DRAFT: readonly string[] = ['draft'];

/** Allow statements that one answer looks at. */
const MAX_STATEMENTS = 500;

export interface SimulationDeps extends WhatIfDeps {
  readonly authorities: Authorities;
}

export function createSimulationService(deps: SimulationDeps): SimulationService {
  return {
    async simulate(ctx, input) {
      authorize(ctx, simulationActions.simulate, { kind: 'policy', id: '*' });
      return asking(() => simulateDocuments(ctx.realm, input));
    },

    async whatCan(ctx, { principalId }) {
      const asked = principalAsked(ctx, { principalId }, []);
      // A role session can be asked about by itself only.
      if (asked.kind === 'account') authorizeOnAccount(ctx, simulationActions.whatCan, asked.accountId);
      const authority = await deps.authorities.of(ctx.realm, asked);
      const { principal, revision } = authority;
      const possible = possibleAccess(seenBy(ctx, authority), { statements: MAX_STATEMENTS });
      return { ...possible, principal, revision };
    },

    async whatIf(ctx, input, { first, after }) {
      authorize(ctx, simulationActions.whatIf, accountResource('*'));
      if (input.context) authorizeContext(ctx, '*', input.context, DRAFT);
      for (const [at, resource] of (input.resources ?? []).entries()) {
        checkRealm(ctx.realm.slug, resource, [...DRAFT, 'resources', String(at)]);
      }
      const from = positionOf(after);
      return asking(() => whatIfPage(deps, ctx.realm, input, { first, from }), DRAFT);
    },

    async whoCan(ctx, input, { first, after }) {
      authorize(ctx, simulationActions.whoCan, accountResource('*'));
      if (input.context) authorizeContext(ctx, '*', input.context, []);
      checkRealm(ctx.realm.slug, input.resource, ['resource']);
      if (after !== undefined && !isId(after)) {
        throw badCursor();
      }
      return asking(() => whoCanPage(deps, ctx.realm, input, { first, after }), []);
    },
  };
}

/** Guardrails are told to whoever may read them: left out, what an account may do comes out wider, and never narrower. */
function seenBy(ctx: RequestContext, authority: Authority): Authority {
  const seen = isAllowed(ctx, policyActions.listGuardrails, { kind: 'guardrail', id: '*' });
  return seen ? authority : { ...authority, guardrails: [] };
}
