import type { IncomingMessage, ServerResponse } from 'node:http';
import { bearerOf, namedRealm } from '../features/tokens/request-credentials.js';
import type { ResolveActor } from '../features/tokens/resolve-actor.js';
import type { HttpContext } from '../http/application.js';
import { BODY_LIMIT, readBody } from '../http/body.js';
import { corsHeaders, preflightHeaders } from '../http/cors.js';
import { MalformedRequestError, MethodNotAllowedError, UnsupportedMediaTypeError } from '../http/errors.js';
import { parseJson } from '../http/json.js';
import { sendProblem } from '../http/problem.js';
import { DomainError, NotFoundError } from '../kernel/errors.js';
import type { Logger } from '../platform/logger/logger.js';
import type { RealmRegistry } from '../realms/registry.js';
import type { GraphQLServices } from './context.js';
import { asksForPage, sendGraphiQL } from './graphiql.js';
import type { AnswerGraphQL } from './yoga.js';

/** `/graphql`, and the same with the realm in the path: a browser's preflight cannot name it otherwise. */
const PATH = /^(?:\/realms\/([^/?]+))?\/graphql\/?(?:\?|$)/;

/** True for addresses that the GraphQL handler answers. */
export function isGraphQLUrl(url: string): boolean {
  return PATH.test(url);
}

export interface GraphQLHandlerOptions {
  readonly answer: AnswerGraphQL;
  readonly resolveActor: ResolveActor;
  readonly registry: Pick<RealmRegistry, 'lease'>;
  readonly services: GraphQLServices;
  readonly graphiql: boolean;
  readonly logger: Pick<Logger, 'error'>;
}

/** Answers a request to a GraphQL address; never throws. */
export type GraphQLHandler = (incoming: IncomingMessage, outgoing: ServerResponse, http: HttpContext) => void;

/**
 * What comes before GraphQL: which realm, who asks, and a body that is small, JSON, and cannot be sent by a form of
 * another site. Whatever is refused here is a problem document, as on every route.
 */
export function createGraphQLHandler(options: GraphQLHandlerOptions): GraphQLHandler {
  const { answer, resolveActor, registry, services, graphiql, logger } = options;

  async function operate(
    incoming: IncomingMessage,
    outgoing: ServerResponse,
    http: HttpContext,
  ): Promise<void> {
    const { headers, method } = incoming;
    if (method !== 'GET' && method !== 'POST') throw new MethodNotAllowedError(['GET', 'POST']);
    const realmName = namedRealm(singleHeader(headers['x-realm']), pathRealm(incoming));
    if (headers.origin !== undefined) await allowOrigin(outgoing, realmName, headers.origin);
    if (method === 'POST' && !isJson(headers)) throw new UnsupportedMediaTypeError(['application/json']);
    const bearer = bearerOf(headers.authorization);
    const { lease, actor } = await resolveActor({ realmName, bearer, acceptSystem: true });
    try {
      const { realm } = lease;
      http.scope.realm = realm.slug;
      const body =
        method === 'POST'
          ? parseJson(await readBody(incoming, BODY_LIMIT), { allowNul: true })
          : queryOf(incoming);
      const { requestId, clientAddress } = http;
      await answer(incoming, outgoing, { realm, actor, requestId, clientAddress, services, body });
    } finally {
      lease.release();
    }
  }

  /** Before anything is refused: a page must be able to read why. */
  async function allowOrigin(outgoing: ServerResponse, realmName: string, origin: string): Promise<void> {
    const lease = await registry.lease(realmName).catch((error: unknown) => {
      // What is answered to a token for a realm that is none, `resolveActor` knows.
      if (error instanceof NotFoundError) return undefined;
      throw error;
    });
    if (lease === undefined) return;
    setHeaders(outgoing, corsHeaders(lease.realm.settings, origin));
    lease.release();
  }

  async function preflight(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const lease = await registry.lease(
      namedRealm(singleHeader(incoming.headers['x-realm']), pathRealm(incoming)),
    );
    try {
      setHeaders(outgoing, preflightHeaders(lease.realm.settings, incoming.headers.origin ?? ''));
      outgoing.writeHead(204).end();
    } finally {
      lease.release();
    }
  }

  return (incoming, outgoing, http) => {
    http.route = '/graphql';
    const begin = (): Promise<void> => {
      if (graphiql && asksForPage(incoming)) return sendGraphiQL(outgoing);
      return incoming.method === 'OPTIONS'
        ? preflight(incoming, outgoing)
        : operate(incoming, outgoing, http);
    };
    begin().catch((error: unknown) => {
      if (!(error instanceof DomainError))
        logger.error({ err: error, requestId: http.requestId }, 'GraphQL failed');
      sendProblem(outgoing, error, http);
    });
  };
}

function pathRealm(incoming: IncomingMessage): string | undefined {
  return PATH.exec(incoming.url ?? '')?.[1];
}

function singleHeader(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value.join(',') : value;
}

function setHeaders(outgoing: ServerResponse, headers: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(headers)) outgoing.setHeader(name, value);
}

const JSON_TYPE = /^application\/(?:graphql\+)?json\s*(?:;|$)/;
const FOREIGN_CHARSET = /;\s*charset=(?!"?utf-8"?\s*(?:;|$))/;

/**
 * JSON in UTF-8 that is not compressed. JSON needs a preflight from another site; what a form can send does not, so
 * nothing else is taken.
 */
function isJson(headers: IncomingMessage['headers']): boolean {
  const type = headers['content-type']?.toLowerCase() ?? '';
  const encoding = headers['content-encoding'] ?? 'identity';
  return JSON_TYPE.test(type) && !FOREIGN_CHARSET.test(type) && encoding === 'identity';
}

/** The operation of a GET request. */
function queryOf(incoming: IncomingMessage): Record<string, unknown> {
  const url = incoming.url ?? '';
  const start = url.indexOf('?');
  const parameters = new URLSearchParams(start === -1 ? '' : url.slice(start));
  const json = (name: string): unknown => {
    const value = parameters.get(name);
    if (value === null || value === '') return undefined;
    try {
      return parseJson(Buffer.from(value));
    } catch {
      throw new MalformedRequestError(`The parameter ${name} is not valid JSON.`);
    }
  };
  return {
    query: parameters.get('query') ?? undefined,
    operationName: parameters.get('operationName') ?? undefined,
    variables: json('variables'),
    extensions: json('extensions'),
  };
}
