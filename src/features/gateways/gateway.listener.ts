import type { IncomingMessage } from 'node:http';
import type { HttpContext } from '../../http/application.js';
import { sendProblem } from '../../http/problem.js';
import { asTakenAt } from '../../http/refusal.js';
import { anonymous, type Actor } from '../../kernel/actor.js';
import { DomainError } from '../../kernel/errors.js';
import type { Logger } from '../../platform/logger/logger.js';
import { withSpan } from '../../platform/telemetry/traces.js';
import { isRealmSlug, type RealmHandle } from '../../realms/realm.js';
import type { RealmRegistry } from '../../realms/registry.js';
import { failureOf, leaseForCaller, type Listener } from '../../rest/in-front.js';
import type { Authenticator } from '../tokens/authenticate.js';
import { bearerOf } from '../tokens/request-credentials.js';
import type { GatewayService } from './gateway.service.js';
import type { IdentityHeaders } from './identity-headers.js';
import { readOriginal, type GatewayKind } from './original-request.js';

export interface GatewayListenerDeps {
  readonly registry: Pick<RealmRegistry, 'lease' | 'leaseNow'>;
  readonly authenticator: Pick<Authenticator, 'authenticate'>;
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
  const { registry, authenticator, service, logger } = deps;

  async function respond(
    incoming: IncomingMessage,
    http: HttpContext,
    asked: Asked,
  ): Promise<IdentityHeaders> {
    const bearer = bearerOf(incoming.headers.authorization);
    const leasing = leaseForCaller(registry, incoming, http, asked.realm);
    const lease = leasing instanceof Promise ? await leasing : leasing;
    try {
      const { realm } = lease;
      const verified = bearer === undefined ? anonymous : actorOf(realm, bearer);
      const actor = verified instanceof Promise ? await verified : verified;
      const { requestId, clientAddress } = http;
      return await withSpan(`Gateway ${asked.kind}`, undefined, () =>
        service.admit({ realm, actor, requestId, clientAddress }, () =>
          readOriginal(asked.kind, incoming, asked.target),
        ),
      );
    } finally {
      lease.release();
    }
  }

  function actorOf(realm: RealmHandle, bearer: string): Actor | Promise<Actor> {
    return authenticator.authenticate(realm, bearer);
  }

  return (incoming, outgoing, http) => {
    const { url = '', headers } = incoming;
    const [prefix, realm = '', named] = ADDRESS.exec(url) ?? [];
    if (prefix === undefined) return false;
    const kind = (named ?? 'envoy') as GatewayKind;
    http.route = ROUTES[kind];
    // A gateway that announces the body of the request that it asks about, and keeps it, would have its next question
    // taken for that body.
    if (announcesBody(headers)) outgoing.setHeader('Connection', 'close');
    respond(incoming, http, { realm, kind, target: url.slice(prefix.length) }).then(
      (identity) => outgoing.writeHead(200, { ...identity, 'Content-Length': 0 }).end(),
      (thrown: unknown) => {
        const error = asTakenAt(url, failureOf(thrown, logger, http));
        const unknown = error instanceof DomainError && error.status === 401;
        const challenge = { 'WWW-Authenticate': challengeOf(realm, headers.authorization !== undefined) };
        sendProblem(outgoing, error, http.requestId, unknown ? challenge : {});
      },
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
