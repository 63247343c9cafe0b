import type { IncomingMessage } from 'node:http';
import type { HttpContext } from '../../http/application.js';
import { readBody } from '../../http/body.js';
import { corsHeaders } from '../../http/cors.js';
import { parseJson } from '../../http/json.js';
import { sendProblem } from '../../http/problem.js';
import { InvalidInputError } from '../../kernel/errors.js';
import type { Logger } from '../../platform/logger/logger.js';
import { withSpan } from '../../platform/telemetry/traces.js';
import type { RealmRegistry } from '../../realms/registry.js';
import type { RequestContext } from '../../realms/request-context.js';
import { failureOf, leaseForCaller, type Listener } from '../../rest/in-front.js';
import type { Authenticator } from '../tokens/authenticate.js';
import { requireBearer } from '../tokens/request-credentials.js';
import type { AuthzenService } from './authzen.service.js';
import type { AccessDecision, Evaluation } from './evaluation.js';

import { readEvaluation, readEvaluations } from './read-evaluation.js';
import { ownRequestId, requireJson } from './request-headers.rest.js';

export interface AuthzenListenerDeps {
  readonly registry: Pick<RealmRegistry, 'lease' | 'leaseNow'>;
  readonly authenticator: Pick<Authenticator, 'authenticate'>;
  readonly service: AuthzenService;
  readonly logger: Pick<Logger, 'error'>;
}

const PATH = /^\/realms\/([^/?]+)\/access\/v1\/(evaluations?)(?:\?|$)/;
const ROUTES = {
  evaluation: '/realms/{realm}/access/v1/evaluation',
  evaluations: '/realms/{realm}/access/v1/evaluations',
} as const;

/**
 * AuthZEN's evaluations in front of the router, on the bare Node request: applications ask before everything they do.
 * What the router does for other routes is done here by hand; `authzen.rest.ts` documents the same routes.
 */
export function createAuthzenListener({
  registry,
  authenticator,
  service,
  logger,
}: AuthzenListenerDeps): Listener {
  async function respond(incoming: IncomingMessage, http: HttpContext, asked: Asked): Promise<string> {
    const { headers } = incoming;
    const bearer = requireBearer(headers.authorization);
    const leasing = leaseForCaller(registry, incoming, http, asked.realm);
    const lease = leasing instanceof Promise ? await leasing : leasing;
    try {
      const { realm } = lease;
      if (headers.origin !== undefined) asked.setHeaders(corsHeaders(realm.settings, headers.origin));
      const verified = authenticator.authenticate(realm, bearer);
      const actor = verified instanceof Promise ? await verified : verified;
      requireJson(headers);
      const body = parseJson(await readBody(incoming), { allowNul: true });
      const ctx = { realm, actor, requestId: http.requestId, clientAddress: http.clientAddress };
      const atLeast = atLeastOf(headers[AT_LEAST]);
      // Taken before anything is decided: the answer is of this revision or a later one, never of an earlier one.
      asked.setHeaders({ [REVISION]: String(realm.changes.revision) });
      const decided = withSpan(`AuthZEN ${asked.route}`, undefined, () =>
        decide(ctx, asked.route, body, atLeast),
      );
      return decided instanceof Promise ? await decided : decided;
    } finally {
      lease.release();
    }
  }

  function decide(
    ctx: RequestContext,
    route: keyof typeof ROUTES,
    body: unknown,
    atLeast: number | undefined,
  ): string | Promise<string> {
    if (route === 'evaluation') return one(ctx, readEvaluation(body), atLeast);
    const asked = readEvaluations(body);
    if (!('evaluations' in asked)) return one(ctx, asked, atLeast);
    return service
      .evaluateAll(ctx, asked, atLeast)
      .then((answers) => `{"evaluations":[${answers.map(written).join(',')}]}`);
  }

  function one(
    ctx: RequestContext,
    evaluation: Evaluation,
    atLeast: number | undefined,
  ): string | Promise<string> {
    const answer = service.evaluate(ctx, evaluation, atLeast);
    return answer instanceof Promise ? answer.then(written) : written(answer);
  }

  return (incoming, outgoing, http) => {
    const match = incoming.method === 'POST' ? PATH.exec(incoming.url ?? '') : null;
    if (match === null) return false;
    const [, realm = '', name] = match;
    const route = name === 'evaluation' ? 'evaluation' : 'evaluations';
    http.route = ROUTES[route];
    const requestId = ownRequestId(incoming.headers['x-request-id']);
    if (requestId !== undefined) outgoing.setHeader('X-Request-ID', requestId);
    const setHeaders = (headers: Readonly<Record<string, string>>): void => {
      for (const [header, value] of Object.entries(headers)) outgoing.setHeader(header, value);
    };
    respond(incoming, http, { realm, route, setHeaders }).then(
      (json) => {
        const length = Buffer.byteLength(json);
        outgoing.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': length }).end(json);
      },
      (thrown: unknown) => sendProblem(outgoing, failureOf(thrown, logger, http), http.requestId),
    );
    return true;
  };
}

interface Asked {
  readonly realm: string;
  readonly route: keyof typeof ROUTES;
  readonly setHeaders: (headers: Readonly<Record<string, string>>) => void;
}

const PERMITTED = '{"decision":true}';

function written(answer: AccessDecision): string {
  return answer.decision && answer.context === undefined ? PERMITTED : JSON.stringify(answer);
}

/** The answer was decided at this revision or a later one. */
const REVISION = 'X-Reeve-Revision';

/** Names a revision that a mutation answered: the answer is at least as new. */
const AT_LEAST = 'x-reeve-at-least';

function atLeastOf(header: string | string[] | undefined): number | undefined {
  if (header === undefined) return undefined;
  if (typeof header === 'string' && /^\d{1,15}$/.test(header)) return Number(header);
  throw new InvalidInputError([{ path: [AT_LEAST], message: 'must be a revision: a whole number' }]);
}
