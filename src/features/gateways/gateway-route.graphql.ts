import { builder } from '../../graphql/builder.js';
import { connectionComplexity } from '../../graphql/complexity.js';
import { connectionType, pageArgs } from '../../graphql/connection-type.js';
import { connectionOf, pageRequest } from '../../graphql/connections.js';
import { loaded } from '../../graphql/loaded.js';
import { Node, orNull, registerNode } from '../../graphql/node.js';

export const GatewayRoute = builder.loadableObjectRef('GatewayRoute', {
  load: async (ids: string[], ctx) =>
    loaded(await ctx.services.gatewayRoutes.getMany(ctx, ids), 'The gateway route'),
});
GatewayRoute.implement({
  description:
    "Says what a request that arrives at a gateway is in the realm's words: this action, on this resource.",
  interfaces: [Node],
  fields: (t) => ({
    host: t.string({
      nullable: true,
      description: '`shop.example.com` or `*.example.com`; null for hosts that no route names.',
      resolve: ({ host }) => host ?? null,
    }),
    methods: t.stringList({
      description: 'In capitals; empty for methods that no route of the same host and path names.',
      resolve: ({ methods }) => [...methods],
    }),
    path: t.exposeString('path', { description: '`/orders/{id}`, `/files/{rest...}`, `/static/**`.' }),
    public: t.boolean({
      description: 'True if such requests need no token.',
      resolve: ({ demand }) => demand === undefined,
    }),
    action: t.string({
      nullable: true,
      description: 'What a request must be allowed: `orders:Read`; null for a public route.',
      resolve: ({ demand }) => demand?.action ?? null,
    }),
    resource: t.string({
      nullable: true,
      description:
        'On what, with variables of the path: `rn:acme:orders:order/{id}`; null for a public route.',
      resolve: ({ demand }) => demand?.resource ?? null,
    }),
    description: t.string({
      nullable: true,
      description: 'What it is for.',
      resolve: ({ description }) => description ?? null,
    }),
    version: t.exposeInt('version', {
      description: 'Raised by every change; compared with `expectedVersion`.',
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was created.' }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime', description: 'When it was last changed.' }),
  }),
});
registerNode('GatewayRoute', (ctx, id) => GatewayRoute.getDataloader(ctx).load(id));

builder.queryFields((t) => ({
  gatewayRoute: t.field({
    type: GatewayRoute,
    nullable: true,
    description: 'A gateway route by id; null if there is none, or none that the caller may see.',
    args: { id: t.arg.id({ description: 'The id of the route.' }) },
    resolve: (_root, { id }, ctx) => orNull(GatewayRoute.getDataloader(ctx).load(id)),
  }),
  gatewayRoutes: t.field({
    type: connectionType(GatewayRoute, 'GatewayRoute', 'gateway routes'),
    description: 'The gateway routes of the realm, oldest first.',
    args: pageArgs,
    complexity: connectionComplexity,
    resolve: async (_root, args, ctx) => {
      const page = pageRequest(args);
      return connectionOf(await ctx.services.gatewayRoutes.list(ctx, page), page.after);
    },
  }),
}));
