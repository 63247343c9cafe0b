import type { IncomingMessage } from 'node:http';
import { answer } from '../../http/answer.js';
import type { HttpContext } from '../../http/application.js';
import { sendProblem } from '../../http/problem.js';
import { asTakenAt } from '../../http/refusal.js';
import { settle, type Awaitable } from '../../kernel/awaitable.js';
import { DomainError } from '../../kernel/errors.js';
import type { Logger } from '../../platform/logger/logger.js';
import { withSpan } from '../../platform/telemetry/traces.js';
import { isRealmSlug } from '../../realms/realm.js';
import { callerOf, failureOf, type Caller, type CallerDeps, type Listener } from '../../rest/in-front.js';
import { bearerOf } from '../tokens/request-credentials.js';
import type { GatewayService } from './gateway.service.js';
import type { IdentityHeaders } from './identity-headers.js';
import { readOriginal, type GatewayKind } from './original-request.js';

export interface GatewayListenerDeps extends CallerDeps {
  readonly service: GatewayService;
  readonly logger: Pick<Logger, 'error'>;
}

const ADDRESS = /^\/realms\/([^/?]+)\/gateway\/(?:(nginx|forward)(?=\?|$)|(envoy)(?=\/|$))/;
const ROUTES: Readonly<Record<GatewayKind, string>> = {
  nginx: '/realms/{realm}/gateway/nginx',
  forward: '/realms/{realm}/gateway/forward',
  envoy: '/realms/{realm}/gateway/envoy/{path}',
};

interface Asked {
  readonly realm: string;
  readonly kind: GatewayKind;
  /** What stands behind the route in the address. */
  readonly target: string;
}

/**
 * Gateways' questions in front of the router: they ask before every request of an application. Any method is answered,
 * and no body is waited for, since there is nothing in it. `gateway.rest.ts` documents the same routes.
 */
export function createGatewayListener(deps: GatewayListenerDeps): Listener {
  const { service, logger } = deps;

  function admit(
    incoming: IncomingMessage,
    http: HttpContext,
    { kind, target }: Asked,
    { lease, actor }: Caller,
  ): Awaitable<IdentityHeaders> {
    const { requestId, clientAddress } = http;
    const ctx = { realm: lease.realm, actor, requestId, clientAddress };
    return withSpan(`Gateway ${kind}`, undefined, () =>
      service.admit(ctx, () => readOriginal(kind, incoming, target)),
    );
  }

  return (incoming, outgoing, http) => {
    const { url = '', headers } = incoming;
    const [prefix, realm = '', named] = ADDRESS.exec(url) ?? [];
    if (prefix === undefined) return false;
    const kind = (named ?? 'envoy') as GatewayKind;
    const asked = { realm, kind, target: url.slice(prefix.length) };
    http.route = ROUTES[kind];
    // A gateway that announces the body of the request that it asks about, and keeps it, would have its next question
    // taken for that body.
    if (announcesBody(headers)) outgoing.setHeader('Connection', 'close');

    const failed = (thrown: unknown): void => {
      const error = asTakenAt(url, failureOf(thrown, logger, http));
      const unknown = error instanceof DomainError && error.status === 401;
      const challenge = challengeOf(realm, headers.authorization !== undefined);
      sendProblem(outgoing, error, http, unknown ? ['WWW-Authenticate', challenge] : []);
    };
    settle(
      () => callerOf(deps, incoming, http, { realm, bearer: bearerOf(headers.authorization) }),
      (caller) => {
        settle(
          () => admit(incoming, http, asked, caller),
          (identity) => {
            caller.lease.release();
            answer(outgoing, http, { status: 200, headers: Object.entries(identity).flat(), body: '' });
          },
          (thrown) => {
            caller.lease.release();
            failed(thrown);
          },
        );
      },
      failed,
    );
    return true;
  };
}

function announcesBody(headers: IncomingMessage['headers']): boolean {
  return headers['transfer-encoding'] !== undefined || (headers['content-length'] ?? '0') !== '0';
}

/** RFC 6750, section 3: why the token was not taken, if there was one. */
function challengeOf(realm: string, sentToken: boolean): string {
  const parameters = [
    ...(isRealmSlug(realm) ? [`realm="${realm}"`] : []),
    ...(sentToken ? ['error="invalid_token"'] : []),
  ];
  return parameters.length === 0 ? 'Bearer' : `Bearer ${parameters.join(', ')}`;
}
