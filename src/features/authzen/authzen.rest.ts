import { createRoute, z } from '@hono/zod-openapi';
import type { MiddlewareHandler } from 'hono';
import { PUBLIC } from '../../rest/caching.js';
import type { RestApp, RestEnv } from '../../rest/env.js';
import { MethodNotAllowedError } from '../../http/errors.js';
import { callerOf, managed } from '../../rest/management.js';
import { documentRoute } from '../../rest/router.js';
import type { Issuers } from '../tokens/issuer.js';
import type { ResolveActor } from '../tokens/resolve-actor.js';
import {
  actionSearchShape,
  evaluationShape,
  evaluationsShape,
  resourceSearchShape,
  subjectSearchShape,
} from './authzen.input.js';
import {
  actionSearchAnswer,
  authzenConfiguration,
  entitySearchAnswer,
  evaluationAnswer,
  evaluationsAnswer,
} from './authzen.output.js';
import { ownRequestId, requireJson } from './request-headers.rest.js';
import type { AccessSearch } from './search.service.js';

export interface AuthzenRoutesDeps {
  readonly issuers: Issuers;
  readonly resolveActor: ResolveActor;
  readonly search: AccessSearch;
}

const tags = ['AuthZEN'];
const params = z.object({ realm: z.string().openapi({ example: 'demo' }) });

function json<S extends z.ZodType>(description: string, schema: S) {
  return { description, content: { 'application/json': { schema } } };
}

function body<S extends z.ZodType>(schema: S) {
  return { required: true, content: { 'application/json': { schema } } };
}

const errors = {
  400: { description: 'The question is malformed.' },
  401: { description: 'No good access token of this realm, or no such realm.' },
  403: { description: 'The caller may not ask this: it needs iam:Evaluate, or iam:SupplyContext.' },
};

/** Of evaluations only, which the router does not answer: their listener reads and writes these by hand. */
const headers = z.object({
  'X-Reeve-At-Least': z
    .string()
    .regex(/^\d{1,15}$/)
    .optional()
    .openapi({
      description:
        'A revision of the realm, as writes answer it: what is answered is of this revision or a later one.',
      example: '42',
    }),
});
const decided = {
  headers: z.object({
    'X-Reeve-Revision': z.string().regex(/^\d+$/).openapi({
      description: 'A revision of the realm: what is answered is of this revision or a later one.',
      example: '42',
    }),
  }),
};

const evaluationErrors = { ...errors, 409: { description: 'The realm has no such revision yet.' } };

const evaluationRoute = createRoute({
  method: 'post',
  path: '/realms/{realm}/access/v1/evaluation',
  tags,
  summary: 'May they? (AuthZEN Authorization API 1.0)',
  security: [{ accessToken: [] }],
  request: { params, headers, body: body(evaluationShape) },
  responses: { 200: { ...json('The decision.', evaluationAnswer), ...decided }, ...evaluationErrors },
});

const evaluationsRoute = createRoute({
  method: 'post',
  path: '/realms/{realm}/access/v1/evaluations',
  tags,
  summary: 'Several questions at once',
  security: [{ accessToken: [] }],
  request: { params, headers, body: body(evaluationsShape) },
  responses: { 200: { ...json('The decisions.', evaluationsAnswer), ...decided }, ...evaluationErrors },
});

const searchRoutes = {
  subject: createRoute({
    method: 'post',
    path: '/realms/{realm}/access/v1/search/subject',
    operationId: 'searchSubject',
    tags,
    summary: 'Who may?',
    security: [{ accessToken: [] }],
    request: { params, body: body(subjectSearchShape) },
    responses: { 200: json('A page of accounts.', entitySearchAnswer), ...errors },
  }),
  resource: createRoute({
    method: 'post',
    path: '/realms/{realm}/access/v1/search/resource',
    operationId: 'searchResource',
    tags,
    summary: 'On what may they?',
    security: [{ accessToken: [] }],
    request: { params, body: body(resourceSearchShape) },
    responses: { 200: json('A page of registered resources.', entitySearchAnswer), ...errors },
  }),
  action: createRoute({
    method: 'post',
    path: '/realms/{realm}/access/v1/search/action',
    operationId: 'searchAction',
    tags,
    summary: 'What may they do to it?',
    security: [{ accessToken: [] }],
    request: { params, body: body(actionSearchShape) },
    responses: { 200: json('A page of actions that policies name.', actionSearchAnswer), ...errors },
  }),
} as const;

const configurationRoute = createRoute({
  method: 'get',
  path: '/realms/{realm}/.well-known/authzen-configuration',
  tags,
  summary: 'Where the decision point of the realm is',
  request: { params },
  responses: { 200: json('The document.', authzenConfiguration), 404: { description: 'No such realm.' } },
});

/** The same document where the specification wants it (9.2): the well-known part before the identifier's path. */
const wellKnownRoute = createRoute({
  ...configurationRoute,
  path: '/.well-known/authzen-configuration/realms/{realm}',
  operationId: 'authzenConfigurationOfRealm',
});

const echoRequestId: MiddlewareHandler<RestEnv> = async (c, next) => {
  const requestId = ownRequestId(c.req.header('x-request-id'));
  if (requestId !== undefined) c.env.outgoing.setHeader('X-Request-ID', requestId);
  await next();
};

const jsonOnly: MiddlewareHandler<RestEnv> = async (c, next) => {
  requireJson({
    'content-type': c.req.header('content-type'),
    'content-encoding': c.req.header('content-encoding'),
  });
  await next();
};

/** Evaluations are answered before the router is asked (authzen.listener.ts): here they are only documented. */
export function registerAuthzenRoutes(
  app: RestApp,
  { issuers, resolveActor, search }: AuthzenRoutesDeps,
): void {
  const middleware = [echoRequestId, managed(resolveActor, { acceptSystem: false }), jsonOnly];
  documentRoute(app, evaluationRoute);
  documentRoute(app, evaluationsRoute);

  app.openapi({ ...searchRoutes.subject, middleware }, async (c) =>
    c.json(await search.subjects(callerOf(c), c.req.valid('json')), 200),
  );
  app.openapi({ ...searchRoutes.resource, middleware }, async (c) =>
    c.json(await search.resources(callerOf(c), c.req.valid('json')), 200),
  );
  app.openapi({ ...searchRoutes.action, middleware }, async (c) =>
    c.json(await search.actions(callerOf(c), c.req.valid('json')), 200),
  );

  // A POST to these never comes so far, and the router knows of no other.
  app.all('/realms/:realm/access/v1/:api{evaluations?}', () => {
    throw new MethodNotAllowedError(['POST']);
  });

  for (const route of [configurationRoute, wellKnownRoute]) {
    app.openapi({ ...route, middleware: echoRequestId }, async (c) => {
      const { slug } = await c.var.lease();
      const at = (name: string): string => issuers.url(slug, `/access/v1/${name}`);
      const document = {
        policy_decision_point: issuers.of(slug),
        access_evaluation_endpoint: at('evaluation'),
        access_evaluations_endpoint: at('evaluations'),
        search_subject_endpoint: at('search/subject'),
        search_resource_endpoint: at('search/resource'),
        search_action_endpoint: at('search/action'),
      };
      return c.json(document, 200, PUBLIC);
    });
  }
}
