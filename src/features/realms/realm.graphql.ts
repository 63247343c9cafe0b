import { builder } from '../../graphql/builder.js';
import { connectionComplexity } from '../../graphql/complexity.js';
import { connectionType, pageArgs } from '../../graphql/connection-type.js';
import { connectionOf, pageRequest } from '../../graphql/connections.js';
import { loaded } from '../../graphql/loaded.js';
import { Node, orNull, registerNode } from '../../graphql/node.js';
import { ForbiddenError, NotFoundError } from '../../kernel/errors.js';
import { RealmSettings } from './realm-settings.graphql.js';

export const Realm = builder.loadableObjectRef('Realm', {
  load: async (ids: string[], ctx) => loaded(await ctx.services.realms.getMany(ctx, ids), 'The realm'),
});
Realm.implement({
  description: 'A tenant: its own database, keys and settings.',
  interfaces: [Node],
  fields: (t) => ({
    slug: t.exposeString('slug', { description: 'What X-Realm and paths name it by. Never changes.' }),
    name: t.exposeString('name', { description: 'What people call it.' }),
    settings: t.expose('settings', { type: RealmSettings, description: 'What its administrators may tune.' }),
    version: t.exposeInt('version', {
      description: 'Raised by every change; compared with `expectedVersion`.',
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was created.' }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime', description: 'When it was last changed.' }),
  }),
});
registerNode('Realm', async (ctx, id) => {
  try {
    return await Realm.getDataloader(ctx).load(id);
  } catch (error) {
    // `node` asks for an id of any type: that of a realm names nothing to who may not see realms.
    throw error instanceof ForbiddenError ? new NotFoundError('The realm') : error;
  }
});

builder.queryFields((t) => ({
  realm: t.field({
    type: Realm,
    nullable: true,
    description: 'A realm by slug; null if there is none. Only in the realm `system`.',
    args: { slug: t.arg.string({ description: 'Its slug.' }) },
    resolve: (_root, { slug }, ctx) => orNull(ctx.services.realms.get(ctx, slug)),
  }),
  realms: t.field({
    type: connectionType(Realm, 'Realm', 'realms'),
    description: 'The realms of the server, by slug. Only in the realm `system`.',
    args: pageArgs,
    complexity: connectionComplexity,
    resolve: async (_root, args, ctx) => {
      const page = pageRequest(args);
      return connectionOf(await ctx.services.realms.list(ctx, page), page.after);
    },
  }),
}));
