import { InvalidInputError } from '../../kernel/errors.js';
import { isId } from '../../kernel/ids.js';
import type { PageRequest } from '../../kernel/page.js';
import type { RequestContext } from '../../realms/request-context.js';
import { accountResource } from '../accounts/account-access.js';
import type { Authorities } from '../authorization/authorities.js';
import { authorize } from '../authorization/authorize.js';
import { asking, authorizeContext, checkRealm } from '../decisions/decision.service.js';
import { positionOf } from './position.js';
import { simulationActions } from './simulation.actions.js';
import type { WhatIfInput, WhoCanInput } from './simulation.input.js';
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
  /** The accounts that may, by id. @throws InvalidInputError, ForbiddenError, UnavailableError */
  whoCan(ctx: RequestContext, input: WhoCanInput, page: PageRequest): Promise<WhoCanPage>;
}

export interface SimulationDeps extends WhatIfDeps {
  readonly authorities: Authorities;
}

export function createSimulationService(deps: SimulationDeps): SimulationService {
  return {
    async whatIf(ctx, input, { first, after }) {
      authorize(ctx, simulationActions.whatIf, accountResource('*'));
      if (input.context) authorizeContext(ctx, '*', input.context);
      input.resources?.forEach((resource) => {
        checkRealm(ctx.realm.slug, resource);
      });
      const from = positionOf(after);
      return asking(() => whatIfPage(deps, ctx.realm, input, { first, from }));
    },

    async whoCan(ctx, input, { first, after }) {
      authorize(ctx, simulationActions.whoCan, accountResource('*'));
      if (input.context) authorizeContext(ctx, '*', input.context);
      checkRealm(ctx.realm.slug, input.resource);
      if (after !== undefined && !isId(after)) {
        throw new InvalidInputError([{ path: ['after'], message: 'must be a cursor of an earlier page' }]);
      }
      return asking(() => whoCanPage(deps, ctx.realm, input, { first, after }));
    },
  };
}
