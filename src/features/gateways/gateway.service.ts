import type { TokenActor } from '../../kernel/actor.js';
import { ForbiddenError, NotFoundError, UnauthenticatedError } from '../../kernel/errors.js';
import type { RequestContext } from '../../realms/request-context.js';
import { askerIn } from '../authorization/asker.js';
import { principalOf } from '../authorization/principal.js';
import type { Answer, Decisions } from '../decisions/decisions.js';
import { NoRouteError } from './gateway.errors.js';
import { identityHeaders, type IdentityHeaders } from './identity-headers.js';
import type { RoutedRequest, RouteMatch, RouteTable } from './route-table.js';
import type { RouteTables } from './route-tables.js';

/** Answers gateways: may who sends this request make it? */
export interface GatewayService {
  /**
   * Who it is, for the service behind the gateway.
   *
   * @param read the request that the gateway asks about; its errors are for who has a token
   * @throws UnauthenticatedError without a token, but for a public route; NoRouteError, AmbiguousRequestError,
   *   GatewayHeaderError, ForbiddenError, UnavailableError
   */
  admit(ctx: RequestContext, read: () => RoutedRequest): Promise<IdentityHeaders>;
}

export interface GatewayServiceDeps {
  readonly tables: RouteTables;
  readonly decisions: Pick<Decisions, 'decide'>;
}

export function createGatewayService({ tables, decisions }: GatewayServiceDeps): GatewayService {
  async function decide(
    { realm, clientAddress }: RequestContext,
    actor: TokenActor,
    { action, resource }: RouteMatch & { public: false },
  ): Promise<Answer> {
    try {
      const answer = decisions.decide(realm, {
        principal: principalOf(actor),
        token: { issuedAt: actor.issuedAt },
        sourceAddress: clientAddress,
        action,
        resource,
      });
      return answer instanceof Promise ? await answer : answer;
    } catch (error) {
      // The account, or the role of a role session, went while it was asked about.
      throw error instanceof NotFoundError ? new UnauthenticatedError() : error;
    }
  }

  return {
    async admit(ctx, read) {
      const { realm } = ctx;
      const actor = askerIn(ctx);
      const loading = tables.of(realm);
      const table = loading instanceof Promise ? await loading : loading;
      const match = matchFor(actor, table, read);
      if (match?.public === true) return identityHeaders(realm.slug, realm.changes.revision, actor);
      if (actor === undefined) throw new UnauthenticatedError();
      if (match === undefined) throw new NoRouteError();
      const { decision, revision } = await decide(ctx, actor, match);
      if (decision !== 'Allowed') throw new ForbiddenError(`You may not do this: it needs ${match.action}.`);
      return identityHeaders(realm.slug, revision, actor);
    },
  };
}

/** To nobody, a request that no public route is for is one that needs a token, whatever else is wrong with it. */
function matchFor(
  actor: TokenActor | undefined,
  table: RouteTable,
  read: () => RoutedRequest,
): RouteMatch | undefined {
  try {
    return table.match(read());
  } catch (error) {
    throw actor === undefined ? new UnauthenticatedError() : error;
  }
}
