import { builder } from '../../graphql/builder.js';
import { errorType } from '../../graphql/errors.js';
import { NotFoundError, VersionConflictError } from '../../kernel/errors.js';
import { GatewayRoute } from './gateway-route.graphql.js';
import {
  createGatewayRouteInput,
  deleteGatewayRouteInput,
  updateGatewayRouteInput,
} from './gateway-route.input.js';
import { RouteLimitError, RouteTakenError } from './gateway.errors.js';

errorType(RouteTakenError, 'RouteTakenError', 'Another route is for the same host, path and method.');
errorType(RouteLimitError, 'RouteLimitError', 'The realm has as many gateway routes as it may have.');

const HOST =
  '`shop.example.com` or `*.example.com`, in lower case without a port; null for hosts that no route names.';
const METHODS = 'In capitals; null for methods that no route of the same host and path names.';
const PATH =
  'Segments as they are after decoding; `{id}` takes one, at the end `{rest...}` takes one or more, `**` any or none.';
const ACTION = 'What a request must be allowed, without wildcards: `orders:Read`.';
const RESOURCE =
  'A name of this realm, or an ARN, with variables of the path in its last part: `rn:acme:orders:order/{id}`.';

const CreateGatewayRouteInput = builder.inputType('CreateGatewayRouteInput', {
  description: 'A new gateway route: with an action and a resource, or public.',
  fields: (t) => ({
    host: t.string({ required: false, description: HOST }),
    methods: t.stringList({ required: false, description: METHODS }),
    path: t.string({ description: PATH }),
    action: t.string({ required: false, description: ACTION }),
    resource: t.string({ required: false, description: RESOURCE }),
    public: t.boolean({ required: false, description: 'True if such requests need no token.' }),
    description: t.string({ required: false, description: 'What it is for, up to 1000 characters.' }),
  }),
});

const UpdateGatewayRouteInput = builder.inputType('UpdateGatewayRouteInput', {
  description: 'A change of a gateway route. What is left out stays as it is.',
  fields: (t) => ({
    id: t.id({ description: 'The route.' }),
    host: t.string({ required: false, description: HOST }),
    methods: t.stringList({ required: false, description: METHODS }),
    path: t.string({ required: false, description: PATH }),
    action: t.string({ required: false, description: ACTION }),
    resource: t.string({ required: false, description: RESOURCE }),
    public: t.boolean({
      required: false,
      description: 'True takes action and resource away; false needs them.',
    }),
    description: t.string({ required: false, description: 'The new description; null removes it.' }),
    expectedVersion: t.int({ required: false, description: 'Change it only if this is its version.' }),
  }),
});

const DeleteGatewayRouteInput = builder.inputType('DeleteGatewayRouteInput', {
  description: 'Which gateway route to delete.',
  fields: (t) => ({ id: t.id({ description: 'The route.' }) }),
});

builder.mutationFields((t) => ({
  createGatewayRoute: t.field({
    type: GatewayRoute,
    description: 'Adds a route to the table by which gateways ask. The next request sees it.',
    args: {
      input: t.arg({
        type: CreateGatewayRouteInput,
        description: 'The route.',
        validate: { schema: createGatewayRouteInput },
      }),
    },
    errors: { types: [RouteTakenError, RouteLimitError] },
    resolve: (_root, { input }, ctx) => ctx.services.gatewayRoutes.create(ctx, input),
  }),
  updateGatewayRoute: t.field({
    type: GatewayRoute,
    description: 'Changes a gateway route.',
    args: {
      input: t.arg({
        type: UpdateGatewayRouteInput,
        description: 'The change.',
        validate: { schema: updateGatewayRouteInput },
      }),
    },
    errors: { types: [NotFoundError, VersionConflictError, RouteTakenError] },
    resolve: (_root, { input }, ctx) => ctx.services.gatewayRoutes.update(ctx, input),
  }),
  deleteGatewayRoute: t.field({
    type: GatewayRoute,
    description: 'Deletes a gateway route: requests that it was for are refused, or met by a broader one.',
    args: {
      input: t.arg({
        type: DeleteGatewayRouteInput,
        description: 'Which one.',
        validate: { schema: deleteGatewayRouteInput },
      }),
    },
    errors: { types: [NotFoundError] },
    resolve: (_root, { input }, ctx) => ctx.services.gatewayRoutes.delete(ctx, input),
  }),
}));
