import type { IncomingMessage } from 'node:http';
import { answer } from '../../http/answer.js';
import type { HttpContext } from '../../http/application.js';
import { BODY_LIMIT, takeBody } from '../../http/body.js';
import { corsHeaders } from '../../http/cors.js';
import { parseJson } from '../../http/json.js';
import { sendProblem } from '../../http/problem.js';
import { settle, whenThere, type Awaitable } from '../../kernel/awaitable.js';
import { InvalidInputError, UnauthenticatedError } from '../../kernel/errors.js';
import type { Logger } from '../../platform/logger/logger.js';
import { withSpan } from '../../platform/telemetry/traces.js';
import type { RealmHandle } from '../../realms/realm.js';
import type { RequestContext } from '../../realms/request-context.js';
import { callerOf, failureOf, type Caller, type CallerDeps, type Listener } from '../../rest/in-front.js';
import { bearerOf, requireBearer } from '../tokens/request-credentials.js';
import { PLAIN_ANSWERS, type AuthzenService } from './authzen.service.js';
import type { AccessDecision, Evaluation } from './evaluation.js';
import { readEvaluation, readEvaluations } from './read-evaluation.js';
import { ownRequestId, requireJson } from './request-headers.rest.js';

export interface AuthzenListenerDeps extends CallerDeps {
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
 * What the router does for other routes is done here by hand; `authzen.rest.ts` documents the same routes. Who asks is
 * known before the body is waited for; where all that decides is in memory, no step is a promise.
 */
export function createAuthzenListener(deps: AuthzenListenerDeps): Listener {
  const { service, logger } = deps;

  /** Who asks, if what he sends can be read. */
  function admit({ incoming, http, realm, headers }: Asked): Awaitable<Caller> {
    const { authorization, origin } = incoming.headers;
    const leased = (handle: RealmHandle): void => {
      if (origin !== undefined) headers.push(...Object.entries(corsHeaders(handle.settings, origin)).flat());
    };
    const bearer = origin === undefined ? requireBearer(authorization) : bearerFromPage(authorization);
    const caller = callerOf(deps, incoming, http, { realm, bearer, leased });
    return bearer === undefined ? whenThere(caller, refuseNobody) : caller;
  }

  function decide(
    { incoming, http, route, headers }: Asked,
    caller: Caller,
    bytes: Buffer,
  ): Awaitable<string> {
    const { realm } = caller.lease;
    const body = parseJson(bytes, { allowNul: true });
    const { requestId, clientAddress } = http;
    const ctx = { realm, actor: caller.actor, requestId, clientAddress };
    const atLeast = atLeastOf(incoming.headers[AT_LEAST]);
    // Taken before anything is decided: the answer is of this revision or a later one, never of an earlier one.
    headers.push(REVISION, String(realm.changes.revision));
    return withSpan(SPANS[route], undefined, () =>
      route === 'evaluation' ? one(ctx, readEvaluation(body), atLeast) : several(ctx, body, atLeast),
    );
  }

  function one(ctx: RequestContext, evaluation: Evaluation, atLeast: number | undefined): Awaitable<string> {
    return whenThere(service.evaluate(ctx, evaluation, atLeast), written);
  }

  function several(ctx: RequestContext, body: unknown, atLeast: number | undefined): Awaitable<string> {
    const asked = readEvaluations(body);
    if (!('evaluations' in asked)) return one(ctx, asked, atLeast);
    return service
      .evaluateAll(ctx, asked, atLeast)
      .then((answers) => `{"evaluations":[${answers.map(written).join(',')}]}`);
  }

  return (incoming, outgoing, http) => {
    const match = incoming.method === 'POST' ? PATH.exec(incoming.url ?? '') : null;
    if (match === null) return false;
    const [, realm = '', name] = match;
    const route = name === 'evaluation' ? 'evaluation' : 'evaluations';
    http.route = ROUTES[route];
    http.echoedId = ownRequestId(incoming.headers['x-request-id']);
    const headers: string[] = [];
    const asked: Asked = { incoming, http, realm, route, headers };

    const failed = (thrown: unknown): void =>
      sendProblem(outgoing, failureOf(thrown, logger, http), http, headers);
    settle(
      () => admit(asked),
      (caller) => {
        const refused = (thrown: unknown): void => {
          caller.lease.release();
          failed(thrown);
        };
        const answered = (body: string): void => {
          caller.lease.release();
          headers.push('Content-Type', 'application/json');
          answer(outgoing, http, { status: 200, headers, body });
        };
        const taken = (bytes: Buffer): void =>
          http.run(() => settle(() => decide(asked, caller, bytes), answered, refused));
        const readable = (): void => takeBody(incoming, BODY_LIMIT, taken, refused);
        settle(() => requireJson(incoming.headers), readable, refused);
      },
      failed,
    );
    return true;
  };
}

/** A page may read why it was refused: that waits until it is known from which origins pages may call the realm. */
function bearerFromPage(authorization: string | undefined): string | undefined {
  try {
    return bearerOf(authorization);
  } catch (error) {
    if (error instanceof UnauthenticatedError) return undefined;
    throw error;
  }
}

function refuseNobody({ lease }: Caller): never {
  lease.release();
  throw new UnauthenticatedError();
}

/** A question under way. */
interface Asked {
  readonly incoming: IncomingMessage;
  readonly http: HttpContext;
  /** As the path has it. */
  readonly realm: string;
  readonly route: keyof typeof ROUTES;
  /** Of the answer, whatever it will be. */
  readonly headers: string[];
}

const SPANS = { evaluation: 'AuthZEN evaluation', evaluations: 'AuthZEN evaluations' } as const;

const PLAIN_TEXTS: ReadonlyMap<AccessDecision, string> = new Map(
  PLAIN_ANSWERS.map((plain) => [plain, JSON.stringify(plain)]),
);

function written(answer: AccessDecision): string {
  return PLAIN_TEXTS.get(answer) ?? JSON.stringify(answer);
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
